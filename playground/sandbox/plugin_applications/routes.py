"""Plugin applications, V1: one plugin finds sample data, and the answer tells it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from playground.sandbox.catalog import TextModel, find_plugin_application
from playground.sandbox.exchange import Exchange, v1_service
from playground.sandbox.frames import Answer, Ending, Frame
from playground.sandbox.plugin_applications import knowledge, ocr, weather
from playground.sandbox.plugin_applications.findings import Finding
from playground.sandbox.plugin_applications.requests import PluginQuery, read_query
from playground.sandbox.replies import start_reply
from playground.sandbox.text_answers import deliver
from playground.sandbox.v1_frames import V1Dialect


class PluginDialect(V1Dialect):
    """Chat with a `log_id`, and what the plugin found for those who are verbose."""

    def __init__(self, answer: Answer, finding: Finding, *, is_verbose: bool) -> None:
        super().__init__(answer)
        self._finding = finding
        self._is_verbose = is_verbose
        self._log_id = secrets.randbelow(10**10)

    def head(self) -> dict[str, Any]:
        """Return what every frame begins with."""
        return {"log_id": self._log_id, **super().head()}

    def openings(self, reasoning: Sequence[str]) -> Sequence[Frame]:
        """Return the plugin's own words, which are no chat frame."""
        return [("", self._finding.echo())] if self._is_verbose else []

    def whole(self, text: str, reasoning: str, ending: Ending) -> dict[str, Any]:
        """Return the answer with `meta_info`."""
        body = super().whole(text, reasoning, ending)
        if self._is_verbose:
            body["meta_info"] = self._finding.meta_info()
        return body


async def _answer(exchange: Exchange[TextModel]) -> Response:
    query = read_query(exchange.body, exchange.model.max_characters)
    exchange.count(query.prompt.tokens)
    finding = _find(query)
    answer = Answer(exchange.name, query.prompt.tokens, exchange.faults)
    text = _with_context(finding.text, query)
    reply = start_reply(query.prompt, exchange.faults, exchange.sandbox, text=text)
    dialect = PluginDialect(answer, finding, is_verbose=query.is_verbose)
    return deliver(exchange, reply, dialect, is_stream=query.prompt.is_stream)


def _find(query: PluginQuery) -> Finding:
    question = query.prompt.question
    if query.plugin_id == weather.PLUGIN_ID:
        return weather.forecast(question)
    if query.plugin_id == ocr.PLUGIN_ID:
        return ocr.look(question, query.file_url)
    return knowledge.search(question)


def _with_context(text: str, query: PluginQuery) -> str:
    """Add what else the request brought, so that one sees it arrived."""
    history = len(query.prompt.turns) - 1
    variables = ", ".join(f"{name}={value}" for name, value in query.variables.items())
    parts = [f"history: {history}"] if history else []
    parts += [f"input_variables: {variables}"] if variables else []
    return f"{text}\n\n({'; '.join(parts)})" if parts else text


ROUTES = [v1_service("/plugin/{endpoint}/", find_plugin_application, _answer)]
