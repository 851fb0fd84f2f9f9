"""Reads JSON from outside without trusting any of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from math import isfinite

import orjson

from playground.gateway.errors import MalformedResponseError
from playground.gateway.text import clean_text
from playground.gateway.values import JSON

_MAX_DEPTH = 64
_MAX_COUNT = 2**31 - 1
_MAX_INTEGER = 2**63 - 1
_MAX_LABEL_CHARACTERS = 200


def parse_json(data: bytes) -> JSON:
    """Parse JSON text.

    Raises: MalformedResponseError.
    """
    try:
        parsed: JSON = orjson.loads(data)
    except orjson.JSONDecodeError:
        return _parse_leniently(data)
    return parsed


def parse_object(data: bytes) -> Mapping[str, JSON]:
    """Parse a JSON object.

    Raises: MalformedResponseError.
    """
    parsed = parse_json(data)
    if not isinstance(parsed, dict):
        raise MalformedResponseError
    return parsed


def clean_json(value: JSON, depth: int = 0) -> JSON:
    """Copy a parsed value so that any database and any JSON writer takes it."""
    if isinstance(value, str):
        return clean_text(value)
    if depth >= _MAX_DEPTH:
        return None
    if isinstance(value, Mapping):
        return {clean_text(name): clean_json(item, depth + 1) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean_json(item, depth + 1) for item in value]
    if isinstance(value, int) and abs(value) > _MAX_INTEGER:
        return str(value)
    if isinstance(value, float) and not isfinite(value):
        return None
    return value


def as_object(value: JSON) -> Mapping[str, JSON]:
    """Return an object, an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def as_objects(value: JSON) -> list[Mapping[str, JSON]]:
    """Return the objects of a list, and nothing else of it."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def as_text(value: JSON) -> str:
    """Return a text, an empty one for anything else."""
    return value if isinstance(value, str) else ""


def as_label(value: JSON) -> str:
    """Return a text or number as a short, clean text."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return clean_text(str(value)[:_MAX_LABEL_CHARACTERS])


def as_count(value: JSON) -> int | None:
    """Return a number of things, None for what cannot be one."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MAX_COUNT:
        return value
    return None


def _parse_leniently(data: bytes) -> JSON:
    # orjson refuses lone surrogates and broken UTF-8, which providers do send when they cut a
    # text between two frames. The standard library takes the first, `replace` the second.
    try:
        parsed: JSON = json.loads(data.decode("utf-8", "replace"), parse_constant=lambda _: None)
    except (ValueError, RecursionError) as exc:
        raise MalformedResponseError from exc
    return parsed
