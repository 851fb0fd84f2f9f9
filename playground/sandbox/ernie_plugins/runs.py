"""One run of an ERNIE Bot plugin: what it was asked, the lines it answered, and the text of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from playground.sandbox.prompts import estimate_tokens


@dataclass(frozen=True, slots=True)
class PluginSpec:
    """A plugin by the names and numbers the platform knows it by."""

    name: str
    human_name: str
    operation: str
    plugin_id: str
    raw_field: str

    @property
    def api_id(self) -> str:
        """Return the name of the plugin's operation."""
        return f"{self.name}.{self.operation}"


@dataclass(frozen=True, slots=True)
class PluginRun:
    """What a plugin did, and what the answer says of it."""

    spec: PluginSpec
    request: dict[str, Any]
    lines: tuple[dict[str, Any], ...]
    text: str

    @property
    def tokens(self) -> int:
        """Return the estimated tokens of what the plugin wrote."""
        return estimate_tokens(self.text)

    def meta(self) -> dict[str, Any]:
        """Return what is told of the plugin before it runs."""
        thoughts = "The sandbox runs this plugin for the words of the message."
        call = {
            "name": self.spec.api_id,
            "arguments": _text(self.request),
            "thoughts": thoughts,
        }
        return {
            "apiId": self.spec.api_id,
            "logoUrl": "",
            "operationId": self.spec.operation,
            "pluginId": self.spec.plugin_id,
            "pluginNameForHuman": self.spec.human_name,
            "pluginNameForModel": self.spec.name,
            "pluginVersion": self.spec.plugin_id.partition(":")[2],
            "runtimeMetaInfo": {
                "function_call": call,
                "returnRawFieldName": self.spec.raw_field,
                "thoughts": thoughts,
            },
            "uiMeta": None,
        }

    def states(self) -> list[dict[str, Any]]:
        """Return the run's states: each has all lines so far, and the last one status 2."""
        return [
            {
                "plugin_id": self.spec.plugin_id,
                "plugin_name": "",
                "plugin_req": _text(self.request),
                "plugin_resp": "\n".join(_text(line) for line in self.lines[:count]),
                "status": "2" if count == len(self.lines) else "1",
                "api_id": self.spec.api_id,
            }
            for count in range(len(self.lines) + 1)
        ]

    def usage(self) -> dict[str, Any]:
        """Return the plugin's part of the usage."""
        return {
            "name": self.spec.name,
            "parse_tokens": 0,
            "abstract_tokens": 0,
            "search_tokens": 0,
            "total_tokens": self.tokens,
        }


def action(name: str, content: str) -> dict[str, Any]:
    """Return a line that tells how far a plugin is."""
    return {
        "errCode": 0,
        "errMsg": "success",
        "status": "",
        "actionName": name,
        "actionContent": content,
    }


def numbered(runs: Sequence[PluginRun]) -> list[tuple[int, dict[str, Any]]]:
    """Return the states of all runs, counted through."""
    return list(enumerate(state for run in runs for state in run.states()))


def _text(value: dict[str, Any]) -> str:
    return orjson.dumps(value).decode()
