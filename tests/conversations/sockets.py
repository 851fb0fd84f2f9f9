"""A page's end of the socket: signed in, through the real ASGI application."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator
from importlib import import_module
from uuid import UUID, uuid4

from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from playground.accounts.models import User
from playground.asgi import application
from playground.credentials.models import Credential

ORIGIN = "http://localhost:8000"
CONVERSATIONS = "/ws/conversations/"
ENDS = {"completion.finished", "completion.failed", "request.refused"}


class Page:
    """Sends and receives frames as dictionaries."""

    def __init__(self, communicator: WebsocketCommunicator) -> None:
        self.communicator = communicator

    async def send(self, type_: str, **fields: object) -> None:
        await self.communicator.send_to(text_data=json.dumps({"type": type_, **fields}))

    async def receive(self) -> dict:
        return json.loads(await self.communicator.receive_from(timeout=10))

    async def receive_until(self, *types: str) -> list[dict]:
        frames = [await self.receive()]
        while frames[-1]["type"] not in types:
            frames.append(await self.receive())
        return frames

    async def submit(self, credential: Credential, text: str = "Hello", **fields: object) -> dict:
        """Send a prompt of a new conversation; return the frame that was sent."""
        frame = prompt(credential, text, **fields)
        await self.communicator.send_to(text_data=json.dumps(frame))
        return frame

    async def ask(self, credential: Credential, text: str = "Hello", **fields: object) -> list:
        """Submit a prompt and return all frames up to the end of the reply."""
        await self.submit(credential, text, **fields)
        return await self.receive_until(*ENDS)


def prompt(credential: Credential, text: str = "Hello", **fields: object) -> dict:
    settings_ = {
        "credential": str(credential.uuid),
        "provider": fields.pop("provider", "qianfan_v2"),
        "model": fields.pop("model", "my-fault-deltas-3"),
        "endpoint": fields.pop("endpoint", ""),
        "parameters": fields.pop("parameters", {}),
        "is_streaming": fields.pop("is_streaming", True),
        "tools": fields.pop("tools", ""),
        "tool_choice": fields.pop("tool_choice", ""),
    }
    frame = {
        "type": "prompt.submit",
        "conversation": str(uuid4()),
        "message": str(uuid4()),
        "reply": str(uuid4()),
        "parent": None,
        "text": text,
        "settings": settings_,
    }
    return frame | {key: _plain(value) for key, value in fields.items()}


def text_of(frames: list[dict]) -> str:
    """Join the deltas, checking that each begins where the text so far ends."""
    text = ""
    for frame in frames:
        if frame["type"] == "completion.delta":
            assert frame["offset"] == len(text)
            text += frame["text"]
        elif frame["type"] == "run.reset":
            text = frame["text"]
    return text


@contextlib.asynccontextmanager
async def connected(
    user: User, *, session_key: str = "", path: str = CONVERSATIONS
) -> AsyncIterator[Page]:
    key = session_key or await database_sync_to_async(make_session)(user)
    communicator = communicator_for(key, path=path)
    is_accepted, _ = await communicator.connect()
    assert is_accepted
    try:
        yield Page(communicator)
    finally:
        await communicator.disconnect()


def communicator_for(
    session_key: str, *, origin: str | None = ORIGIN, path: str = CONVERSATIONS
) -> WebsocketCommunicator:
    headers = [(b"host", b"localhost:8000")]
    if session_key:
        headers.append((b"cookie", f"{settings.SESSION_COOKIE_NAME}={session_key}".encode()))
    if origin is not None:
        headers.append((b"origin", origin.encode()))
    return WebsocketCommunicator(application, path, headers=headers)


def make_session(user: User) -> str:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key


def _plain(value: object) -> object:
    return str(value) if isinstance(value, UUID) else value
