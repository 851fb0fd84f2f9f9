"""The parameters of a model as fields of a form, which are all texts: from these to values."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, Final

import orjson

from playground.gateway import ParameterSpec
from playground.gateway.payloads import clean_json

PREFIX: Final = "parameter."
_MAX_CHARACTERS: Final = 20_000
_BEYOND_64_BITS: Final = 2.0**63


def read_parameters(
    data: Mapping[str, str], specs: Iterable[ParameterSpec], prefix: str = ""
) -> dict[str, Any]:
    """Read the fields of these parameters; an empty one is not set, so that the default holds.

    What cannot be read stays the text it is: the check says what is wrong with it.
    """
    values = {}
    for spec in specs:
        typed = str(data.get(prefix + PREFIX + spec.name) or "")
        text = typed.replace("\x00", "")[:_MAX_CHARACTERS]
        if text.strip():
            values[spec.name] = _read(spec, text.replace("\r\n", "\n").strip())
    return values


def _read(spec: ParameterSpec, text: str) -> Any:
    match spec.type:
        case "float" | "int":
            return _number(text)
        case "bool":
            return {"true": True, "false": False}.get(text, text)
        case "string_list":
            return [line.strip() for line in text.split("\n") if line.strip()]
        case "json":
            return _json(text)
        case "string" | "choice" | "size":
            return text


def _number(text: str) -> float | int | str:
    try:
        number = float(text)
    except ValueError:
        return text
    if not math.isfinite(number):
        return text
    # No JSON writer takes whole numbers beyond 64 bits.
    is_whole = number.is_integer() and "." not in text and abs(number) < _BEYOND_64_BITS
    return int(number) if is_whole else number


def _json(text: str) -> Any:
    try:
        return clean_json(orjson.loads(text))
    except ValueError:
        return text
