"""One reply in the making: providers write what they read into it, the client takes events."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from playground.gateway.events import (
    Event,
    Finished,
    Frame,
    PluginUpdate,
    ReasoningDelta,
    TextDelta,
    ToolCallDelta,
)
from playground.gateway.payloads import clean_json
from playground.gateway.provider_errors import find_rate_limits
from playground.gateway.results import Timing
from playground.gateway.text import TextCleaner, clean_text
from playground.gateway.values import JSON, FinishReason, Usage

Taken = TypeVar("Taken")


class Reply(Generic[Taken]):
    """Collects the facts of the end, the last of a kind wins; the kinds below collect the rest."""

    __slots__ = (
        "_taken",
        "ban_round",
        "can_end",
        "finish_reason",
        "has_yielded",
        "is_ended",
        "last_payload",
        "model",
        "need_clear_history",
        "request_id",
        "timing",
        "usage",
    )

    def __init__(self, timing: Callable[[], Timing] = Timing) -> None:
        self._taken: list[Taken] = []
        self.ban_round: int | None = None
        # A part of the answer has ended, after which no other part needs to come.
        self.can_end = False
        self.finish_reason: FinishReason | None = None
        self.has_yielded = False
        self.is_ended = False
        self.last_payload: Mapping[str, JSON] = {}
        self.model = ""
        self.need_clear_history = False
        self.request_id = ""
        self.timing = timing
        self.usage: Usage | None = None

    def add_payload(
        self, payload: Mapping[str, JSON], event: str, status_code: int, headers: Mapping[str, str]
    ) -> None:
        """Take note of a frame before its parts are read."""
        self.last_payload = payload

    def add_text(self, text: str) -> None:
        """Add the next piece of the completion."""

    def add_reasoning(self, text: str) -> None:
        """Add the next piece of what the model thinks."""

    def add_tool_call(self, index: int, call_id: str, name: str, arguments: str) -> None:
        """Add a piece of a tool call."""

    def add_plugin_update(self, part: str, payload: JSON) -> None:
        """Add what a plugin was given or has found."""

    def take(self) -> list[Taken]:
        """Hand out what was collected since the last time."""
        taken, self._taken = self._taken, []
        self.has_yielded = self.has_yielded or bool(taken)
        return taken

    def finish(self, raw: Mapping[str, JSON], headers: Mapping[str, str]) -> list[Taken]:
        """Hand out what is left at the end."""
        return self.take()


class EventReply(Reply[Event]):
    """Collects typed events."""

    __slots__ = ("_reasoning", "_text")

    def __init__(self, timing: Callable[[], Timing] = Timing) -> None:
        super().__init__(timing)
        self._text = TextCleaner()
        self._reasoning = TextCleaner()

    def add_text(self, text: str) -> None:
        if text := self._text.clean(text):
            self._taken.append(TextDelta(text))

    def add_reasoning(self, text: str) -> None:
        if text := self._reasoning.clean(text):
            self._taken.append(ReasoningDelta(text))

    def add_tool_call(self, index: int, call_id: str, name: str, arguments: str) -> None:
        self._taken.append(
            ToolCallDelta(index, clean_text(call_id), clean_text(name), clean_text(arguments))
        )

    def add_plugin_update(self, part: str, payload: JSON) -> None:
        self._taken.append(PluginUpdate(clean_text(part), clean_json(payload)))

    def finish(self, raw: Mapping[str, JSON], headers: Mapping[str, str]) -> list[Event]:
        """Hand out the last events, `Finished` at the end."""
        if rest := self._reasoning.flush():
            self._taken.append(ReasoningDelta(rest))
        if rest := self._text.flush():
            self._taken.append(TextDelta(rest))
        cleaned = clean_json(raw)
        self._taken.append(
            Finished(
                finish_reason=self.finish_reason or FinishReason.UNKNOWN,
                usage=self.usage,
                need_clear_history=self.need_clear_history,
                ban_round=self.ban_round,
                model=self.model,
                request_id=self.request_id,
                raw=cleaned if isinstance(cleaned, dict) else {},
                rate_limits=find_rate_limits(headers),
                timing=self.timing(),
            )
        )
        return self.take()


class FrameReply(Reply[Frame]):
    """Collects the frames themselves, for those who want what the provider sent."""

    __slots__ = ()

    def add_payload(
        self, payload: Mapping[str, JSON], event: str, status_code: int, headers: Mapping[str, str]
    ) -> None:
        self.last_payload = payload
        self._taken.append(Frame(payload, event, status_code, headers, self.timing()))
