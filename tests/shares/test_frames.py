"""The frames of shares and their reference say the same."""

from __future__ import annotations

from typing import get_args

from playground.shares import frames
from playground.shares.consumers import ShareConsumer
from tests.frames import documented_types, reference_of, types_of, unnamed_fields

REFERENCE = reference_of("/ws/shares/")
FRAMES = [*get_args(frames.IncomingFrame), *get_args(frames.OutgoingFrame)]


def test_the_reference_has_exactly_the_frames_there_are():
    assert documented_types(REFERENCE) == types_of(FRAMES)


def test_the_reference_names_every_field():
    assert unnamed_fields(REFERENCE, *FRAMES) == set()


def test_the_consumer_handles_exactly_the_incoming_frames():
    assert set(ShareConsumer.handlers) == types_of(get_args(frames.IncomingFrame))
