"""JSON values as Python would write them, so that no text can end the literal it stands in."""

from __future__ import annotations

import keyword
from collections.abc import Iterable, Mapping
from typing import Final

from playground.gateway import JSON

_LINE: Final = 88
_STEP: Final = "    "


def literal(value: JSON, indent: str = "") -> str:
    """Write a value; what does not fit into a line takes one for each part of it."""
    short = _short(value)
    if len(indent) + len(short) <= _LINE or not isinstance(value, Mapping | list | tuple):
        return short
    deeper = indent + _STEP
    if isinstance(value, Mapping):
        lines = [f"{_short(name)}: {literal(item, deeper)}" for name, item in value.items()]
        return _block("{", lines, "}", indent)
    return _block("[", [literal(item, deeper) for item in value], "]", indent)


def keywords(values: Mapping[str, JSON], indent: str = _STEP) -> str:
    """Write values as keyword arguments, each on a line of its own.

    Names that Python does not take as such come in a mapping.
    """
    named = {name: value for name, value in values.items() if _is_name(name)}
    others = {name: value for name, value in values.items() if name not in named}
    lines = [f"{indent}{name}={literal(value, indent)},\n" for name, value in named.items()]
    if others:
        lines.append(f"{indent}**{literal(others, indent)},\n")
    return "".join(lines)


def _is_name(name: str) -> bool:
    # Python reads other letters as the plain ones they look like.
    return name.isascii() and name.isidentifier() and not keyword.iskeyword(name)


def _short(value: JSON) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_short(n)}: {_short(item)}" for n, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_short(item) for item in value) + "]"
    if isinstance(value, str) and '"' not in value:
        # As most people quote.
        return '"' + repr("'" + value)[2:]
    return repr(value)


def _block(start: str, lines: Iterable[str], end: str, indent: str) -> str:
    inner = "".join(f"{indent}{_STEP}{line},\n" for line in lines)
    return f"{start}\n{inner}{indent}{end}"
