"""The socket of a batch's page: which job it watches, and how far that has come.

A socket watches one job. What it was told is whole, so a message that is lost is no loss.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, ClassVar
from uuid import UUID

from django.utils import translation

from playground.accounts.frames import Frame, FrameRefused, read_uuid, refused_frame
from playground.accounts.models import User
from playground.accounts.sockets import Handler, SignedInConsumer, SignedOut
from playground.batches import frames
from playground.batches.models import BatchJob
from playground.batches.progress import batch_group
from playground.batches.standing import current_progress


class BatchConsumer(SignedInConsumer):
    def begin(self) -> None:
        self._watched: UUID | None = None

    def let_go(self) -> None:
        self._watched = None

    def refusal(self, frame: Frame, refused: FrameRefused) -> Mapping[str, object]:
        return refused_frame(frame, refused, answer="batch.refused", subject="batch")

    async def batch_progress(self, message: Frame) -> None:
        """Pass on what a worker tells, as long as this person may still hear it."""
        if message["batch"] != str(self._watched):
            return
        try:
            if not self.is_recheck_due or await self._may_still_watch():
                await self._send_progress(message["batch"], message["progress"])
        except SignedOut:
            await self.sign_out()

    async def _watch(self, frame: Frame) -> None:
        uuid = read_uuid(frame, "batch")
        await self._watch_nothing()
        if not await self.as_user(lambda user: _is_visible(user, uuid)):
            raise FrameRefused("not_found", field="batch")
        await self.join(batch_group(uuid))
        self._watched = uuid
        # Read after joining: whatever happens from now on is told by the group.
        progress = await self.as_user(lambda user: _progress(user, uuid))
        if progress is None:
            await self._watch_nothing()
            raise FrameRefused("not_found", field="batch")
        await self._send_progress(str(uuid), progress)

    async def _ping(self, frame: Frame) -> None:
        await self._may_still_watch()
        await self.send_frame({"type": "socket.pong"})

    handlers: ClassVar[Mapping[str, Handler]] = {"batch.watch": _watch, "socket.ping": _ping}

    async def _may_still_watch(self) -> bool:
        """Look again whether this person may see what they watch; if not, tell them and stop."""
        uuid = self._watched
        if uuid is None:
            await self.check_session()
            return False
        if await self.as_user(lambda user: _is_visible(user, uuid)):
            return True
        await self._watch_nothing()
        about: Frame = {"type": "batch.watch", "batch": str(uuid)}
        await self.refuse(about, FrameRefused("not_found", field="batch"))
        return False

    async def _watch_nothing(self) -> None:
        if self._watched is not None:
            await self.leave(batch_group(self._watched))
            self._watched = None

    async def _send_progress(self, batch: str, progress: Mapping[str, Any]) -> None:
        with translation.override(self.language):
            frame = frames.progress_frame(batch, progress)
        await self.send_frame(frame)


def _is_visible(user: User, uuid: UUID) -> bool:
    return BatchJob.objects.visible_to(user).filter(uuid=uuid).exists()


def _progress(user: User, uuid: UUID) -> dict[str, Any] | None:
    job = BatchJob.objects.visible_to(user).filter(uuid=uuid).first()
    return asdict(current_progress(job)) if job else None
