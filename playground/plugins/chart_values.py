"""Readers of single values of a chart: each returns a plain value of its kind, or None."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from playground.gateway import JSON

Option: TypeAlias = dict[str, Any]
Read: TypeAlias = Callable[[JSON], Any]

MAX_TEXT_CHARACTERS: Final = 200
# Numbers and names in all of a chart.
MAX_VALUES: Final = 20_000
_MAX_AXES: Final = 4
_MAX_SCALARS: Final = 200
_MAX_MAGNITUDE: Final = 1e15
# A share of the space.
_LENGTH = re.compile(r"-?\d{1,4}(?:\.\d{1,3})?%")
_COLOR = re.compile(
    r"#[0-9a-fA-F]{3,8}|rgba?\([\d\s.,%]{1,40}\)|hsla?\([\d\s.,%]{1,40}\)|[a-zA-Z]{3,20}"
)


def text_in(value: JSON) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value)[:MAX_TEXT_CHARACTERS]


def number_in(value: JSON) -> float | int | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if math.isfinite(value) and abs(value) <= _MAX_MAGNITUDE else None


def scalar_in(value: JSON) -> str | float | int | None:
    return value[:MAX_TEXT_CHARACTERS] if isinstance(value, str) else number_in(value)


def scalars_in(value: JSON) -> Any:
    """Read a scalar, or a list of some."""
    if isinstance(value, list):
        return [scalar_in(item) for item in value[:_MAX_SCALARS]]
    return scalar_in(value)


def flag_in(value: JSON) -> bool | None:
    return value if isinstance(value, bool) else None


def length_in(value: JSON) -> str | float | int | None:
    if isinstance(value, str):
        return value if _LENGTH.fullmatch(value) else None
    return number_in(value)


def lengths_in(value: JSON) -> Any:
    if isinstance(value, list):
        return [each for item in value[:2] if (each := length_in(item)) is not None] or None
    return length_in(value)


def color_in(value: JSON) -> str | None:
    return value if isinstance(value, str) and _COLOR.fullmatch(value) else None


def one_of(*words: str) -> Read:
    return lambda value: value if isinstance(value, str) and value in words else None


def flag_or_word(*words: str) -> Read:
    return lambda value: value if isinstance(value, bool) or value in words else None


def list_of(read: Read, limit: int = MAX_VALUES) -> Read:
    def read_list(value: JSON) -> list[Any] | None:
        return [read(item) for item in value[:limit]] if isinstance(value, list) else None

    return read_list


def emptied(value: JSON) -> Option | None:
    """Keep that there is such a part, and nothing of it."""
    return {} if isinstance(value, dict) else None


def part_of(fields: Mapping[str, Read]) -> Read:
    return lambda value: fields_in(value, fields)


def first_of(fields: Mapping[str, Read]) -> Read:
    """Read a part of which there may be several; the first is enough."""
    return lambda value: fields_in(next(iter(objects_in(value)), {}), fields)


def all_of(fields: Mapping[str, Read]) -> Read:
    return lambda value: [
        axis
        for item in objects_in(value)[:_MAX_AXES]
        if (axis := fields_in(item, fields) or {"show": True})
    ]


def fields_in(value: JSON, fields: Mapping[str, Read]) -> Option:
    if not isinstance(value, dict):
        return {}
    found = {name: read(value[name]) for name, read in fields.items() if name in value}
    return {name: part for name, part in found.items() if part is not None}


def objects_in(value: JSON) -> list[dict[str, Any]]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, dict)]
