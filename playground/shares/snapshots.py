"""What a link shows, as JSON: the texts that were seen, and no more than was chosen to be seen.

A snapshot names no credential, no person and no other branch of a conversation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, NotRequired, TypedDict

from playground.comparisons.models import Comparison
from playground.conversations.branches import path_to
from playground.conversations.models import Conversation, Message, MessageRole
from playground.credentials.models import CredentialKind
from playground.images.models import GeneratedImage
from playground.runs.models import Run, RunKind, RunStatus
from playground.runs.repeats import sent_of
from playground.runs.steps import tool_calls_of

VERSION: Final = 1
# Longer than any conversation that anybody reads.
MAX_MESSAGES: Final = 10_000
_WITHOUT_BODIES = ("run__request", "run__response", "run__credential__encrypted_secret")


class Figures(TypedDict):
    """What a reply cost; the keys are those of a run."""

    model: str
    is_sandbox: bool
    ttft_ms: int | None
    latency_ms: int | None
    tokens_per_second: float | None
    input_tokens: int | None
    output_tokens: int | None
    finish_reason: str


class SharedImage(TypedDict):
    """A drawn image, whose file is sent to whoever may open the link."""

    uuid: str
    width: int
    height: int


class SharedCall(TypedDict):
    """A function that a model called; the arguments as it wrote them."""

    name: str
    arguments: str


class SharedMessage(TypedDict):
    role: str
    text: str
    # Of the result of a function: which.
    name: NotRequired[str]
    calls: NotRequired[list[SharedCall]]
    reasoning: NotRequired[str]
    figures: NotRequired[Figures]
    # Was it still being written, or edited by a person?
    is_unfinished: NotRequired[bool]
    is_edited: NotRequired[bool]
    error_code: NotRequired[str]
    images: NotRequired[list[SharedImage]]


class SharedColumn(TypedDict):
    name: str
    reply: SharedMessage | None
    parameters: NotRequired[Mapping[str, Any]]


class Snapshot(TypedDict):
    version: int
    messages: list[SharedMessage]
    # Of a comparison: who answered the last of the messages, side by side.
    columns: NotRequired[list[SharedColumn]]
    # With what a copy is best continued.
    provider: NotRequired[str]
    model: NotRequired[str]
    system: NotRequired[str]
    parameters: NotRequired[Mapping[str, Any]]


def conversation_snapshot(
    conversation: Conversation, *, shows_system: bool, shows_parameters: bool
) -> Snapshot:
    """Take the branch that the owner sees."""
    path: list[int] = []
    if conversation.leaf_id is not None:
        path = path_to(conversation, conversation.leaf_id, limit=MAX_MESSAGES)
    rows = Message.objects.select_related("run__credential").defer(*_WITHOUT_BODIES)
    messages = rows.in_bulk(path)
    snapshot: Snapshot = {
        "version": VERSION,
        "messages": [_message(messages[pk]) for pk in path],
        "provider": conversation.provider,
        "model": conversation.model,
    }
    if shows_system:
        snapshot["system"] = conversation.system
    if shows_parameters:
        snapshot["parameters"] = conversation.parameters
    return snapshot


def run_snapshot(run: Run, *, shows_system: bool, shows_parameters: bool) -> Snapshot:
    """Take what a run was asked, with what was said before, and what it answered."""
    sent = sent_of(run)
    asked = [*((turn.role, turn.content) for turn in sent.turns), ("user", sent.text)]
    reply = _reply(run)
    if run.kind == RunKind.IMAGE:
        # The pictures say it all; what is written beside them is a list of their files.
        reply["text"] = ""
        reply["images"] = _images(run)
    snapshot: Snapshot = {
        "version": VERSION,
        "messages": [
            *(_turn(role, text) for role, text in asked if role in MessageRole.values),
            reply,
        ],
        "provider": run.provider,
        "model": run.model,
    }
    if shows_system:
        snapshot["system"] = sent.system
    if shows_parameters:
        snapshot["parameters"] = sent.parameters
    return snapshot


def comparison_snapshot(
    comparison: Comparison, *, shows_system: bool, shows_parameters: bool
) -> Snapshot:
    """Take the prompt, with what was said before, and, side by side, the replies to it."""
    columns = comparison.columns.select_related("run__credential").order_by("position")
    snapshot: Snapshot = {
        "version": VERSION,
        "messages": [
            *(_turn(turn.role, turn.content) for turn in comparison.earlier_turns),
            _turn("user", comparison.prompt),
        ],
        "columns": [],
    }
    for column in columns:
        reply = _reply(column.run) if column.run else None
        shared: SharedColumn = {"name": column.name, "reply": reply}
        if shows_parameters:
            shared["parameters"] = column.parameters
        snapshot["columns"].append(shared)
    if shows_system:
        snapshot["system"] = comparison.system
    return snapshot


def without(snapshot: Snapshot, *, shows_system: bool, shows_parameters: bool) -> Snapshot:
    """Return a snapshot less what is not to be seen any more."""
    kept = snapshot.copy()
    if not shows_system:
        kept.pop("system", None)
    if not shows_parameters:
        kept.pop("parameters", None)
        for column in kept.get("columns", ()):
            column.pop("parameters", None)
    return kept


def turns_of(messages: Iterable[SharedMessage]) -> list[tuple[str, str]]:
    """Return questions and answers in turn, as a conversation can begin with them."""
    turns: list[tuple[str, str]] = []
    question = ""
    for message in messages:
        role, text = message["role"], message["text"]
        if role == MessageRole.USER:
            question = text
        elif role == MessageRole.ASSISTANT and question.strip():
            turns += [("user", question), ("assistant", text)]
            question = ""
        elif role == MessageRole.ASSISTANT and turns and not question and text.strip():
            # It had called a function, and answers with the result.
            turns[-1] = ("assistant", text)
    return turns


def _turn(role: str, text: str) -> SharedMessage:
    return {"role": role, "text": text}


def _message(message: Message) -> SharedMessage:
    shared = _reply(message.run) if message.run else _turn(message.role, message.text)
    shared["text"] = message.text
    if message.tool_name:
        shared["name"] = message.tool_name
    if message.edited_at is not None:
        shared["is_edited"] = True
    return shared


def _reply(run: Run) -> SharedMessage:
    shared: SharedMessage = {
        "role": MessageRole.ASSISTANT.value,
        "text": run.output,
        "figures": _figures(run),
    }
    if run.reasoning:
        shared["reasoning"] = run.reasoning
    if calls := tool_calls_of(run.steps):
        shared["calls"] = [{"name": each.name, "arguments": each.arguments} for each in calls]
    if run.status != RunStatus.SUCCEEDED:
        shared["is_unfinished"] = True
    if run.error_code:
        shared["error_code"] = run.error_code
    return shared


def _images(run: Run) -> list[SharedImage]:
    drawn = GeneratedImage.objects.filter(run=run).drawn().order_by("pk")
    return [
        {"uuid": str(image.uuid), "width": image.width, "height": image.height} for image in drawn
    ]


def _figures(run: Run) -> Figures:
    return {
        "model": run.endpoint or run.model,
        "is_sandbox": run.credential is not None and run.credential.kind == CredentialKind.SANDBOX,
        "ttft_ms": run.ttft_ms,
        "latency_ms": run.latency_ms,
        "tokens_per_second": run.tokens_per_second,
        "input_tokens": run.input_tokens,
        "output_tokens": run.output_tokens,
        "finish_reason": run.finish_reason,
    }
