"""What the reference says of the frames of a socket."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, get_args, get_type_hints

DOCUMENT = (Path(__file__).parents[1] / "docs/reference/frames.md").read_text(encoding="utf-8")


def reference_of(path: str) -> str:
    """Return the part of the document about one socket."""
    return DOCUMENT.partition(f"# Frames of the socket `{path}`")[2].partition("\n# ")[0]


def documented_types(reference: str) -> set[str]:
    headings = re.findall(r"^### (.+)$", reference, re.MULTILINE)
    return {name for heading in headings for name in re.findall(r"`([a-z.]+)`", heading)}


def type_of(frame: Any) -> str:
    name: str = get_args(get_type_hints(frame)["type"])[0]
    return name


def types_of(frames: Iterable[Any]) -> set[str]:
    return {type_of(frame) for frame in frames}


def unnamed_fields(reference: str, *frames: Any) -> set[str]:
    names = {name for frame in frames for name in get_type_hints(frame)}
    return unnamed(reference, names - {"type"})


def unnamed(reference: str, names: Iterable[str]) -> set[str]:
    """Return those that the reference does not name."""
    return {name for name in names if f"`{name}`" not in reference}


def codes_without_a_row(reference: str, codes: Iterable[str]) -> set[str]:
    return {code for code in codes if f"| `{code}` |" not in reference}
