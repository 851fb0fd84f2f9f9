"""The JSON objects of an answer, in V1's and in V2's shape. Their bytes are made in framing.py."""

from __future__ import annotations

import secrets
import string
import time
from dataclasses import dataclass, field
from typing import Any, Protocol

from playground.sandbox.backends import FinishReason
from playground.sandbox.errors import ApiError, overload
from playground.sandbox.faults import Faults

_ID_ALPHABET = string.ascii_lowercase + string.digits


def make_id() -> str:
    """Return an answer's id, `as-` and ten characters."""
    return "as-" + "".join(secrets.choice(_ID_ALPHABET) for _ in range(10))


@dataclass(frozen=True, slots=True)
class Ending:
    """How an answer ended."""

    finish_reason: FinishReason
    deltas: int
    function_call: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What all frames of one answer share."""

    model: str
    prompt_tokens: int
    faults: Faults
    has_finish_reason: bool = True
    includes_usage: bool = True
    id: str = field(default_factory=make_id)
    created: int = field(default_factory=lambda: int(time.time()))

    def usage(self, completion_tokens: int) -> dict[str, int]:
        """Return the usage so far; one delta counts as one token."""
        if "negative-usage" in self.faults:
            return {"prompt_tokens": -1, "completion_tokens": -1, "total_tokens": -1}
        return {
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": completion_tokens,
            "total_tokens": self.prompt_tokens + completion_tokens,
        }


class Dialect(Protocol):
    """Shapes one answer; V1 and V2 do."""

    end_mark: str

    def delta(self, index: int, text: str) -> dict[str, Any]:
        """Return the frame of the `index`-th delta."""
        ...

    def thought(self, index: int, text: str) -> dict[str, Any] | None:
        """Return the frame of a piece of reasoning, or None where there is no such thing."""
        ...

    def endings(self, ending: Ending) -> list[dict[str, Any]]:
        """Return the last frames."""
        ...

    def whole(self, text: str, reasoning: str, ending: Ending) -> dict[str, Any]:
        """Return the answer to a request that asked for no stream."""
        ...

    def failure(self) -> ApiError:
        """Return the error that breaks a stream in the middle."""
        ...


class V1Dialect:
    """`result` and `is_end`; usage in every frame."""

    end_mark = ""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def delta(self, index: int, text: str) -> dict[str, Any]:
        """Return a frame that is not the last one."""
        frame = {
            "id": self.answer.id,
            "object": "chat.completion",
            "created": self.answer.created,
            "sentence_id": index,
            "is_end": False,
            "is_truncated": False,
            "result": text,
            "need_clear_history": False,
        }
        if "no-usage" not in self.answer.faults:
            frame["usage"] = self.answer.usage(index + 1)
        return frame

    def thought(self, index: int, text: str) -> dict[str, Any] | None:
        """Return None: V1 models show no reasoning."""
        return None

    def endings(self, ending: Ending) -> list[dict[str, Any]]:
        """Return the one frame with `is_end` and no text."""
        frame = {**self._last("", ending), "sentence_id": ending.deltas, "is_end": True}
        return [frame] * 2 if "duplicate-done" in self.answer.faults else [frame]

    def whole(self, text: str, reasoning: str, ending: Ending) -> dict[str, Any]:
        """Return the answer without the two keys that only frames have."""
        return self._last(text, ending)

    def failure(self) -> ApiError:
        """Return the overload error."""
        return overload("v1")

    def _last(self, text: str, ending: Ending) -> dict[str, Any]:
        faults = self.answer.faults
        is_unsafe = "need-clear-history" in faults
        frame: dict[str, Any] = {
            "id": self.answer.id,
            "object": "chat.completion",
            "created": self.answer.created,
            "is_truncated": ending.finish_reason == "length",
            "result": text,
            "need_clear_history": is_unsafe,
        }
        if is_unsafe:
            frame["ban_round"] = -1
        if ending.function_call is not None:
            frame["function_call"] = ending.function_call
        if self.answer.has_finish_reason and "no-finish-reason" not in faults:
            frame["finish_reason"] = "content_filter" if is_unsafe else ending.finish_reason
        if "no-usage" not in faults:
            frame["usage"] = self.answer.usage(ending.deltas)
        return frame


class V2Dialect:
    """OpenAI's shape, with Baidu's `flag`, `ban_round` and `need_clear_history`."""

    end_mark = "[DONE]"

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def delta(self, index: int, text: str) -> dict[str, Any]:
        """Return a chunk with a piece of content; the first one names the role."""
        return self._chunk(
            {"role": "assistant", "content": text} if index == 0 else {"content": text}
        )

    def thought(self, index: int, text: str) -> dict[str, Any] | None:
        """Return a chunk with a piece of reasoning."""
        delta = {"reasoning_content": text}
        return self._chunk({"role": "assistant", **delta} if index == 0 else delta)

    def endings(self, ending: Ending) -> list[dict[str, Any]]:
        """Return the tool call, the finish reason and the usage, each if there is one."""
        chunks = []
        if ending.function_call is not None:
            delta = {"role": "assistant", "content": "", "tool_calls": [self._tool_call(ending)]}
            chunks.append(self._chunk(delta))
        chunk = self._chunk({})
        chunk["choices"][0].update(self._verdict(ending))
        chunks.append(chunk)
        if self.answer.includes_usage and "no-usage" not in self.answer.faults:
            chunks.append({**chunk, "choices": [], "usage": self.answer.usage(ending.deltas)})
        return chunks

    def whole(self, text: str, reasoning: str, ending: Ending) -> dict[str, Any]:
        """Return a `chat.completion`."""
        message: dict[str, Any] = {"role": "assistant", "content": text}
        if reasoning:
            message["reasoning_content"] = reasoning
        if ending.function_call is not None:
            message["tool_calls"] = [self._tool_call(ending)]
        body: dict[str, Any] = {
            "id": self.answer.id,
            "object": "chat.completion",
            "created": self.answer.created,
            "model": self.answer.model,
            "choices": [{"index": 0, "message": message, **self._verdict(ending)}],
        }
        if "no-usage" not in self.answer.faults:
            body["usage"] = self.answer.usage(ending.deltas)
        return body

    def failure(self) -> ApiError:
        """Return the internal error."""
        return overload("v2")

    def _chunk(self, delta: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": self.answer.id,
            "object": "chat.completion.chunk",
            "created": self.answer.created,
            "model": self.answer.model,
            "choices": [{"index": 0, "delta": delta}],
        }

    def _tool_call(self, ending: Ending) -> dict[str, Any]:
        call = ending.function_call or {}
        function = {"name": call["name"], "arguments": call["arguments"]}
        return {
            "index": 0,
            "id": f"call_{self.answer.id}",
            "type": "function",
            "function": function,
        }

    def _verdict(self, ending: Ending) -> dict[str, Any]:
        faults = self.answer.faults
        verdict: dict[str, Any] = {"flag": 0}
        if "need-clear-history" in faults:
            verdict = {"flag": 4, "ban_round": -1, "need_clear_history": True}
        if "no-finish-reason" not in faults:
            reasons = {"normal": "stop", "function_call": "tool_calls"}
            reason = reasons.get(ending.finish_reason, ending.finish_reason)
            verdict["finish_reason"] = "content_filter" if len(verdict) > 1 else reason
        return verdict
