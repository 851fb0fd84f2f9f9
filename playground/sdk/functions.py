"""Function calling with ERNIE-Functions-8K, which knows functions from a description only."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from playground.gateway.catalog import find_model
from playground.gateway.values import ChatRequest
from playground.sdk.chat import ChatCompletion
from playground.sdk.connections import V1
from playground.sdk.errors import InvalidArgumentError
from playground.sdk.responses import Response

DEFAULT_MODEL: Final = "ERNIE-Functions-8K"

_ENDPOINT: Final = "ernie-func-8k"
_HEAD = "你可以借助下面这些函数来回答用户。每个函数有名称、描述和参数，参数按 JSON Schema 说明。"
_TAIL = (
    "如果需要某个函数，就只写以下两行，别的都不要写；它的结果会在下一轮告诉你：\n"
    "Action: 函数的名称\n"
    "Action Input: 函数的参数，用 JSON 表示\n"
    "如果不需要函数，就直接回答。"
)
_CALL = re.compile(r"^Action: *(\S+)\s*^Action Input: *(\{.*\})", re.MULTILINE | re.DOTALL)


class Function(ChatCompletion):
    """Chat with `functions`; a model that has no words for calling them is taught some.

    Answers hold a `function_call` either way, and messages are the same for all models.
    """

    has_v2 = False

    def __init__(
        self, model: str | None = None, endpoint: str | None = None, **options: Any
    ) -> None:
        super().__init__(model or DEFAULT_MODEL, endpoint, **options)

    def _request(self, given: dict[str, Any]) -> ChatRequest:
        model, endpoint = self._target(dict(given))
        functions = given.get("functions")
        if not functions or not _is_taught(model, endpoint):
            return super()._request(given)
        if given.get("stream"):
            raise InvalidArgumentError(f"{DEFAULT_MODEL} calls functions whole: leave stream out")
        del given["functions"]
        given["messages"] = [_spelled_out(turn) for turn in given["messages"]]
        system = given.get("system")
        given["system"] = "\n\n".join(filter(None, [system, *_lesson(functions)]))
        return super()._request(given)

    async def _answer(self, given: dict[str, Any], is_batch: bool = False) -> Response:
        response = await super()._answer(given, is_batch)
        call = _CALL.search(response.get("result") or "")
        if call and given.get("functions") and "function_call" not in response:
            function_call = {"name": call[1], "arguments": call[2]}
            response.body.update(result="", function_call=function_call)
        return response


def _is_taught(model: str, endpoint: str) -> bool:
    if endpoint:
        return endpoint == _ENDPOINT
    spec = find_model(V1, model)
    return spec is not None and spec.endpoint == _ENDPOINT


def _lesson(functions: Iterable[Mapping[str, Any]]) -> list[str]:
    described = [
        f"名称：{function['name']}\n描述：{function.get('description', '')}\n"
        f"参数：{json.dumps(function.get('parameters', {}), ensure_ascii=False)}"
        for function in functions
    ]
    return [_HEAD, *described, _TAIL]


def _spelled_out(turn: Mapping[str, Any]) -> Mapping[str, Any]:
    """Say in words what the model has no keys for."""
    if call := turn.get("function_call"):
        text = f"Action: {call['name']}\nAction Input: {call['arguments']}"
        return {"role": "assistant", "content": text}
    if turn["role"] == "function":
        return {"role": "user", "content": turn["content"]}
    return turn
