"""The frames and their reference say the same."""

from __future__ import annotations

from typing import get_args

import pytest

from playground.conversations import frames
from playground.conversations.consumers import ConversationConsumer
from playground.conversations.refusals import REFUSALS
from tests.frames import (
    codes_without_a_row,
    documented_types,
    reference_of,
    type_of,
    types_of,
    unnamed_fields,
)

REFERENCE = reference_of("/ws/conversations/")
FRAMES = [*get_args(frames.IncomingFrame), *get_args(frames.OutgoingFrame)]


def test_the_reference_has_exactly_the_frames_there_are():
    assert documented_types(REFERENCE) == types_of(FRAMES)


@pytest.mark.parametrize("frame", FRAMES, ids=type_of)
def test_the_reference_names_every_field(frame):
    assert unnamed_fields(REFERENCE, frame) == set()


def test_the_reference_has_every_code():
    assert codes_without_a_row(REFERENCE, REFUSALS) == set()


def test_the_consumer_handles_exactly_the_incoming_frames():
    assert set(ConversationConsumer.handlers) == types_of(get_args(frames.IncomingFrame))
