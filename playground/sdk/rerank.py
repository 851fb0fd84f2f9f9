"""Documents in the order of how well they answer a query."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from playground.gateway.catalog import Task
from playground.gateway.values import RerankRequest
from playground.sdk.batches import Batch
from playground.sdk.errors import InvalidArgumentError
from playground.sdk.resource import Resource
from playground.sdk.responses import Response


class Reranker(Resource):
    """Reranking; on V2 with `version="2"`."""

    task = Task.RERANK
    has_v2 = True

    def do(
        self,
        query: str,
        documents: Iterable[str],
        top_n: int | None = None,
        model: str | None = None,
        endpoint: str | None = None,
        **parameters: Any,
    ) -> Response:
        """Return a Response, its `results` best first; see `ChatCompletion.do`."""
        target = {"model": model, "endpoint": endpoint}
        response: Response = self._do({**parameters, **_given(query, documents, top_n), **target})
        return response

    async def ado(
        self,
        query: str,
        documents: Iterable[str],
        top_n: int | None = None,
        model: str | None = None,
        endpoint: str | None = None,
        **parameters: Any,
    ) -> Response:
        """The asynchronous twin of `do`."""
        target = {"model": model, "endpoint": endpoint}
        given = {**parameters, **_given(query, documents, top_n), **target}
        response: Response = await self._ado(given)
        return response

    def batch_do(
        self,
        input_list: Iterable[tuple[str, Iterable[str]]],
        worker_num: int | None = None,
        **parameters: Any,
    ) -> Batch:
        """Answer many pairs of a query and its documents."""
        return self._batch_do(input_list, _given_of, worker_num, parameters)

    async def abatch_do(
        self,
        input_list: Iterable[tuple[str, Iterable[str]]],
        worker_num: int | None = None,
        **parameters: Any,
    ) -> list[Any]:
        """The asynchronous twin of `batch_do`: a list of responses and exceptions."""
        return await self._abatch_do(input_list, _given_of, worker_num, parameters)

    def _request(self, given: dict[str, Any]) -> RerankRequest:
        if given.pop("stream", False):
            raise InvalidArgumentError("an order is not streamed: leave stream out")
        query, documents = given.pop("query"), tuple(given.pop("documents"))
        top_n = given.pop("top_n", None)
        return RerankRequest(query, documents, top_n, *self._target(given), parameters=given)


def _given(query: str, documents: Iterable[str], top_n: int | None = None) -> dict[str, Any]:
    return {"query": query, "documents": list(documents), "top_n": top_n}


def _given_of(pair: tuple[str, Iterable[str]]) -> dict[str, Any]:
    query, documents = pair
    return {"query": query, "documents": list(documents)}
