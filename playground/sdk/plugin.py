"""Plugin applications, which have an endpoint, and ERNIE Bot's own plugins, which have none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from playground.gateway.catalog import Task
from playground.gateway.values import ErniePluginRequest, PluginRequest
from playground.sdk.batches import Batch
from playground.sdk.connections import V1
from playground.sdk.errors import InvalidArgumentError
from playground.sdk.messages import Messages
from playground.sdk.resource import Resource
from playground.sdk.turns import read_messages, read_turns


class Plugin(Resource):
    """Plugins; without an endpoint those of the model `EBPlugin` (the default) or `EBPluginV2`."""

    task = Task.PLUGIN

    def do(
        self,
        query: str | Iterable[Mapping[str, Any]] | Messages = "",
        plugins: Sequence[str] | None = None,
        model: str | None = None,
        endpoint: str | None = None,
        stream: bool = False,
        **parameters: Any,
    ) -> Any:
        """Return a Response, or with `stream` an iterator of them.

        `query` is a text, which may be called `prompt` as well; ERNIE Bot's plugins also take
        messages. For the other arguments see `ChatCompletion.do`.
        """
        target = {"plugins": plugins, "model": model, "endpoint": endpoint, "stream": stream}
        return self._do(
            {**parameters, **_given_of(query or parameters.pop("prompt", "")), **target}
        )

    async def ado(
        self,
        query: str | Iterable[Mapping[str, Any]] | Messages = "",
        plugins: Sequence[str] | None = None,
        model: str | None = None,
        endpoint: str | None = None,
        stream: bool = False,
        **parameters: Any,
    ) -> Any:
        """The asynchronous twin of `do`."""
        target = {"plugins": plugins, "model": model, "endpoint": endpoint, "stream": stream}
        given = {**_given_of(query or parameters.pop("prompt", "")), **target}
        return await self._ado({**parameters, **given})

    def batch_do(
        self, query_list: Iterable[Any], worker_num: int | None = None, **parameters: Any
    ) -> Batch:
        """Answer many queries."""
        return self._batch_do(query_list, _given_of, worker_num, parameters)

    async def abatch_do(
        self, query_list: Iterable[Any], worker_num: int | None = None, **parameters: Any
    ) -> list[Any]:
        """The asynchronous twin of `batch_do`: a list of responses and exceptions."""
        return await self._abatch_do(query_list, _given_of, worker_num, parameters)

    def _request(self, given: dict[str, Any]) -> PluginRequest | ErniePluginRequest:
        model, endpoint = self._target(given)
        query, plugins = given.pop("query"), tuple(given.pop("plugins", None) or ())
        is_streaming = bool(given.pop("stream", False))
        if not endpoint:
            return _ernie_request(query, plugins, model, is_streaming, given)
        if not isinstance(query, str):
            raise InvalidArgumentError("a plugin application takes a text, not messages")
        return PluginRequest(
            query,
            endpoint,
            plugins,
            is_verbose=bool(given.pop("verbose", False)),
            is_streaming=is_streaming,
            extra=given,
        )


def _ernie_request(
    query: Any, plugins: tuple[str, ...], model: str, is_streaming: bool, given: dict[str, Any]
) -> ErniePluginRequest:
    turns = [{"role": "user", "content": query}] if isinstance(query, str) else query
    read = read_turns(turns)
    request = ErniePluginRequest(
        read.messages, plugins, parameters=given, is_streaming=is_streaming, extra=read.extra(V1)
    )
    return replace(request, model=model) if model else request


def _given_of(query: Any) -> dict[str, Any]:
    return {"query": query if isinstance(query, str) else read_messages(query)}
