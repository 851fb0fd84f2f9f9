"""The function calls of a reply, as a page shows them: readable, and checked against the schema."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from playground.conversations.json_schemas import UncheckableError, value_faults
from playground.conversations.refusals import RequestRefused
from playground.conversations.tools import Function, pretty_json, read_functions
from playground.gateway import ToolCall

_MAX_CHECKED_CHARACTERS: Final = 100_000


@dataclass(frozen=True, slots=True)
class CallFault:
    """What is wrong with a call; `place` is where in its arguments, empty for the whole."""

    place: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ShownCall:
    """A call with its arguments as readable JSON, or as the model wrote them if they are none."""

    name: str
    arguments: str
    faults: tuple[CallFault, ...] = ()
    mock: str = ""


def shown_calls(calls: Iterable[ToolCall], tools: str, *, is_live: bool) -> tuple[ShownCall, ...]:
    """Show calls beside the functions that a conversation offers now; live ones are not checked."""
    if is_live:
        return tuple(ShownCall(call.name, call.arguments) for call in calls)
    functions = _functions(tools)
    return tuple(_shown(call, functions.get(call.name)) for call in calls)


def _functions(tools: str) -> dict[str, Function]:
    try:
        return {function.name: function for function in read_functions(tools)}
    except RequestRefused:
        # They were checked when they were saved, by the rules of that day.
        return {}


def _shown(call: ToolCall, function: Function | None) -> ShownCall:
    faults = tuple(_faults(call, function))
    mock = function.mock if function else ""
    return ShownCall(call.name, _readable(call.arguments), faults, mock)


def _readable(arguments: str) -> str:
    if len(arguments) > _MAX_CHECKED_CHARACTERS:
        return arguments
    try:
        return pretty_json(json.loads(arguments))
    except (RecursionError, ValueError):
        return arguments


def _faults(call: ToolCall, function: Function | None) -> Iterator[CallFault]:
    if function is None:
        yield CallFault("", _("The settings have no function of this name."))
        return
    if len(call.arguments) > _MAX_CHECKED_CHARACTERS:
        yield CallFault("", _("The arguments are too long to be checked."))
        return
    try:
        value = json.loads(call.arguments or "{}")
    except (RecursionError, ValueError):
        yield CallFault("", _("The arguments are not valid JSON."))
        return
    try:
        faults = value_faults(function.tool.parameters, value)
    except UncheckableError:
        yield CallFault("", _("The arguments cannot be checked against this schema."))
        return
    yield from (CallFault(fault.path, fault.sentence) for fault in faults)
