"""Reads which functions a body offers, and what `tool_choice` says about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from playground.sandbox.prompts import Function


class UnknownChoiceError(Exception):
    """`tool_choice` names no function of the request; the text says so."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The functions that may be called, and whether one of them has to be."""

    functions: tuple[Function, ...] = ()
    must_call: bool = False


def read_functions(descriptions: object) -> tuple[Function, ...]:
    """Return the functions of a list of descriptions; what is no such thing is left out."""
    if not isinstance(descriptions, list):
        return ()
    return tuple(
        Function(part["name"], _text(part.get("description")), _schema(part.get("parameters")))
        for part in descriptions
        if isinstance(part, dict) and _text(part.get("name"))
    )


def read_tools(tools: object) -> tuple[Function, ...]:
    """Return the functions of V2's list of tools; other kinds of tools are left out."""
    if not isinstance(tools, list):
        return ()
    return read_functions([tool.get("function") for tool in tools if isinstance(tool, dict)])


def choose(functions: Sequence[Function], tool_choice: object) -> Choice:
    """Return what `tool_choice` leaves of `functions`: all, none, or the one it names.

    Raises: UnknownChoiceError
    """
    if tool_choice is None or tool_choice == "auto":
        return Choice(tuple(functions))
    if tool_choice == "none":
        return Choice()
    if tool_choice == "required":
        if not functions:
            raise UnknownChoiceError("tool_choice is required, but there are no tools")
        return Choice(tuple(functions), must_call=True)
    part = tool_choice.get("function") if isinstance(tool_choice, dict) else None
    name = part.get("name") if isinstance(part, dict) else None
    chosen = [function for function in functions if function.name == name]
    if not chosen:
        raise UnknownChoiceError(f"tool_choice names no function of the request: {name!s:.40}")
    return Choice((chosen[0],), must_call=True)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _schema(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
