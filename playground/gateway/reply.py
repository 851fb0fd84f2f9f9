"""One reply in the making: providers write what they read into it, the client takes events."""

from __future__ import annotations

from collections.abc import Mapping

from playground.gateway.events import Event, Finished, ReasoningDelta, TextDelta, ToolCallDelta
from playground.gateway.payloads import clean_json
from playground.gateway.text import TextCleaner, clean_text
from playground.gateway.values import JSON, FinishReason, Usage


class Reply:
    """Collects events and the facts of the end; the last fact of a kind wins."""

    __slots__ = (
        "_events",
        "_reasoning",
        "_text",
        "ban_round",
        "finish_reason",
        "has_yielded",
        "is_ended",
        "last_payload",
        "model",
        "need_clear_history",
        "request_id",
        "usage",
    )

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._text = TextCleaner()
        self._reasoning = TextCleaner()
        self.ban_round: int | None = None
        self.finish_reason: FinishReason | None = None
        self.has_yielded = False
        self.is_ended = False
        self.last_payload: Mapping[str, JSON] = {}
        self.model = ""
        self.need_clear_history = False
        self.request_id = ""
        self.usage: Usage | None = None

    def add_text(self, text: str) -> None:
        if text := self._text.clean(text):
            self._events.append(TextDelta(text))

    def add_reasoning(self, text: str) -> None:
        if text := self._reasoning.clean(text):
            self._events.append(ReasoningDelta(text))

    def add_tool_call(self, index: int, call_id: str, name: str, arguments: str) -> None:
        self._events.append(
            ToolCallDelta(index, clean_text(call_id), clean_text(name), clean_text(arguments))
        )

    def take_events(self) -> list[Event]:
        """Hand out the events since the last time."""
        events, self._events = self._events, []
        self.has_yielded = self.has_yielded or bool(events)
        return events

    def finish(self, raw: Mapping[str, JSON], rate_limits: Mapping[str, int]) -> list[Event]:
        """Hand out the last events, `Finished` at the end."""
        if rest := self._reasoning.flush():
            self._events.append(ReasoningDelta(rest))
        if rest := self._text.flush():
            self._events.append(TextDelta(rest))
        cleaned = clean_json(raw)
        self._events.append(
            Finished(
                finish_reason=self.finish_reason or FinishReason.UNKNOWN,
                usage=self.usage,
                need_clear_history=self.need_clear_history,
                ban_round=self.ban_round,
                model=self.model,
                request_id=self.request_id,
                raw=cleaned if isinstance(cleaned, dict) else {},
                rate_limits=rate_limits,
            )
        )
        return self.take_events()
