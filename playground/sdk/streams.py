"""A streamed answer: its frames as they come, on the loop of the caller or from any thread."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Iterator

from playground.sdk.loop_thread import LOOP_THREAD
from playground.sdk.responses import Response


class ResponseStream(AsyncIterator[Response]):
    """The frames of an answer; `aclose`, or the end of `async with`, gives up the rest."""

    def __init__(self, frames: AsyncGenerator[Response, None], first: Response | None) -> None:
        self._frames = frames
        self._first = first

    @classmethod
    async def open(cls, frames: AsyncGenerator[Response, None]) -> ResponseStream:
        """Wait for the first frame, so that a call that fails does so at once."""
        return cls(frames, await anext(frames, None))

    def blocking(self) -> BlockingResponseStream:
        return BlockingResponseStream(self)

    async def next_frame(self) -> Response | None:
        """Return the next frame, None at the end."""
        if self._first is not None:
            first, self._first = self._first, None
            return first
        return await anext(self._frames, None)

    async def __anext__(self) -> Response:
        if (frame := await self.next_frame()) is None:
            raise StopAsyncIteration
        return frame

    async def aclose(self) -> None:
        await self._frames.aclose()

    async def __aenter__(self) -> ResponseStream:
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self.aclose()


class BlockingResponseStream(Iterator[Response]):
    """The same for blocking callers; `close`, or the end of `with`, gives up the rest."""

    def __init__(self, stream: ResponseStream) -> None:
        self._stream = stream

    def __next__(self) -> Response:
        frame = LOOP_THREAD.run(self._stream.next_frame())
        if frame is None:
            raise StopIteration
        return frame

    def close(self) -> None:
        LOOP_THREAD.run(self._stream.aclose())

    def __enter__(self) -> BlockingResponseStream:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()
