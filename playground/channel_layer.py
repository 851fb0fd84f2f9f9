"""The channel layer of the embedded runtime: in memory, and safe to send to from any thread."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine
from copy import deepcopy
from typing import Any

from channels.layers import InMemoryChannelLayer

logger = logging.getLogger(__name__)

Message = dict[str, Any]


class EmbeddedChannelLayer(InMemoryChannelLayer):
    """Hand messages that come from another loop to the loop that owns the consumers.

    The stock layer puts them into a queue of that loop without waking it, so they arrive up to a
    second late. Here they are posted, and never waited for: at shutdown the loop may run no more,
    and a worker thread that waited for it would hang.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._posted: set[asyncio.Task[None]] = set()

    async def new_channel(self, prefix: str = "specific.") -> str:
        self._loop = asyncio.get_running_loop()
        name: str = await super().new_channel(prefix)
        return name

    async def send(self, channel: str, message: Message) -> None:
        if self._is_own_loop():
            await super().send(channel, message)
        else:
            self._post(super().send, channel, deepcopy(message))

    async def group_send(self, group: str, message: Message) -> None:
        if self._is_own_loop():
            await super().group_send(group, message)
        else:
            self._post(super().group_send, group, deepcopy(message))

    def _is_own_loop(self) -> bool:
        return self._loop is None or self._loop is asyncio.get_running_loop()

    def _post(
        self,
        deliver: Callable[[str, Message], Coroutine[Any, Any, None]],
        name: str,
        message: Message,
    ) -> None:
        loop = self._loop

        def start() -> None:
            task = asyncio.get_running_loop().create_task(deliver(name, message))
            self._posted.add(task)
            task.add_done_callback(self._forget)

        # A closed loop has no consumers left that could miss the message.
        with contextlib.suppress(RuntimeError):
            if loop is not None:
                loop.call_soon_threadsafe(start)

    def _forget(self, task: asyncio.Task[None]) -> None:
        self._posted.discard(task)
        # A full channel drops what comes, as it does within a group.
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.warning("A message was not delivered: %s", type(error).__name__)
