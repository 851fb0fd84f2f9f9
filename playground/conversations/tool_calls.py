"""The function calls of a reply, as a page shows them: readable, and checked against the schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from playground.conversations.json_schemas import UncheckableError, value_faults
from playground.conversations.json_texts import JsonFault, read_json
from playground.conversations.refusals import RequestRefused
from playground.conversations.tools import Function, pretty_json, read_functions
from playground.gateway import ToolCall

MAX_CHARACTERS: Final = 100_000
_MAX_NAMES: Final = 10


@dataclass(frozen=True, slots=True)
class CallFault:
    """What is wrong with a call; `place` is where in its arguments, empty for the whole."""

    place: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ShownCall:
    """A call with its arguments as readable JSON, or as the model wrote them if they are none.

    `verdict` says in a word what its faults are; of arguments that are long, `rest` are not shown.
    """

    name: str
    arguments: str
    verdict: str = ""
    faults: tuple[CallFault, ...] = ()
    mock: str = ""

    @property
    def beginning(self) -> str:
        return self.arguments[:MAX_CHARACTERS]

    @property
    def rest(self) -> int:
        return max(0, len(self.arguments) - MAX_CHARACTERS)


def shown_calls(calls: Iterable[ToolCall], tools: str, *, is_whole: bool) -> tuple[ShownCall, ...]:
    """Show calls beside the functions that a conversation offers now; half ones are not checked."""
    if not is_whole:
        return tuple(ShownCall(call.name, call.arguments) for call in calls)
    functions = _functions(tools)
    return tuple(_shown(call, functions) for call in calls)


def _functions(tools: str) -> dict[str, Function]:
    try:
        return {function.name: function for function in read_functions(tools)}
    except RequestRefused:
        # They were checked when they were saved, by the rules of that day.
        return {}


def _shown(call: ToolCall, functions: Mapping[str, Function]) -> ShownCall:
    function = functions.get(call.name)
    arguments, verdict, faults = _judged(call.arguments, function)
    if function is None:
        unknown = CallFault("", _not_offered(functions))
        return ShownCall(call.name, arguments, _("Not offered"), (unknown, *faults))
    return ShownCall(call.name, arguments, verdict, faults, function.mock)


def _judged(text: str, function: Function | None) -> tuple[str, str, tuple[CallFault, ...]]:
    """Return arguments to read, and what is wrong with them in a word and in sentences."""
    if len(text) > MAX_CHARACTERS:
        return text, _("Not checked"), _whole(_("The arguments are too long to be checked."))
    try:
        value = read_json(text or "{}")
    except JsonFault as fault:
        place = {"line": fault.line, "column": fault.column}
        sentence = _("The arguments are not valid JSON. Look at line %(line)s, column %(column)s.")
        return text, _("Not JSON"), _whole(sentence % place)
    arguments = pretty_json(value)
    try:
        faults = value_faults(function.tool.parameters, value) if function else []
    except UncheckableError:
        sentence = _("The arguments cannot be checked against this schema.")
        return arguments, _("Not checked"), _whole(sentence)
    verdict = _("Does not fit its schema") if faults else ""
    return arguments, verdict, tuple(CallFault(each.path, each.sentence) for each in faults)


def _whole(sentence: str) -> tuple[CallFault, ...]:
    return (CallFault("", sentence),)


def _not_offered(functions: Mapping[str, Function]) -> str:
    if not functions:
        return _("The settings have no function of this name.")
    names = ", ".join(list(functions)[:_MAX_NAMES]) + (" …" if len(functions) > _MAX_NAMES else "")
    sentence = _("The settings have no function of this name. They have %(names)s.")
    return sentence % {"names": names}
