"""The functions that a model may call, as a person writes them: JSON text in, checked values out.

A function is `{"name", "description", "parameters"}`, also inside of OpenAI's
`{"type": "function", "function": {…}}`; `mock` is a result to answer its calls with, and is never
sent. Every fault is a `RequestRefused` that names the function and, where it is known, the line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from playground.conversations.json_schemas import schema_fault
from playground.conversations.json_texts import JsonFault, read_json
from playground.conversations.refusals import RequestRefused
from playground.gateway import Tool, parameters_for
from playground.gateway.payloads import as_object, clean_json
from playground.gateway.text import clean_text

MAX_CHARACTERS: Final = 200_000
MAX_FUNCTIONS: Final = 64
# What a model may do beside calling one certain function.
CHOICES: Final = ("", "none", "required")
_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_KEYS: Final = frozenset({"name", "description", "parameters", "mock"})
# In which parameters a provider reads them; on V1 `tools` are those of the platform's own search.
_PARAMETERS_OF: Final[Mapping[str, tuple[str, str]]] = {
    "qianfan_v1": ("functions", "tool_choice"),
}
_WRAPPER: Final = frozenset({"type", "function"})
_NO_PARAMETERS: Final[Mapping[str, Any]] = {"type": "object", "properties": {}}


@dataclass(frozen=True, slots=True)
class Function:
    """A function to offer, and the result, as JSON text, that may stand in for a real one."""

    tool: Tool
    mock: str = ""

    @property
    def name(self) -> str:
        return self.tool.name


@lru_cache(maxsize=32)
def read_functions(text: str) -> tuple[Function, ...]:
    """Read a list of functions; none of a blank text. Raises: RequestRefused."""
    if not text.strip():
        return ()
    if len(text) > MAX_CHARACTERS:
        raise RequestRefused("text_too_long", field="tools")
    parts = list(_parts(text, _parsed(text)))
    if len(parts) > MAX_FUNCTIONS:
        raise _fault("tools_too_many", limit=MAX_FUNCTIONS)
    functions: dict[str, Function] = {}
    for number, (line, part) in enumerate(parts, 1):
        function = _function(number, line, part)
        if function.name in functions:
            raise _fault("tool_name_taken", number=number, line=line, name=function.name)
        functions[function.name] = function
    return tuple(functions.values())


def check_choice(choice: str, functions: tuple[Function, ...]) -> None:
    """Check that a choice is one of `CHOICES` or the name of a function."""
    if choice not in CHOICES and choice not in {function.name for function in functions}:
        raise RequestRefused(
            "tool_choice_unknown", field="tool_choice", parameters={"name": choice}
        )


def can_call_functions(provider: str, model: str, endpoint: str) -> bool:
    """Does the catalogue say that a model can call functions? An own endpoint may."""
    names = {spec.name for spec in parameters_for(provider, model, endpoint)}
    return function_parameters(provider)[0] in names


def function_parameters(provider: str) -> tuple[str, str]:
    """Name the parameters that functions, and the choice among them, become."""
    return _PARAMETERS_OF.get(provider, ("tools", "tool_choice"))


def _parsed(text: str) -> object:
    try:
        return read_json(text)
    except JsonFault as fault:
        raise _fault("tools_not_json", line=fault.line, column=fault.column) from fault


def _parts(text: str, value: object) -> Iterator[tuple[int, object]]:
    """Yield the parts of the list with the lines on which they begin; one object is a list too."""
    if isinstance(value, dict):
        yield 1, value
        return
    if not isinstance(value, list):
        raise _fault("tools_not_a_list")
    decoder = json.JSONDecoder()
    place = text.index("[") + 1
    for part in value:
        while text[place] in " \t\n\r,":
            place += 1
        yield text.count("\n", 0, place) + 1, part
        _value, place = decoder.raw_decode(text, place)


def _function(number: int, line: int, part: object) -> Function:
    where: dict[str, int] = {"number": number, "line": line}
    if isinstance(part, dict) and part.get("type") == "function" and part.keys() <= _WRAPPER:
        part = part.get("function")
    if not isinstance(part, dict):
        raise _fault("tool_not_an_object", **where)
    # What providers may add is nothing that all of them know.
    if unknown := sorted(part.keys() - _KEYS):
        raise _fault("tool_key_unknown", **where, key=clean_text(unknown[0][:64]))
    name, description = part.get("name", ""), part.get("description", "")
    if not isinstance(name, str) or not _NAME.fullmatch(name) or name in (*CHOICES, "auto"):
        raise _fault("tool_name_invalid", **where)
    if not isinstance(description, str):
        raise _fault("tool_description_not_text", **where, name=name)
    parameters = part.get("parameters") or _NO_PARAMETERS
    if not isinstance(parameters, dict) or parameters.get("type") != "object":
        raise _fault("tool_parameters_not_object", **where, name=name)
    if fault := schema_fault(parameters):
        path = f"parameters.{fault.path}".rstrip(".")
        raise _fault("tool_schema_invalid", **where, name=name, path=path, value=fault.value)
    tool = Tool(name, str(clean_json(description)), as_object(clean_json(parameters)))
    return Function(tool, pretty_json(part["mock"]) if "mock" in part else "")


def pretty_json(value: object) -> str:
    """Write a value as JSON for people to read; half a character in it is none."""
    return clean_text(json.dumps(value, indent=2, ensure_ascii=False))


def _fault(code: str, **parameters: str | int) -> RequestRefused:
    return RequestRefused(code, field="tools", parameters=dict(parameters))
