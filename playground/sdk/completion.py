"""Prompts that a model goes on with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from playground.gateway.catalog import Task
from playground.gateway.events import Frame
from playground.gateway.values import CompletionRequest
from playground.sdk.batches import Batch
from playground.sdk.resource import Resource


class Completion(Resource):
    """Completion; a chat model gets the prompt as the message of a user."""

    task = Task.COMPLETION

    def do(
        self,
        prompt: str,
        model: str | None = None,
        endpoint: str | None = None,
        stream: bool = False,
        **parameters: Any,
    ) -> Any:
        """Return a Response, or with `stream` an iterator of them; see `ChatCompletion.do`."""
        return self._do(
            dict(parameters, prompt=prompt, model=model, endpoint=endpoint, stream=stream)
        )

    async def ado(
        self,
        prompt: str,
        model: str | None = None,
        endpoint: str | None = None,
        stream: bool = False,
        **parameters: Any,
    ) -> Any:
        """The asynchronous twin of `do`."""
        given = dict(parameters, prompt=prompt, model=model, endpoint=endpoint, stream=stream)
        return await self._ado(given)

    def batch_do(
        self, prompt_list: Iterable[str], worker_num: int | None = None, **parameters: Any
    ) -> Batch:
        """Complete many prompts."""
        return self._batch_do(prompt_list, _given_of, worker_num, parameters)

    async def abatch_do(
        self, prompt_list: Iterable[str], worker_num: int | None = None, **parameters: Any
    ) -> list[Any]:
        """The asynchronous twin of `batch_do`: a list of responses and exceptions."""
        return await self._abatch_do(prompt_list, _given_of, worker_num, parameters)

    def _request(self, given: dict[str, Any]) -> CompletionRequest:
        return CompletionRequest(
            given.pop("prompt"),
            *self._target(given),
            is_streaming=bool(given.pop("stream", False)),
            parameters=given,
        )

    def _body_of(self, frame: Frame) -> dict[str, Any]:
        # An answer by way of a chat model calls itself a chat.
        return {**super()._body_of(frame), "object": "completion"}


def _given_of(prompt: str) -> dict[str, Any]:
    return {"prompt": prompt}
