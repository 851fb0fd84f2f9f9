"""The base of all sockets: whose it is, whether their session stands, frames in and out."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, ClassVar, TypeVar

import orjson
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import get_language_from_request

from playground.accounts.frames import Frame, FrameRefused, read_frame
from playground.accounts.models import User
from playground.accounts.sessions import live_user, session_group, user_group

logger = logging.getLogger(__name__)

SIGNED_OUT = 4401
# Whoever only listens is asked again so often whether their session stands: the word that it ended
# can be lost, and an expiry says none.
RECHECK_SECONDS = 15
Result = TypeVar("Result")
Handler = Callable[[Any, Frame], Coroutine[Any, Any, None]]


class SignedOut(Exception):
    """The session of this socket has ended."""


class SignedInConsumer(AsyncWebsocketConsumer):
    """Hears what a signed-in person sends: `handlers` by type, all else is refused in words."""

    scope: Frame
    handlers: ClassVar[Mapping[str, Handler]] = {}

    def refusal(self, frame: Frame, refused: FrameRefused) -> Mapping[str, object]:
        """Make the answer to a frame that is refused, in the language of the moment."""
        raise NotImplementedError

    def begin(self) -> None:
        """Make ready what the consumer keeps; before anything can be heard or told."""

    def let_go(self) -> None:
        """Tell nothing any more: the socket is gone, or is being closed."""

    async def dispatch(self, message: Frame) -> None:
        # The parent's closes old database connections first, in a thread, for every message;
        # here `database_sync_to_async` does so where there is work for the database.
        handler = getattr(self, message["type"].replace(".", "_"), None)
        # A person's group holds the sockets of all their pages: not every word is for this one.
        if handler is not None:
            await handler(message)

    async def connect(self) -> None:
        self.begin()
        self._groups: list[str] = []
        user, session = self.scope["user"], self.scope["session"]
        await self.accept()
        if not user.is_authenticated or not session.session_key:
            await self.close(code=SIGNED_OUT)
            return
        self.user_id: int = user.pk
        self._session_key: str = session.session_key
        self._checked_at = time.monotonic()
        self.language: str = user.language or _language_of(self.scope)
        # Idle sockets are many: keep none of what only the handshake needs.
        self.scope = {"type": "websocket"}
        for group in (user_group(self.user_id), session_group(self._session_key)):
            await self.join(group)

    async def disconnect(self, code: int) -> None:
        self.let_go()
        for group in self._groups.copy():
            await self.leave(group)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        frame: Frame = {}
        try:
            frame = read_frame(text_data)
            handler = self.handlers.get(frame["type"])
            if handler is None:
                raise FrameRefused("unknown_frame", field="type")
            await handler(self, frame)
        except SignedOut:
            await self.sign_out()
        except FrameRefused as refused:
            await self.refuse(frame, refused)
        except Exception:
            # One bad frame must not end the socket, nor what it watches.
            logger.exception("A frame failed unexpectedly")
            await self.refuse(frame, FrameRefused("internal_error"))

    async def session_ended(self, message: Frame) -> None:
        await self.sign_out()

    async def sign_out(self) -> None:
        """Close the socket; nothing more is told on it, even if the page never answers that."""
        self.let_go()
        await self.close(code=SIGNED_OUT)

    async def join(self, group: str) -> None:
        await self.channel_layer.group_add(group, self.channel_name)
        self._groups.append(group)

    async def leave(self, group: str) -> None:
        self._groups.remove(group)
        await self.channel_layer.group_discard(group, self.channel_name)

    @property
    def is_recheck_due(self) -> bool:
        return time.monotonic() - self._checked_at > RECHECK_SECONDS

    async def check_session(self) -> None:
        await self.as_user(lambda user: None)

    async def as_user(self, work: Callable[[User], Result]) -> Result:
        """Do database work as the person of this session, if it still stands: one thread hop."""

        def work_as_live_user() -> Result:
            user = live_user(self._session_key)
            if user is None or user.pk != self.user_id:
                raise SignedOut
            return work(user)

        result: Result = await database_sync_to_async(work_as_live_user)()
        self._checked_at = time.monotonic()
        return result

    async def refuse(self, frame: Frame, refused: FrameRefused) -> None:
        with translation.override(self.language):
            answer = self.refusal(frame, refused)
        await self.send_frame(answer)

    async def send_frame(self, frame: Mapping[str, object]) -> None:
        await self.base_send({"type": "websocket.send", "text": orjson.dumps(frame).decode()})


def _language_of(scope: Frame) -> str:
    request = HttpRequest()
    request.COOKIES = scope.get("cookies", {})
    accepted = dict(scope["headers"]).get(b"accept-language", b"")
    request.META = {"HTTP_ACCEPT_LANGUAGE": accepted.decode("latin-1")}
    return get_language_from_request(request)
