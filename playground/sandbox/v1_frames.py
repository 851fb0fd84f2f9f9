"""Answers in V1's shape: of chat, and of completion and image to text, which say `is_safe`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from playground.sandbox.errors import ApiError, overload
from playground.sandbox.frames import Answer, Ending, Frame


class V1Dialect:
    """`result` and `is_end`; usage in every frame."""

    end_mark = ""
    event = ""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def openings(self, reasoning: Sequence[str]) -> Sequence[Frame]:
        """Return nothing: V1 models show no reasoning."""
        return ()

    def delta(self, index: int, text: str) -> dict[str, Any]:
        """Return a frame that is not the last one."""
        frame = {
            **self.head(),
            "sentence_id": index,
            "is_end": False,
            "is_truncated": False,
            "result": text,
            "need_clear_history": False,
        }
        if "no-usage" not in self.answer.faults:
            frame["usage"] = self.answer.usage(index + 1)
        return frame

    def endings(self, ending: Ending) -> list[dict[str, Any]]:
        """Return the one frame with `is_end` and no text."""
        frame = {**self.last("", ending), "sentence_id": ending.deltas, "is_end": True}
        return [frame] * 2 if "duplicate-done" in self.answer.faults else [frame]

    def whole(self, text: str, reasoning: str, ending: Ending) -> dict[str, Any]:
        """Return the answer without the two keys that only frames have."""
        return self.last(text, ending)

    def failure(self) -> ApiError:
        """Return the overload error."""
        return overload("v1")

    def head(self) -> dict[str, Any]:
        """Return what every frame begins with."""
        return {
            "id": self.answer.id,
            "object": "chat.completion",
            "created": self.answer.created,
        }

    def last(self, text: str, ending: Ending) -> dict[str, Any]:
        """Return the object that tells how the answer ended."""
        faults = self.answer.faults
        is_unsafe = "need-clear-history" in faults
        frame: dict[str, Any] = {
            **self.head(),
            "is_truncated": ending.finish_reason == "length",
            "result": text,
            "need_clear_history": is_unsafe,
        }
        if is_unsafe:
            frame["ban_round"] = -1
        if ending.calls:
            call = ending.calls[0]
            frame["function_call"] = {
                "name": call.name,
                "arguments": call.arguments,
                "thoughts": call.thoughts,
            }
        if self.answer.has_finish_reason and "no-finish-reason" not in faults:
            frame["finish_reason"] = "content_filter" if is_unsafe else ending.finish_reason
        if "no-usage" not in faults:
            frame["usage"] = self.answer.usage(ending.completion_tokens)
        return frame


class SafetyDialect(V1Dialect):
    """The same with `is_safe` in place of what chat says about the conversation.

    `is_truncated` is only there when it is true.
    """

    def __init__(self, answer: Answer, object_name: str) -> None:
        super().__init__(answer)
        self._object_name = object_name

    def head(self) -> dict[str, Any]:
        """Return what every frame begins with."""
        return {**super().head(), "object": self._object_name}

    def delta(self, index: int, text: str) -> dict[str, Any]:
        """Return a frame that is not the last one."""
        return self._judged(super().delta(index, text))

    def last(self, text: str, ending: Ending) -> dict[str, Any]:
        """Return the object that tells how the answer ended."""
        return self._judged(super().last(text, ending))

    def _judged(self, frame: dict[str, Any]) -> dict[str, Any]:
        frame["is_safe"] = 0 if frame.pop("need_clear_history") else 1
        frame.pop("ban_round", None)
        if not frame["is_truncated"]:
            del frame["is_truncated"]
        return frame
