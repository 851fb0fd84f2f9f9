"""Chat, V1 and V2."""

from __future__ import annotations

from starlette.responses import Response

from playground.sandbox import described_functions
from playground.sandbox.catalog import (
    ChatModel,
    find_v1_model,
    find_v2_model,
    is_reasoning_model,
)
from playground.sandbox.exchange import Exchange, v1_service, v2_service
from playground.sandbox.frames import Answer
from playground.sandbox.replies import start_reply
from playground.sandbox.text_answers import deliver
from playground.sandbox.v1_frames import V1Dialect
from playground.sandbox.v1_requests import read_v1_prompt
from playground.sandbox.v2_frames import V2Dialect
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
    if exchange.name == described_functions.ENDPOINT:
        prompt = described_functions.read_descriptions(prompt)
    reply = start_reply(prompt, exchange.faults, exchange.sandbox)
    if exchange.name == described_functions.ENDPOINT:
        reply = described_functions.spell_out(reply, prompt)
    return deliver(exchange, reply, V1Dialect(answer), is_stream=prompt.is_stream)


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
    reply = start_reply(prompt, exchange.faults, exchange.sandbox, thinks=thinks)
    return deliver(exchange, reply, V2Dialect(answer), is_stream=prompt.is_stream)


ROUTES = [
    v1_service("/chat/{endpoint}", find_v1_model, _answer_v1),
    v2_service("/v2/chat/completions", find_v2_model, _answer_v2),
]
