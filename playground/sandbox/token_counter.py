"""The token counter, V1; it counts for any model in the same way."""

from __future__ import annotations

import time

from starlette.responses import Response

from playground.sandbox.errors import V1Error
from playground.sandbox.exchange import Exchange, v1_service
from playground.sandbox.frames import make_id
from playground.sandbox.prompts import estimate_tokens


async def _answer(exchange: Exchange[str]) -> Response:
    text = exchange.body.get("prompt")
    if not isinstance(text, str) or not text:
        raise V1Error(336003, "prompt can not be empty")
    exchange.count(0)
    tokens = estimate_tokens(text)
    return exchange.plain(
        {
            "id": make_id(),
            "object": "tokenizer.erniebot",
            "created": int(time.time()),
            "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
        }
    )


def _any_model(name: str) -> str:
    return name


ROUTES = [v1_service("/tokenizer/erniebot", _any_model, _answer)]
