"""The frames of batches and their reference say the same."""

from __future__ import annotations

from dataclasses import fields
from typing import get_args

import pytest

from playground.accounts.frames import FRAME_REFUSALS
from playground.batches import frames
from playground.batches.consumers import BatchConsumer
from playground.batches.progress import Pace, Progress
from tests.frames import (
    codes_without_a_row,
    documented_types,
    reference_of,
    type_of,
    types_of,
    unnamed,
    unnamed_fields,
)

REFERENCE = reference_of("/ws/batches/")
FRAMES = [*get_args(frames.IncomingFrame), *get_args(frames.OutgoingFrame)]


def test_the_reference_has_exactly_the_frames_there_are():
    assert documented_types(REFERENCE) == types_of(FRAMES)


@pytest.mark.parametrize("frame", FRAMES, ids=type_of)
def test_the_reference_names_every_field(frame):
    assert unnamed_fields(REFERENCE, frame) == set()


@pytest.mark.parametrize("shape", [Progress, Pace])
def test_the_reference_names_all_that_progress_has(shape):
    assert unnamed(REFERENCE, (field.name for field in fields(shape))) == set()


def test_the_reference_has_every_code():
    assert codes_without_a_row(REFERENCE, FRAME_REFUSALS) == set()


def test_the_consumer_handles_exactly_the_incoming_frames():
    assert set(BatchConsumer.handlers) == types_of(get_args(frames.IncomingFrame))
