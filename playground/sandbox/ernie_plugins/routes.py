"""ERNIE Bot with plugins, V1: `EBPlugin` and `EBPluginV2` differ in their paths only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from playground.sandbox.catalog import TextModel
from playground.sandbox.ernie_plugins.plugins import NAMES, run_plugins
from playground.sandbox.ernie_plugins.runs import PluginRun, numbered
from playground.sandbox.errors import V1Error
from playground.sandbox.exchange import Exchange, v1_service
from playground.sandbox.frames import Answer, Ending, Frame
from playground.sandbox.prompts import Prompt
from playground.sandbox.replies import start_reply
from playground.sandbox.text_answers import deliver
from playground.sandbox.v1_frames import V1Dialect
from playground.sandbox.v1_requests import read_v1_turns

_MOST_PLUGINS = 3
_ERNIE_BOT = TextModel(4800)


class PluginDialect(V1Dialect):
    """Chat whose events have names, after what the plugins did; each kind counts for itself."""

    event = "chat"

    def __init__(self, answer: Answer, runs: Sequence[PluginRun]) -> None:
        super().__init__(answer)
        self._runs = runs

    def openings(self, reasoning: Sequence[str]) -> Sequence[Frame]:
        """Return the plugins' descriptions, then every state of every run."""
        if not self._runs:
            return []
        meta = {**self.head(), "sentence_id": 0, "plugin_metas": self._metas()}
        states = [
            ("plugin", {**self.head(), "sentence_id": index, "plugin_info": [state]})
            for index, state in numbered(self._runs)
        ]
        return [("pluginMeta", meta), *states]

    def whole(self, text: str, reasoning: str, ending: Ending) -> dict[str, Any]:
        """Return the answer with all that the plugins did."""
        body = super().whole(text, reasoning, ending)
        if self._runs:
            body["plugin_info"] = [state for _, state in numbered(self._runs)]
            body["plugin_metas"] = self._metas()
        return body

    def last(self, text: str, ending: Ending) -> dict[str, Any]:
        """Return the object that tells how the answer ended, and what the plugins cost."""
        frame = super().last(text, ending)
        if "usage" in frame and self._runs:
            frame["usage"]["plugins"] = [run.usage() for run in self._runs]
        return frame

    def _metas(self) -> list[dict[str, Any]]:
        return [run.meta() for run in self._runs]


async def _answer(exchange: Exchange[TextModel]) -> Response:
    turns = read_v1_turns(exchange.body.get("messages"))
    names = _read_plugins(exchange.body.get("plugins"))
    prompt = Prompt(turns, is_stream=exchange.body.get("stream") is True)
    limit = exchange.model.max_characters
    if len(prompt.question) > limit:
        raise V1Error(336007, f"the max input characters is {limit}")
    exchange.count(prompt.tokens)
    runs = run_plugins(names, prompt.question)
    # Without a plugin that ran, this is plain chat.
    text = "\n\n".join(run.text for run in runs)
    reply = start_reply(prompt, exchange.faults, exchange.sandbox, text=text)
    answer = Answer(exchange.name, prompt.tokens, exchange.faults)
    return deliver(exchange, reply, PluginDialect(answer, runs), is_stream=prompt.is_stream)


def _read_plugins(plugins: object) -> list[str]:
    if not isinstance(plugins, list) or not 1 <= len(plugins) <= _MOST_PLUGINS:
        raise V1Error(336003, f"plugins must be a list of 1 to {_MOST_PLUGINS}")
    if any(plugin not in NAMES for plugin in plugins):
        raise V1Error(336003, f"plugins must be of {', '.join(NAMES)}")
    return plugins


def _find(name: str) -> TextModel:
    return _ERNIE_BOT


ROUTES = [
    v1_service("/erniebot/plugins", _find, _answer),
    v1_service("/erniebot/plugin", _find, _answer),
]
