"""Every frame of the socket, both ways, and the functions that make those that go out.

docs/reference/frames.md explains them. Offsets and lengths count Unicode code points.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from playground.accounts.frames import FrameRefused, SocketPing, SocketPong
from playground.conversations.refusals import RequestRefused
from playground.conversations.services.replies import Reply
from playground.runs.frames import (
    CompletionDelta,
    CompletionFailed,
    CompletionFinished,
    CompletionReasoning,
    CompletionStop,
    RunAttach,
    RunDetach,
    RunReset,
    RunSteps,
)


class SettingsFields(TypedDict, total=False):
    credential: str
    provider: str
    model: str
    endpoint: str
    system: str
    parameters: dict[str, object]
    is_streaming: bool
    tools: str
    tool_choice: str


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


class FunctionResult(TypedDict):
    message: str
    text: str


class ResultsSubmit(TypedDict):
    type: Literal["results.submit"]
    conversation: str
    message: str
    results: list[FunctionResult]
    reply: str
    settings: NotRequired[SettingsFields]


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


class ConversationChanged(TypedDict):
    type: Literal["conversation.changed"]
    conversations: list[str]


class ConversationClosed(TypedDict):
    type: Literal["conversation.closed"]
    conversation: str


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
    | ResultsSubmit
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
    | RunSteps
    | ConversationChanged
    | ConversationClosed
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


def closed_frame(conversation: str) -> ConversationClosed:
    return {"type": "conversation.closed", "conversation": conversation}


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
