"""Every frame of the socket, both ways, and the functions that make those that go out.

docs/reference/frames.md explains them. Offsets and lengths count Unicode code points.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict
from uuid import UUID

from playground.accounts.frames import FrameRefused
from playground.conversations.refusals import RequestRefused
from playground.conversations.services.completions import Reply
from playground.runs.error_messages import error_sentence
from playground.runs.models import RunStatus
from playground.runs.stream_log import Batch, End


class SettingsFields(TypedDict, total=False):
    credential: str
    provider: str
    model: str
    endpoint: str
    system: str
    parameters: dict[str, object]
    is_streaming: bool


class PromptSubmit(TypedDict):
    type: Literal["prompt.submit"]
    conversation: str
    message: str
    reply: str
    parent: str | None
    text: str
    settings: NotRequired[SettingsFields]


class CompletionRegenerate(TypedDict):
    type: Literal["completion.regenerate"]
    conversation: str
    message: str
    reply: str
    settings: NotRequired[SettingsFields]


class CompletionContinue(TypedDict):
    type: Literal["completion.continue"]
    conversation: str
    message: str
    reply: str


class CompletionStop(TypedDict):
    type: Literal["completion.stop"]
    run: str
    seen: int


class RunAttach(TypedDict):
    type: Literal["run.attach"]
    run: str
    offset: int
    reasoning_offset: int


class RunDetach(TypedDict):
    type: Literal["run.detach"]
    run: str


class SocketPing(TypedDict):
    type: Literal["socket.ping"]


class CompletionStarted(TypedDict):
    type: Literal["completion.started"]
    conversation: str
    run: str
    message: str
    reply: str
    parent: str | None
    title: str
    model: str
    offset: int


class CompletionDelta(TypedDict):
    type: Literal["completion.delta"]
    run: str
    offset: int
    text: str


class CompletionReasoning(TypedDict):
    type: Literal["completion.reasoning"]
    run: str
    offset: int
    text: str


class CompletionFinished(TypedDict):
    type: Literal["completion.finished"]
    run: str
    reply: str
    status: str
    finish_reason: str
    length: int
    sha256: str
    need_clear_history: bool


class CompletionFailed(TypedDict):
    type: Literal["completion.failed"]
    run: str
    reply: str
    status: str
    code: str
    message: str
    retryable: bool
    length: int
    sha256: str


class RunReset(TypedDict):
    type: Literal["run.reset"]
    run: str
    offset: int
    text: str
    reasoning: str


class ConversationChanged(TypedDict):
    type: Literal["conversation.changed"]
    conversations: list[str]


class SocketPong(TypedDict):
    type: Literal["socket.pong"]


class RequestRefusedFrame(TypedDict):
    type: Literal["request.refused"]
    in_reply_to: str
    code: str
    message: str
    field: NotRequired[str]
    position: NotRequired[int]
    conversation: NotRequired[str]
    reply: NotRequired[str]
    run: NotRequired[str]


IncomingFrame = (
    PromptSubmit
    | CompletionRegenerate
    | CompletionContinue
    | CompletionStop
    | RunAttach
    | RunDetach
    | SocketPing
)
OutgoingFrame = (
    CompletionStarted
    | CompletionDelta
    | CompletionReasoning
    | CompletionFinished
    | CompletionFailed
    | RunReset
    | ConversationChanged
    | SocketPong
    | RequestRefusedFrame
)


def started_frame(reply: Reply) -> CompletionStarted:
    return {
        "type": "completion.started",
        "conversation": str(reply.conversation.uuid),
        "run": str(reply.run),
        "message": str(reply.message),
        "reply": str(reply.reply),
        "parent": str(reply.parent) if reply.parent else None,
        "title": reply.conversation.title,
        "model": reply.model,
        "offset": reply.offset,
    }


def delta_frames(run: str, batch: Batch) -> list[OutgoingFrame]:
    frames: list[OutgoingFrame] = []
    if batch.reasoning:
        frames.append(
            {
                "type": "completion.reasoning",
                "run": run,
                "offset": batch.reasoning_offset,
                "text": batch.reasoning,
            }
        )
    if batch.output:
        frames.append(
            {
                "type": "completion.delta",
                "run": run,
                "offset": batch.output_offset,
                "text": batch.output,
            }
        )
    return frames


def end_frame(run: str, reply: UUID, end: End) -> CompletionFinished | CompletionFailed:
    if end.status in (RunStatus.SUCCEEDED, RunStatus.STOPPED):
        return {
            "type": "completion.finished",
            "run": run,
            "reply": str(reply),
            "status": end.status,
            "finish_reason": end.finish_reason,
            "length": end.length,
            "sha256": end.sha256,
            "need_clear_history": end.needs_clear_history,
        }
    return {
        "type": "completion.failed",
        "run": run,
        "reply": str(reply),
        "status": end.status,
        "code": end.error_code,
        "message": error_sentence(end.error_code, end.error_parameters),
        "retryable": end.is_retryable,
        "length": end.length,
        "sha256": end.sha256,
    }


def reset_frame(run: str, text: str, reasoning: str) -> RunReset:
    return {"type": "run.reset", "run": run, "offset": 0, "text": text, "reasoning": reasoning}


def refused_frame(
    in_reply_to: str, refused: FrameRefused, about: dict[str, object]
) -> RequestRefusedFrame:
    """Make the answer to a frame that is refused; `about` is that frame, to find its place by."""
    frame: RequestRefusedFrame = {
        "type": "request.refused",
        "in_reply_to": in_reply_to,
        "code": refused.code,
        "message": refused.sentence,
    }
    if refused.field:
        frame["field"] = refused.field
    if isinstance(refused, RequestRefused) and refused.position is not None:
        frame["position"] = refused.position
    for key in ("conversation", "reply", "run"):
        value = about.get(key)
        if isinstance(value, str) and len(value) <= 36:
            frame[key] = value
    return frame
