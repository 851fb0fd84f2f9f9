"""The socket of the conversation page: frames in, one service call each, frames out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import ClassVar
from uuid import UUID

from playground.accounts.frames import Frame, FrameRefused, read_uuid
from playground.accounts.models import User
from playground.accounts.sockets import Handler
from playground.conversations import frame_reading, frames
from playground.conversations.notifications import announce_change_soon
from playground.conversations.services.access import watched_run
from playground.conversations.services.completions import (
    continue_reply,
    regenerate,
    submit_prompt,
)
from playground.conversations.services.replies import Reply
from playground.conversations.services.results import submit_results
from playground.runs import live_runs
from playground.runs.consumers import RunConsumer
from playground.runs.watching import Watched


class ConversationConsumer(RunConsumer):
    """Follows the runs of conversations, which all who see the conversation may follow."""

    def refusal(self, frame: Frame, refused: FrameRefused) -> Mapping[str, object]:
        return frames.refused_frame(str(frame.get("type", ""))[:64], refused, frame)

    @staticmethod
    def end_fields(user: User, run: UUID) -> Mapping[str, str]:
        return {"reply": str(watched_run(user=user, run=run))}

    async def conversations_changed(self, message: Frame) -> None:
        origins: dict[str, str] = message["origins"]
        changed = [uuid for uuid, origin in origins.items() if origin != self.channel_name]
        if changed:
            await self.send_frame({"type": "conversation.changed", "conversations": changed})

    async def conversation_closed(self, message: Frame) -> None:
        for run in message["runs"]:
            task = self._watches.pop(UUID(run), None)
            if task is not None:
                task.cancel()
        await self.send_frame(frames.closed_frame(message["conversation"]))

    async def _submit(self, frame: Frame) -> None:
        prompt = frame_reading.read_prompt(frame)
        await self._complete(partial(submit_prompt, prompt=prompt))

    async def _regenerate(self, frame: Frame) -> None:
        asked = frame_reading.read_repetition(frame)
        await self._complete(partial(regenerate, asked=asked))

    async def _continue(self, frame: Frame) -> None:
        conversation = read_uuid(frame, "conversation")
        message = read_uuid(frame, "message")
        await self._complete(partial(continue_reply, conversation=conversation, message=message))

    async def _submit_results(self, frame: Frame) -> None:
        given = frame_reading.read_results(frame)
        await self._complete(partial(submit_results, given=given))

    handlers: ClassVar[Mapping[str, Handler]] = {
        **RunConsumer.handlers,
        "prompt.submit": _submit,
        "completion.regenerate": _regenerate,
        "completion.continue": _continue,
        "results.submit": _submit_results,
    }

    async def _complete(self, verb: Callable[..., Reply]) -> None:
        """Save a turn while its call is already on its way, and watch what comes of it."""
        launch = live_runs.Launch()
        try:
            reply = await self.as_user(lambda user: verb(user=user, launch=launch.begin))
        except BaseException:
            launch.discard()
            raise
        if reply.is_new:
            launch.confirm()
        else:
            launch.discard()
        await self.send_frame(frames.started_frame(reply))
        watched = Watched(reply.run, reply.offset, reply.reasoning_offset)
        self.watch(watched, {"reply": str(reply.reply)})
        if reply.is_new:
            for reader in reply.readers:
                announce_change_soon(
                    user_id=reader,
                    conversation=reply.conversation.uuid,
                    origin=self.channel_name,
                )
