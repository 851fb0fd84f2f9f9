"""The socket of an open link: it says when the link shows nothing any more, or something new.

Nothing of what the link shows is sent here, and nothing can be done here but watch. Whoever opens
the link may do so, signed in or not.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, ClassVar

import orjson
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.utils import timezone

from playground.accounts.frames import Frame, FrameRefused, read_frame, read_offset
from playground.accounts.sessions import live_user, session_group, user_group
from playground.accounts.sockets import SIGNED_OUT
from playground.shares import frames
from playground.shares.guesses import address_of_scope, count_miss, is_blocked
from playground.shares.models import ShareLink
from playground.shares.notifications import share_group

logger = logging.getLogger(__name__)

# A pause must not be longer than timers can count.
_LONGEST_PAUSE_SECONDS = 86_400
_TOKEN_CHARACTERS = 100
Handler = Callable[[Any, Frame], Coroutine[Any, Any, None]]


class ShareConsumer(AsyncWebsocketConsumer):
    scope: Frame

    async def dispatch(self, message: Frame) -> None:
        # A person's group holds the sockets of all their pages: not every word is for this one.
        handler = getattr(self, message["type"].replace(".", "_"), None)
        if handler is not None:
            await handler(message)

    async def connect(self) -> None:
        self._token = ""
        self._groups: list[str] = []
        self._expiry: asyncio.Task[None] | None = None
        self._session_key: str = self.scope["session"].session_key or ""
        user_id: int | None = self.scope["user"].pk
        self._address = address_of_scope(self.scope)
        self.scope = {"type": "websocket"}
        await self.accept()
        if user_id is not None:
            await self._join(user_group(user_id))
            await self._join(session_group(self._session_key))

    async def disconnect(self, code: int) -> None:
        self._token = ""
        if self._expiry is not None:
            self._expiry.cancel()
        for group in self._groups:
            await self.channel_layer.group_discard(group, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        frame: Frame = {}
        try:
            frame = read_frame(text_data)
            handler = self.handlers.get(frame["type"])
            if handler is None:
                raise FrameRefused("unknown_frame", field="type")
            await handler(self, frame)
        except FrameRefused as refused:
            await self._send(frames.refused_frame(frame, refused))
        except Exception:
            logger.exception("A frame failed unexpectedly")
            await self._send(frames.refused_frame(frame, FrameRefused("internal_error")))

    async def session_ended(self, message: Frame) -> None:
        """Look again: the person may have left the team, or may read on as anyone."""
        await self._look_again()

    async def share_changed(self, message: Frame) -> None:
        link = await self._look_again()
        if link is not None and message["is_updated"]:
            await self._send({"type": "share.updated"})

    async def _watch(self, frame: Frame) -> None:
        token = frame.get("token")
        if not isinstance(token, str) or len(token) > _TOKEN_CHARACTERS or self._token:
            raise FrameRefused("malformed_frame", field="token")
        revision = read_offset(frame, "revision")
        self._token = token
        is_guess = await database_sync_to_async(_counts_as_guess)(self._address, token)
        link = None if is_guess else await self._link()
        if link is None:
            await self._close()
            return
        await self._join(share_group(link.uuid))
        # What changed before the group was joined is seen here.
        link = await self._look_again()
        if link is not None and link.revision != revision:
            await self._send({"type": "share.updated"})

    async def _ping(self, frame: Frame) -> None:
        if not self._token or await self._look_again():
            await self._send({"type": "socket.pong"})

    handlers: ClassVar[Mapping[str, Handler]] = {"share.watch": _watch, "socket.ping": _ping}

    async def _look_again(self) -> ShareLink | None:
        """Return the link, or close the page if its reader may not see it now."""
        if not self._token:
            return None
        link = await self._link()
        if link is None:
            await self._close()
            return None
        if self._expiry is not None and self._expiry is not asyncio.current_task():
            self._expiry.cancel()
        self._expiry = None
        if link.expires_at is not None:
            left = (link.expires_at - timezone.now()).total_seconds()
            self._expiry = asyncio.create_task(self._look_after(left))
        return link

    async def _look_after(self, seconds: float) -> None:
        # A moment later, lest it be looked at in the very moment in which it expires.
        await asyncio.sleep(min(max(seconds, 0) + 0.05, _LONGEST_PAUSE_SECONDS))
        await self._look_again()

    async def _link(self) -> ShareLink | None:
        token, session_key = self._token, self._session_key

        def readable_link() -> ShareLink | None:
            user = live_user(session_key)
            links = ShareLink.objects.with_token(token).readable_by(user, now=timezone.now())
            return links.only("uuid", "expires_at", "revision").first()

        link: ShareLink | None = await database_sync_to_async(readable_link)()
        return link

    async def _close(self) -> None:
        self._token = ""
        await self._send({"type": "share.closed"})
        await self.close(code=SIGNED_OUT)

    async def _join(self, group: str) -> None:
        await self.channel_layer.group_add(group, self.channel_name)
        self._groups.append(group)

    async def _send(self, frame: Mapping[str, object]) -> None:
        await self.base_send({"type": "websocket.send", "text": orjson.dumps(frame).decode()})


def _counts_as_guess(address: str, token: str) -> bool:
    """Count a token that nobody has; true also for all others from where there were too many."""
    if not ShareLink.objects.with_token(token).exists():
        count_miss(address)
        return True
    return is_blocked(address)
