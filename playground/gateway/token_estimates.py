"""How many tokens a request has, about: what is known before a provider has counted.

The rule is that of Qianfan's own client: five eighths of a token for a CJK character, one for a
word. Pictures are not counted; what they cost differs from model to model.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import assert_never

import orjson

from playground.gateway.values import (
    JSON,
    ChatMessage,
    ChatRequest,
    CompletionRequest,
    EmbeddingRequest,
    ErniePluginRequest,
    ImageRequest,
    ImageToTextRequest,
    PlainRequest,
    PluginRequest,
    RerankRequest,
    StreamRequest,
    TokenCountRequest,
    Tool,
)

_TOKENS_PER_CHARACTER = 0.625
# Han with its extensions, kana and Hangul; no spaces tell where their words end.
_CJK = re.compile(
    "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)
_WORD = re.compile(r"[^\W_]+")


def estimate_tokens(text: str) -> int:
    """Estimate the tokens of a text."""
    others, characters = _CJK.subn(" ", text)
    return int(_TOKENS_PER_CHARACTER * characters + len(_WORD.findall(others)))


def estimate_message_tokens(message: ChatMessage) -> int:
    """Estimate the tokens of one turn, with the calls that it makes."""
    calls = (f"{call.name} {call.arguments}" for call in message.tool_calls)
    return _sum_tokens((message.content, *calls))


def estimate_request_tokens(request: StreamRequest | PlainRequest) -> int:
    """Estimate the input tokens of a request of any kind."""
    match request:
        case ChatRequest():
            tools = sum(_estimate_tool(tool) for tool in request.tools)
            return estimate_tokens(request.system) + _estimate_turns(request.messages) + tools
        case ErniePluginRequest():
            return _estimate_turns(request.messages)
        case PluginRequest():
            variables = _estimate_json(request.variables)
            return estimate_tokens(request.query) + _estimate_turns(request.history) + variables
        case CompletionRequest() | ImageToTextRequest() | ImageRequest():
            return estimate_tokens(request.prompt)
        case EmbeddingRequest():
            return _sum_tokens(request.texts)
        case RerankRequest():
            return _sum_tokens((request.query, *request.documents))
        case TokenCountRequest():
            return estimate_tokens(request.text)
        case _:
            assert_never(request)


def _sum_tokens(texts: Iterable[str]) -> int:
    return sum(estimate_tokens(text) for text in texts)


def _estimate_turns(messages: Iterable[ChatMessage]) -> int:
    return sum(estimate_message_tokens(message) for message in messages)


def _estimate_tool(tool: Tool) -> int:
    return _sum_tokens((tool.name, tool.description)) + _estimate_json(tool.parameters)


def _estimate_json(value: Mapping[str, JSON]) -> int:
    return estimate_tokens(orjson.dumps(dict(value)).decode()) if value else 0
