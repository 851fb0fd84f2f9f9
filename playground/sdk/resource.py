"""What all services have in common: a key, a model, and the ways to call."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from playground.gateway.catalog import Task
from playground.gateway.client import fetch_frame, stream_frames
from playground.gateway.connection import Connection
from playground.gateway.events import Frame
from playground.gateway.limits import BATCH
from playground.gateway.values import PlainRequest, StreamRequest
from playground.sdk.batches import Batch, gather_all
from playground.sdk.calls import (
    WITHOUT_EFFECT,
    Call,
    Patience,
    Stopwatch,
    describe_call,
    make_call,
    take_patience,
)
from playground.sdk.config import get_config
from playground.sdk.connections import ARGUMENTS, V1, V2, connect
from playground.sdk.errors import InvalidArgumentError
from playground.sdk.loop_thread import LOOP_THREAD
from playground.sdk.models import ModelInfo, find_model_info, list_model_names
from playground.sdk.responses import Request, Response
from playground.sdk.streams import ResponseStream


@dataclass(frozen=True, slots=True)
class _Link:
    """What a client knows of the settings, and of which version of them."""

    version: int
    connection: Connection
    batch_connection: Connection
    patience: Patience


class Resource(ABC):
    """A service of the platform.

    Each has `do` and its asynchronous twin `ado`, and `batch_do` and `abatch_do` for many calls
    at once. Arguments that a service does not name go into the body under their own names.
    """

    task: ClassVar[Task]
    has_v2: ClassVar[bool] = False

    def __init__(
        self,
        model: str | None = None,
        endpoint: str | None = None,
        *,
        version: str | int | None = None,
        **options: Any,
    ) -> None:
        """Make a client; `endpoint` beats `model`, and both are defaults of the calls.

        `options` are keys (`ak` and `sk`, `access_key` and `secret_key`, `access_token`,
        `bearer_token` or `api_key`), `app_id`, and limits (`query_per_second` or
        `request_per_minute`, `token_per_minute`). What is missing is taken from the settings.
        Raises: InvalidArgumentError.
        """
        self._model = model or ""
        self._endpoint = endpoint or ""
        self._provider = self._provider_of(version)
        unknown = options.keys() - ARGUMENTS.keys() - WITHOUT_EFFECT
        if unknown:
            raise InvalidArgumentError(f"unknown arguments: {', '.join(sorted(unknown))}")
        self._options = {ARGUMENTS[name]: options[name] for name in options.keys() & ARGUMENTS}
        self._link: _Link | None = None

    def __repr__(self) -> str:
        return f"{type(self).__name__}(model={self._model!r}, endpoint={self._endpoint!r})"

    @classmethod
    def models(cls, version: str | int | None = None) -> list[str]:
        """List the names of the models there are.

        With IAM keys set, or on V2, the platform is asked; else the built-in list is returned.
        """
        return LOOP_THREAD.run(list_model_names(cls._provider_of(version), cls.task))

    @classmethod
    def get_model_info(cls, model: str, version: str | int | None = None) -> ModelInfo:
        """Return what is known of a model.

        Raises: InvalidArgumentError if nothing is.
        """
        return find_model_info(cls._provider_of(version), cls.task, model)

    @abstractmethod
    def _request(self, given: dict[str, Any]) -> StreamRequest | PlainRequest:
        """Make a request of the arguments of a call; what is not taken goes into the body."""

    def _do(self, given: dict[str, Any]) -> Any:
        if given.get("stream"):
            return LOOP_THREAD.run(self._open(given)).blocking()
        return LOOP_THREAD.run(self._answer(given))

    async def _ado(self, given: dict[str, Any]) -> Any:
        if given.get("stream"):
            return await self._open(given)
        return await self._answer(given)

    def _batch_do(
        self,
        items: Iterable[Any],
        given_of: Callable[[Any], Mapping[str, Any]],
        worker_num: int | None,
        shared: Mapping[str, Any],
    ) -> Batch:
        return Batch(items, worker_num, self._ask_with(given_of, shared), self._describe)

    async def _abatch_do(
        self,
        items: Iterable[Any],
        given_of: Callable[[Any], Mapping[str, Any]],
        worker_num: int | None,
        shared: Mapping[str, Any],
    ) -> list[Any]:
        return await gather_all(items, worker_num, self._ask_with(given_of, shared))

    async def _answer(self, given: dict[str, Any], is_batch: bool = False) -> Response:
        stopwatch = Stopwatch()
        frame = await self._fetch(self._call(given, is_batch), given)
        return self._response(frame, given, stopwatch)

    async def _fetch(self, call: Call, given: Mapping[str, Any]) -> Frame:
        """Return a whole answer."""
        request: Any = call.request
        return await fetch_frame(
            request, call.connection, timeouts=call.timeouts, runtime=call.runtime
        )

    async def _responses(self, given: dict[str, Any]) -> AsyncGenerator[Response, None]:
        stopwatch = Stopwatch()
        call = self._call(given)
        request: Any = call.request
        frames = stream_frames(
            request, call.connection, timeouts=call.timeouts, runtime=call.runtime
        )
        async with aclosing(frames):
            async for frame in frames:
                yield self._response(frame, given, stopwatch)

    async def _open(self, given: dict[str, Any]) -> ResponseStream:
        return await ResponseStream.open(self._responses(given))

    def _response(self, frame: Frame, given: Any, stopwatch: Stopwatch) -> Response:
        statistic = stopwatch.statistic(frame)
        return Response(
            self._body_of(frame),
            frame.status_code,
            frame.headers,
            statistic,
            given=given,
            describe=self._describe,
        )

    def _body_of(self, frame: Frame) -> dict[str, Any]:
        body: dict[str, Any] = dict(frame.payload)
        if frame.event:
            body["_event"] = frame.event
        return body

    def _call(self, given: Mapping[str, Any], is_batch: bool = False) -> Call:
        link = self._settings()
        rest = dict(given)
        patience = take_patience(rest, link.patience)
        request_id = rest.pop("request_id", None) or ""
        connection = link.batch_connection if is_batch else link.connection
        return make_call(self._request(rest), connection, patience, request_id)

    def _describe(self, given: Mapping[str, Any]) -> Request:
        patience = take_patience(dict(given), self._settings().patience)
        return describe_call(self._call(given), patience)

    def _target(self, given: dict[str, Any]) -> tuple[str, str]:
        """Take model and endpoint out of the arguments; those of the call replace the client's."""
        model, endpoint = given.pop("model", None), given.pop("endpoint", None)
        if model or endpoint:
            return model or "", endpoint or ""
        return self._model, self._endpoint

    def _settings(self) -> _Link:
        config = get_config()
        if self._link is None or self._link.version != config.version:
            connection = connect(self._provider, self._options, config)
            # Where calls must wait, a single one goes before those of batches.
            batch_connection = replace(connection, priority=BATCH)
            self._link = _Link(config.version, connection, batch_connection, self._patience())
        return self._link

    def _patience(self) -> Patience:
        config = get_config()
        return Patience(
            retry_count=config.get("LLM_API_RETRY_COUNT"),
            request_timeout=config.get("LLM_API_RETRY_TIMEOUT"),
            backoff_factor=config.get("LLM_API_RETRY_BACKOFF_FACTOR"),
            retry_jitter=config.get("LLM_API_RETRY_JITTER"),
            retry_max_wait_interval=config.get("LLM_API_RETRY_MAX_WAIT_INTERVAL"),
        )

    def _ask_with(
        self, given_of: Callable[[Any], Mapping[str, Any]], shared: Mapping[str, Any]
    ) -> Callable[[Any], Any]:
        if shared.get("stream"):
            raise InvalidArgumentError("a batch answers whole: leave stream out")

        async def ask(item: Any) -> Response:
            return await self._answer({**shared, **given_of(item)}, is_batch=True)

        return ask

    @classmethod
    def _provider_of(cls, version: str | int | None) -> str:
        if version is None or str(version) == "1":
            return V1
        if str(version) == "2" and cls.has_v2:
            return V2
        raise InvalidArgumentError(f"{cls.__name__} has no version {version!r}")
