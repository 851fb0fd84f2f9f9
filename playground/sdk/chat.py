"""Conversations with a model."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import aclosing
from typing import Any, Final

from playground.gateway.catalog import Task
from playground.gateway.values import ChatRequest
from playground.sdk.batches import Batch
from playground.sdk.errors import InvalidArgumentError
from playground.sdk.messages import Messages
from playground.sdk.resource import Resource
from playground.sdk.responses import Response
from playground.sdk.turns import read_messages, read_turns

# A model that never says it is done must not be asked on for ever.
_MAX_ROUNDS: Final = 20
_GO_ON: Final = "继续"
_KEYS_OF_CONTINUATION = ("auto_concat_truncate", "truncated_continue_prompt")


class ChatCompletion(Resource):
    """Chat; on V2 with `version="2"`."""

    task = Task.CHAT
    has_v2 = True

    def do(
        self,
        messages: Iterable[Mapping[str, Any]] | Messages,
        model: str | None = None,
        endpoint: str | None = None,
        stream: bool = False,
        **parameters: Any,
    ) -> Any:
        """Return a Response, or with `stream` an iterator of them.

        `parameters` go into the body under their own names, but for these: `retry_count`,
        `request_timeout`, `backoff_factor` (seconds), `request_id`; `auto_concat_truncate` asks
        on with `truncated_continue_prompt` while an answer is cut off; `truncate_overlong_msgs`
        forgets the oldest messages that are too many for the model.
        Raises: GatewayError, in one of its kinds; InvalidArgumentError.
        """
        return self._do(_given(messages, model, endpoint, stream, parameters))

    async def ado(
        self,
        messages: Iterable[Mapping[str, Any]] | Messages,
        model: str | None = None,
        endpoint: str | None = None,
        stream: bool = False,
        **parameters: Any,
    ) -> Any:
        """The asynchronous twin of `do`."""
        return await self._ado(_given(messages, model, endpoint, stream, parameters))

    def batch_do(
        self,
        messages_list: Iterable[Any] | None = None,
        body_list: Iterable[Mapping[str, Any]] | None = None,
        worker_num: int | None = None,
        **parameters: Any,
    ) -> Batch:
        """Answer many lists of messages, or many bodies with parameters of their own."""
        items, given_of = _batch_items(messages_list, body_list)
        return self._batch_do(items, given_of, worker_num, parameters)

    async def abatch_do(
        self,
        messages_list: Iterable[Any] | None = None,
        body_list: Iterable[Mapping[str, Any]] | None = None,
        worker_num: int | None = None,
        **parameters: Any,
    ) -> list[Any]:
        """The asynchronous twin of `batch_do`: a list of responses and exceptions."""
        items, given_of = _batch_items(messages_list, body_list)
        return await self._abatch_do(items, given_of, worker_num, parameters)

    def _request(self, given: dict[str, Any]) -> ChatRequest:
        for name in _KEYS_OF_CONTINUATION:
            given.pop(name, None)
        is_fitted = given.pop("truncate_overlong_msgs", False)
        turns = read_turns(given.pop("messages"), given.pop("system", None) or "")
        request = ChatRequest(
            turns.messages,
            *self._target(given),
            turns.system,
            is_streaming=bool(given.pop("stream", False)),
            parameters=given,
            extra=turns.extra(self._provider),
        )
        return turns.fitted(request, self._provider) if is_fitted else request

    async def _answer(self, given: dict[str, Any], is_batch: bool = False) -> Response:
        response = await super()._answer(given, is_batch)
        if not given.get("auto_concat_truncate"):
            return response
        text = last = _text_of(response)
        for _ in range(_MAX_ROUNDS):
            if not (_is_cut_off(response) and last.strip()):
                break
            given = _asked_on(given, last)
            response = await super()._answer(given, is_batch)
            last = _text_of(response)
            text += last
        _set_text(response, text)
        return response

    async def _responses(self, given: dict[str, Any]) -> AsyncGenerator[Response, None]:
        for _ in range(_MAX_ROUNDS):
            text, is_cut_off = "", False
            async with aclosing(super()._responses(given)) as responses:
                async for response in responses:
                    text += _text_of(response)
                    is_cut_off = is_cut_off or _is_cut_off(response)
                    yield response
            if not (given.get("auto_concat_truncate") and is_cut_off and text.strip()):
                return
            given = _asked_on(given, text)


def _given(
    messages: object,
    model: str | None,
    endpoint: str | None,
    stream: bool,
    parameters: Mapping[str, Any],
) -> dict[str, Any]:
    return {
        "messages": read_messages(messages),
        "model": model,
        "endpoint": endpoint,
        "stream": stream,
        **parameters,
    }


def _batch_items(
    messages_list: Iterable[Any] | None, body_list: Iterable[Mapping[str, Any]] | None
) -> tuple[Iterable[Any], Any]:
    if messages_list is not None:
        return messages_list, lambda messages: {"messages": read_messages(messages)}
    if body_list is not None:
        return body_list, lambda body: {**body, "messages": read_messages(body.get("messages"))}
    raise InvalidArgumentError("a batch needs messages_list or body_list")


def _asked_on(given: Mapping[str, Any], text: str) -> dict[str, Any]:
    prompt = given.get("truncated_continue_prompt") or _GO_ON
    said = [{"role": "assistant", "content": text}, {"role": "user", "content": prompt}]
    return {**given, "messages": [*given["messages"], *said]}


def _choice_of(response: Response) -> dict[str, Any]:
    choices = response.get("choices")
    return choices[0] if choices else {}


def _text_of(response: Response) -> str:
    choice = _choice_of(response)
    part = choice.get("message") or choice.get("delta") or {}
    return response.get("result") or part.get("content") or ""


def _set_text(response: Response, text: str) -> None:
    if "message" in (choice := _choice_of(response)):
        choice["message"]["content"] = text
    else:
        response.body["result"] = text


def _is_cut_off(response: Response) -> bool:
    return (
        bool(response.get("is_truncated")) or _choice_of(response).get("finish_reason") == "length"
    )
