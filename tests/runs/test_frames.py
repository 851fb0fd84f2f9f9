"""The frames of runs and their reference say the same."""

from __future__ import annotations

from typing import get_args

from playground.accounts.frames import FRAME_REFUSALS, SocketPing, SocketPong
from playground.runs import frames
from playground.runs.consumers import RunConsumer
from tests.frames import codes_without_a_row, reference_of, types_of, unnamed, unnamed_fields

REFERENCE = reference_of("/ws/runs/")
SENT = [*get_args(frames.WatchFrame), SocketPong, frames.RunRefused]
HEARD = [frames.RunAttach, frames.RunDetach, frames.CompletionStop, SocketPing]


def test_the_reference_has_every_frame():
    assert unnamed(REFERENCE, types_of((*SENT, *HEARD))) == set()


def test_the_reference_names_every_field_of_a_refusal():
    assert unnamed_fields(REFERENCE, frames.RunRefused) == set()


def test_the_reference_has_every_code():
    assert codes_without_a_row(REFERENCE, FRAME_REFUSALS) == set()


def test_the_consumer_handles_exactly_the_incoming_frames():
    assert set(RunConsumer.handlers) == types_of(HEARD)
