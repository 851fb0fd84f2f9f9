"""Completion, V1: a prompt is continued. Chat models are not served here, as on the platform."""

from __future__ import annotations

from starlette.responses import Response

from playground.sandbox.catalog import OWN_SERVICE_PREFIX, TextModel, find_completion_model
from playground.sandbox.exchange import Exchange, v1_service
from playground.sandbox.frames import Answer
from playground.sandbox.prompt_requests import read_prompt
from playground.sandbox.replies import start_reply
from playground.sandbox.text_answers import deliver
from playground.sandbox.v1_frames import SafetyDialect


async def _answer(exchange: Exchange[TextModel]) -> Response:
    limit = exchange.model.max_characters
    prompt = read_prompt(exchange.body, max_characters=limit, task="completion")
    exchange.count(prompt.tokens)
    answer = Answer(
        model=exchange.name,
        prompt_tokens=prompt.tokens,
        faults=exchange.faults,
        # The platform's own completion models are old ones.
        has_finish_reason=exchange.name.startswith(OWN_SERVICE_PREFIX),
    )
    reply = start_reply(prompt, exchange.faults, exchange.sandbox)
    dialect = SafetyDialect(answer, "completion")
    return deliver(exchange, reply, dialect, is_stream=prompt.is_stream)


ROUTES = [v1_service("/completions/{endpoint}", find_completion_model, _answer)]
