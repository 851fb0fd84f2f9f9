"""Answers in V2's shape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from playground.sandbox.backends import FunctionCall
from playground.sandbox.errors import ApiError, overload
from playground.sandbox.frames import Answer, Ending, Frame

_CHARACTERS_A_PIECE = 12


class V2Dialect:
    """OpenAI's shape, with Baidu's `flag`, `ban_round` and `need_clear_history`."""

    end_mark = "[DONE]"
    event = ""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def openings(self, reasoning: Sequence[str]) -> Sequence[Frame]:
        """Return a chunk for each piece of reasoning."""
        roles: list[dict[str, Any]] = [{"role": "assistant"}, *({} for _ in reasoning)]
        return [
            ("", self._chunk({**role, "reasoning_content": text}))
            for role, text in zip(roles, reasoning, strict=False)
        ]

    def delta(self, index: int, text: str) -> dict[str, Any]:
        """Return a chunk with a piece of content; the first one names the role."""
        return self._chunk(
            {"role": "assistant", "content": text} if index == 0 else {"content": text}
        )

    def endings(self, ending: Ending) -> list[dict[str, Any]]:
        """Return the tool calls, the finish reason and the usage, each if there is one."""
        chunks = []
        for index, call in enumerate(ending.calls):
            chunks += [self._chunk(delta) for delta in self._call_deltas(index, call)]
        chunk = self._chunk({})
        chunk["choices"][0].update(self._verdict(ending))
        chunks.append(chunk)
        if self.answer.includes_usage and "no-usage" not in self.answer.faults:
            usage = self.answer.usage(ending.completion_tokens)
            chunks.append({**chunk, "choices": [], "usage": usage})
        return chunks

    def whole(self, text: str, reasoning: str, ending: Ending) -> dict[str, Any]:
        """Return a `chat.completion`."""
        message: dict[str, Any] = {"role": "assistant", "content": text}
        if reasoning:
            message["reasoning_content"] = reasoning
        if ending.calls:
            message["tool_calls"] = [
                self._tool_call(index, call, call.arguments)
                for index, call in enumerate(ending.calls)
            ]
        body: dict[str, Any] = {
            "id": self.answer.id,
            "object": "chat.completion",
            "created": self.answer.created,
            "model": self.answer.model,
            "choices": [{"index": 0, "message": message, **self._verdict(ending)}],
        }
        if "no-usage" not in self.answer.faults:
            body["usage"] = self.answer.usage(ending.completion_tokens)
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

    def _call_deltas(self, index: int, call: FunctionCall) -> list[dict[str, Any]]:
        """Return the call's name first, then its arguments in pieces, as models write them."""
        first: dict[str, Any] = {"tool_calls": [self._tool_call(index, call, "")]}
        if index == 0:
            first = {"role": "assistant", "content": "", **first}
        starts = range(0, len(call.arguments), _CHARACTERS_A_PIECE)
        pieces = [call.arguments[start : start + _CHARACTERS_A_PIECE] for start in starts]
        return [
            first,
            *({"tool_calls": [{"index": index, "function": {"arguments": p}}]} for p in pieces),
        ]

    def _tool_call(self, index: int, call: FunctionCall, arguments: str) -> dict[str, Any]:
        return {
            "index": index,
            "id": f"call_{self.answer.id}_{index}",
            "type": "function",
            "function": {"name": call.name, "arguments": arguments},
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
