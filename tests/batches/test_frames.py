"""The frames of batches and their reference say the same."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from playground.accounts.frames import FRAME_REFUSALS
from playground.batches import frames
from playground.batches.consumers import BatchConsumer
from playground.batches.progress import Pace, Progress

DOCUMENT = (Path(__file__).parents[2] / "docs/reference/frames.md").read_text(encoding="utf-8")
REFERENCE = DOCUMENT.partition("\n# Frames of the socket `/ws/batches/`")[2].partition("\n# ")[0]
FRAMES = [*get_args(frames.IncomingFrame), *get_args(frames.OutgoingFrame)]


def type_of(frame):
    return get_args(get_type_hints(frame)["type"])[0]


def test_the_reference_has_exactly_the_frames_there_are():
    headings = re.findall(r"^### (.+)$", REFERENCE, re.MULTILINE)
    documented = {name for heading in headings for name in re.findall(r"`([a-z.]+)`", heading)}

    assert documented == {type_of(frame) for frame in FRAMES}


@pytest.mark.parametrize("frame", FRAMES, ids=type_of)
def test_the_reference_names_every_field(frame):
    names = set(get_type_hints(frame)) - {"type"}

    assert {name for name in names if f"`{name}`" not in REFERENCE} == set()


@pytest.mark.parametrize("shape", [Progress, Pace])
def test_the_reference_names_all_that_progress_has(shape):
    assert {field.name for field in fields(shape) if f"`{field.name}`" not in REFERENCE} == set()


def test_the_reference_has_every_code():
    assert {code for code in FRAME_REFUSALS if f"| `{code}` |" not in REFERENCE} == set()


def test_the_consumer_handles_exactly_the_incoming_frames():
    incoming = {type_of(frame) for frame in get_args(frames.IncomingFrame)}

    assert set(BatchConsumer.handlers) == incoming
