"""Steps: what a run did beside writing text, one line of JSON each, in the order it happened.

Each is an object with the name of its kind under `step`: `tool_call` (a piece of one), `plugin`,
`embedded` and `image` are those of this app.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from playground.gateway import JSON, ToolCall, ToolCallDelta
from playground.gateway.events import PluginUpdate
from playground.gateway.payloads import clean_json
from playground.gateway.provider_errors import scrub_json

# A plugin may send the same long findings with every piece of its answer.
MAX_CHARACTERS: Final = 4_000_000
CUT_OFF: Final = "cut_off"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a run did; `fields` are what there is to say of it."""

    name: str
    fields: Mapping[str, JSON]


class StepWriter:
    """Makes the lines of one run: without its secrets, and no more than a database bears."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        self._secrets = secrets
        self._length = 0
        self._last = ""

    def line(self, step: Step) -> str:
        """Return the line of a step; empty where it says the same again, or nothing fits."""
        if self._length > MAX_CHARACTERS:
            return ""
        value = scrub_json(clean_json({"step": step.name, **step.fields}), self._secrets)
        line = orjson.dumps(value).decode() + "\n"
        if step.name == "plugin" and line == self._last:
            return ""
        self._last = line
        self._length += len(line)
        if self._length > MAX_CHARACTERS:
            return orjson.dumps({"step": CUT_OFF}).decode() + "\n"
        return line


def tool_call_step(delta: ToolCallDelta) -> Step:
    fields: dict[str, JSON] = {
        "index": delta.index,
        "id": delta.id,
        "name": delta.name,
        "arguments": delta.arguments,
    }
    return Step("tool_call", fields)


def tool_call_lines(calls: Iterable[ToolCall]) -> str:
    """Write calls that are whole, for a turn that came from elsewhere than a run."""
    steps = (
        tool_call_step(ToolCallDelta(index, call.id, call.name, call.arguments))
        for index, call in enumerate(calls)
    )
    return "".join(map(StepWriter(()).line, steps))


def plugin_step(update: PluginUpdate) -> Step:
    return Step("plugin", {"part": update.part, "payload": update.payload})


def read_steps(text: str) -> Iterator[dict[str, Any]]:
    """Read the lines that are whole; the last one of a live run may not be."""
    for line in text.split("\n"):
        if not line:
            continue
        try:
            step = orjson.loads(line)
        except ValueError:
            continue
        if isinstance(step, dict) and isinstance(step.get("step"), str):
            yield step


def tool_calls_of(text: str) -> tuple[ToolCall, ...]:
    """Join the pieces of the tool calls among the steps, in the order of their index."""
    calls: dict[int, list[str]] = {}
    for step in read_steps(text):
        if step["step"] == "tool_call":
            pieces = calls.setdefault(int(step.get("index") or 0), ["", "", ""])
            for place, key in enumerate(("name", "arguments", "id")):
                pieces[place] += str(step.get(key) or "")
    return tuple(ToolCall(*calls[index]) for index in sorted(calls))
