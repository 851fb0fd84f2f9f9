"""The frames of runs and their reference say the same."""

from __future__ import annotations

from pathlib import Path
from typing import get_args, get_type_hints

from playground.accounts.frames import FRAME_REFUSALS, SocketPing, SocketPong
from playground.runs import frames
from playground.runs.consumers import RunConsumer

DOCUMENT = (Path(__file__).parents[2] / "docs/reference/frames.md").read_text(encoding="utf-8")
REFERENCE = DOCUMENT.partition("\n# Frames of the socket `/ws/runs/`")[2]
SENT = [*get_args(frames.WatchFrame), SocketPong, frames.RunRefused]
HEARD = [frames.RunAttach, frames.RunDetach, frames.CompletionStop, SocketPing]


def type_of(frame):
    return get_args(get_type_hints(frame)["type"])[0]


def test_the_reference_has_every_frame():
    types = {type_of(frame) for frame in (*SENT, *HEARD)}

    assert {name for name in types if f"`{name}`" not in REFERENCE} == set()


def test_the_reference_names_every_field_of_a_refusal():
    names = set(get_type_hints(frames.RunRefused)) - {"type"}

    assert {name for name in names if f"`{name}`" not in REFERENCE} == set()


def test_the_reference_has_every_code():
    assert {code for code in FRAME_REFUSALS if f"| `{code}` |" not in REFERENCE} == set()


def test_the_consumer_handles_exactly_the_incoming_frames():
    assert set(RunConsumer.handlers) == {type_of(frame) for frame in HEARD}
