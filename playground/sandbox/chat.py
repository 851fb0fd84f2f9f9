"""Chat, V1 and V2."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response

from playground.sandbox.catalog import (
    ChatModel,
    find_v1_model,
    find_v2_model,
    is_reasoning_model,
)
from playground.sandbox.exchange import Exchange, v1_service, v2_service
from playground.sandbox.frames import Answer, Dialect, V1Dialect, V2Dialect
from playground.sandbox.prompts import Prompt
from playground.sandbox.replies import start_reply
from playground.sandbox.streaming import Delivery, EventStream, WholeAnswer
from playground.sandbox.v1_requests import read_v1_prompt
from playground.sandbox.v2_requests import read_v2_prompt


async def _answer_v1(exchange: Exchange[ChatModel]) -> Response:
    model = exchange.model
    prompt = read_v1_prompt(exchange.body, model)
    exchange.count(prompt.tokens)
    answer = Answer(
        model=exchange.name,
        prompt_tokens=prompt.tokens,
        faults=exchange.faults,
        has_finish_reason=model.has_finish_reason,
    )
    return _deliver(exchange, prompt, V1Dialect(answer), thinks=False)


async def _answer_v2(exchange: Exchange[ChatModel]) -> Response:
    prompt = read_v2_prompt(exchange.body, exchange.model)
    exchange.count(prompt.tokens)
    options = exchange.body.get("stream_options")
    answer = Answer(
        model=exchange.name,
        prompt_tokens=prompt.tokens,
        faults=exchange.faults,
        includes_usage=isinstance(options, dict) and options.get("include_usage") is True,
    )
    thinks = is_reasoning_model(exchange.name)
    return _deliver(exchange, prompt, V2Dialect(answer), thinks=thinks)


def _deliver(
    exchange: Exchange[ChatModel], prompt: Prompt, dialect: Dialect, *, thinks: bool
) -> Response:
    reply = start_reply(prompt, exchange.faults, exchange.sandbox, thinks=thinks)
    headers: Mapping[str, str] = {**exchange.headers, "X-Sandbox-Backend": reply.backend}
    delivery = Delivery(reply, dialect, exchange.faults)
    is_stream = prompt.is_stream and "json" not in exchange.faults
    shape = EventStream if is_stream else WholeAnswer
    return shape(delivery, exchange.sandbox.counters, headers)


ROUTES = [
    v1_service("/chat/{endpoint}", find_v1_model, _answer_v1),
    v2_service("/v2/chat/completions", find_v2_model, _answer_v2),
]
