"""The frames of shares and their reference say the same."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args, get_type_hints

from playground.shares import frames
from playground.shares.consumers import ShareConsumer

DOCUMENT = (Path(__file__).parents[2] / "docs/reference/frames.md").read_text(encoding="utf-8")
REFERENCE = DOCUMENT.partition("\n# Frames of the socket `/ws/shares/`")[2].partition("\n# ")[0]
FRAMES = [*get_args(frames.IncomingFrame), *get_args(frames.OutgoingFrame)]


def type_of(frame):
    return get_args(get_type_hints(frame)["type"])[0]


def test_the_reference_has_exactly_the_frames_there_are():
    headings = re.findall(r"^### (.+)$", REFERENCE, re.MULTILINE)
    documented = {name for heading in headings for name in re.findall(r"`([a-z.]+)`", heading)}

    assert documented == {type_of(frame) for frame in FRAMES}


def test_the_reference_names_every_field():
    names = {name for frame in FRAMES for name in get_type_hints(frame)} - {"type"}

    assert {name for name in names if f"`{name}`" not in REFERENCE} == set()


def test_the_consumer_handles_exactly_the_incoming_frames():
    incoming = {type_of(frame) for frame in get_args(frames.IncomingFrame)}

    assert set(ShareConsumer.handlers) == incoming
