"""Pictures of texts, and texts about pictures."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from playground.gateway.catalog import Task
from playground.gateway.client import generate_images
from playground.gateway.events import Frame
from playground.gateway.values import Image, ImageRequest, ImageToTextRequest
from playground.sdk.batches import Batch
from playground.sdk.calls import Call, Patience, frame_of
from playground.sdk.errors import InvalidArgumentError
from playground.sdk.resource import Resource
from playground.sdk.responses import Response

# Pictures cost more than texts: an attempt is not repeated unless somebody asks for it.
_ONCE = Patience(retry_count=1, request_timeout=60.0, backoff_factor=0.0)


class Text2Image(Resource):
    """Pictures; on V2 with `version="2"`."""

    task = Task.IMAGE
    has_v2 = True

    def do(
        self,
        prompt: str,
        model: str | None = None,
        endpoint: str | None = None,
        with_decode: str | None = None,
        **parameters: Any,
    ) -> Response:
        """Return a Response; with `with_decode="base64"` its `data` hold the bytes as `image`.

        For the other arguments see `ChatCompletion.do`.
        """
        target = {"model": model, "endpoint": endpoint, "with_decode": with_decode}
        response: Response = self._do(dict(parameters, prompt=prompt, **target))
        return response

    async def ado(
        self,
        prompt: str,
        model: str | None = None,
        endpoint: str | None = None,
        with_decode: str | None = None,
        **parameters: Any,
    ) -> Response:
        """The asynchronous twin of `do`."""
        target = {"model": model, "endpoint": endpoint, "with_decode": with_decode}
        response: Response = await self._ado(dict(parameters, prompt=prompt, **target))
        return response

    def batch_do(
        self, prompt_list: Iterable[str], worker_num: int | None = None, **parameters: Any
    ) -> Batch:
        """Draw pictures of many prompts."""
        return self._batch_do(prompt_list, _given_of_prompt, worker_num, parameters)

    async def abatch_do(
        self, prompt_list: Iterable[str], worker_num: int | None = None, **parameters: Any
    ) -> list[Any]:
        """The asynchronous twin of `batch_do`: a list of responses and exceptions."""
        return await self._abatch_do(prompt_list, _given_of_prompt, worker_num, parameters)

    def _request(self, given: dict[str, Any]) -> ImageRequest:
        if given.pop("stream", False):
            raise InvalidArgumentError("pictures are not streamed: leave stream out")
        if given.pop("with_decode", None) not in (None, "base64"):
            raise InvalidArgumentError('with_decode is "base64" or left out')
        prompt = given.pop("prompt")
        return ImageRequest(prompt, *self._target(given), parameters=given)

    async def _fetch(self, call: Call, given: Mapping[str, Any]) -> Frame:
        if not given.get("with_decode"):
            return await super()._fetch(call, given)
        request: Any = call.request
        result = await generate_images(
            request, call.connection, timeouts=call.timeouts, runtime=call.runtime
        )
        frame = frame_of(result.facts)
        payload: Any = _with_images(dict(frame.payload), result.images)
        return replace(frame, payload=payload)

    def _patience(self) -> Patience:
        return _ONCE


class Image2Text(Resource):
    """Questions about a picture."""

    task = Task.IMAGE_TO_TEXT

    def do(
        self,
        prompt: str,
        image: str | bytes,
        model: str | None = None,
        endpoint: str | None = None,
        stream: bool = False,
        **parameters: Any,
    ) -> Any:
        """Return a Response, or with `stream` an iterator of them.

        `image` is Base64, or the bytes themselves; for the others see `ChatCompletion.do`.
        """
        target = {"model": model, "endpoint": endpoint, "stream": stream}
        return self._do({**parameters, **_given_of_pair((prompt, image)), **target})

    async def ado(
        self,
        prompt: str,
        image: str | bytes,
        model: str | None = None,
        endpoint: str | None = None,
        stream: bool = False,
        **parameters: Any,
    ) -> Any:
        """The asynchronous twin of `do`."""
        target = {"model": model, "endpoint": endpoint, "stream": stream}
        return await self._ado({**parameters, **_given_of_pair((prompt, image)), **target})

    def batch_do(
        self,
        input_list: Iterable[tuple[str, str | bytes]],
        worker_num: int | None = None,
        **parameters: Any,
    ) -> Batch:
        """Answer many pairs of a prompt and a picture."""
        return self._batch_do(input_list, _given_of_pair, worker_num, parameters)

    async def abatch_do(
        self,
        input_list: Iterable[tuple[str, str | bytes]],
        worker_num: int | None = None,
        **parameters: Any,
    ) -> list[Any]:
        """The asynchronous twin of `batch_do`: a list of responses and exceptions."""
        return await self._abatch_do(input_list, _given_of_pair, worker_num, parameters)

    def _request(self, given: dict[str, Any]) -> ImageToTextRequest:
        # It goes out as the text it is, for decoding and encoding it would change nothing.
        extra = {"image": given.pop("image")}
        return ImageToTextRequest(
            given.pop("prompt"),
            Image(b"", ""),
            *self._target(given),
            is_streaming=bool(given.pop("stream", False)),
            parameters=given,
            extra=extra,
        )

    def _patience(self) -> Patience:
        return _ONCE


def _given_of_prompt(prompt: str) -> dict[str, Any]:
    return {"prompt": prompt}


def _given_of_pair(pair: tuple[str, str | bytes]) -> dict[str, Any]:
    prompt, image = pair
    text = base64.b64encode(image).decode() if isinstance(image, bytes) else image
    return {"prompt": prompt, "image": text}


def _with_images(body: dict[str, Any], images: Sequence[Image]) -> dict[str, Any]:
    # The gateway numbers pictures as the provider does, whatever their order in the list.
    items = body["data"]
    places = sorted(range(len(items)), key=lambda place: items[place].get("index") or 0)
    decoded = dict(zip(places, images, strict=False))
    body["data"] = [
        {**item, "image": decoded[place].data} if place in decoded else item
        for place, item in enumerate(items)
    ]
    return body
