"""A snapshot as a page shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from playground.runs.error_messages import error_sentence
from playground.shares.snapshots import SharedCall, SharedImage, SharedMessage, Snapshot


@dataclass(frozen=True, slots=True)
class MessageView:
    role: str
    text: str
    name: str
    calls: Sequence[SharedCall]
    reasoning: str
    figures: Mapping[str, Any] | None
    is_unfinished: bool
    is_edited: bool
    error: str
    images: Sequence[SharedImage]


@dataclass(frozen=True, slots=True)
class ColumnView:
    name: str
    reply: MessageView | None
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SharedView:
    messages: list[MessageView]
    columns: list[ColumnView]
    system: str
    parameters: Mapping[str, Any]

    @property
    def can_be_continued(self) -> bool:
        """Is there an answer in it, other than in columns?"""
        answers = (each.text.strip() for each in self.messages if each.role == "assistant")
        return not self.columns and any(answers)


def shared_view(snapshot: Snapshot) -> SharedView:
    return SharedView(
        messages=[_message(message) for message in snapshot["messages"]],
        columns=[
            ColumnView(
                name=column["name"],
                reply=_message(column["reply"]) if column["reply"] else None,
                parameters=column.get("parameters", {}),
            )
            for column in snapshot.get("columns", ())
        ],
        system=snapshot.get("system", ""),
        parameters=snapshot.get("parameters", {}),
    )


def shown_images(snapshot: Snapshot) -> set[str]:
    return {
        image["uuid"] for message in snapshot["messages"] for image in message.get("images", ())
    }


def _message(message: SharedMessage) -> MessageView:
    code = message.get("error_code", "")
    return MessageView(
        role=message["role"],
        text=message["text"],
        name=message.get("name", ""),
        calls=message.get("calls", ()),
        reasoning=message.get("reasoning", ""),
        figures=message.get("figures"),
        is_unfinished=message.get("is_unfinished", False),
        is_edited=message.get("is_edited", False),
        error=error_sentence(code, {}) if code else "",
        images=message.get("images", ()),
    )
