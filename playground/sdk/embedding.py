"""Texts as vectors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from playground.gateway.catalog import Task
from playground.gateway.client import embed
from playground.gateway.events import Frame
from playground.gateway.values import EmbeddingRequest
from playground.sdk.batches import Batch
from playground.sdk.calls import Call, frame_of
from playground.sdk.errors import InvalidArgumentError
from playground.sdk.resource import Resource
from playground.sdk.responses import Response


class Embedding(Resource):
    """Embeddings, of as many texts as one likes; on V2 with `version="2"`."""

    task = Task.EMBEDDING
    has_v2 = True

    def do(
        self,
        texts: Iterable[str],
        model: str | None = None,
        endpoint: str | None = None,
        **parameters: Any,
    ) -> Response:
        """Return a Response, its `data` in the order of the texts; see `ChatCompletion.do`."""
        given = dict(parameters, texts=_read_texts(texts), model=model, endpoint=endpoint)
        response: Response = self._do(given)
        return response

    async def ado(
        self,
        texts: Iterable[str],
        model: str | None = None,
        endpoint: str | None = None,
        **parameters: Any,
    ) -> Response:
        """The asynchronous twin of `do`."""
        given = dict(parameters, texts=_read_texts(texts), model=model, endpoint=endpoint)
        response: Response = await self._ado(given)
        return response

    def batch_do(
        self,
        texts_list: Iterable[Iterable[str]],
        worker_num: int | None = None,
        **parameters: Any,
    ) -> Batch:
        """Embed many lists of texts."""
        return self._batch_do(texts_list, _given_of, worker_num, parameters)

    async def abatch_do(
        self,
        texts_list: Iterable[Iterable[str]],
        worker_num: int | None = None,
        **parameters: Any,
    ) -> list[Any]:
        """The asynchronous twin of `batch_do`: a list of responses and exceptions."""
        return await self._abatch_do(texts_list, _given_of, worker_num, parameters)

    def _request(self, given: dict[str, Any]) -> EmbeddingRequest:
        if given.pop("stream", False):
            raise InvalidArgumentError("vectors are not streamed: leave stream out")
        texts = tuple(given.pop("texts"))
        return EmbeddingRequest(texts, *self._target(given), parameters=given)

    async def _fetch(self, call: Call, given: Mapping[str, Any]) -> Frame:
        request: Any = call.request
        result = await embed(request, call.connection, timeouts=call.timeouts, runtime=call.runtime)
        return frame_of(result.facts)


def _given_of(texts: Iterable[str]) -> dict[str, Any]:
    return {"texts": _read_texts(texts)}


def _read_texts(texts: Iterable[str]) -> list[str]:
    if isinstance(texts, str):
        raise InvalidArgumentError("texts are a list, not one text")
    return list(texts)
