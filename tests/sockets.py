"""The page's side of the WebSocket, without the page, for servers that run as processes."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson

from tests.people import Person


@dataclass(frozen=True)
class PageSocket:
    socket: aiohttp.ClientWebSocketResponse
    person: Person

    async def send(self, **frame: Any) -> None:
        await self.socket.send_str(orjson.dumps(frame).decode())

    async def receive(self) -> dict[str, Any]:
        frame: dict[str, Any] = orjson.loads(await self.socket.receive_str())
        return frame

    async def submit(self, model: str) -> None:
        """Send the first prompt of a new conversation."""
        settings = {
            "credential": self.person.credential,
            "provider": "qianfan_v2",
            "model": model,
            "endpoint": "",
            "system": "",
            "parameters": {},
            "is_streaming": True,
        }
        await self.send(
            type="prompt.submit",
            conversation=str(uuid.uuid4()),
            message=str(uuid.uuid4()),
            reply=str(uuid.uuid4()),
            parent=None,
            text="Hello",
            settings=settings,
        )

    async def receive_until(self, *types: str) -> dict[str, Any]:
        """Return the first frame of one of these types, the frames before it passed over."""
        while True:
            frame = await self.receive()
            if frame["type"] in types:
                return frame


@contextlib.asynccontextmanager
async def connect(
    session: aiohttp.ClientSession, url: str, person: Person, path: str = "/ws/conversations/"
) -> AsyncIterator[PageSocket]:
    """Open a socket to the server at `url`, as a page of its own origin does."""
    headers = {"Cookie": f"sessionid={person.session_key}", "Origin": url}
    async with session.ws_connect(f"{url}{path}", headers=headers) as socket:
        yield PageSocket(socket, person)
