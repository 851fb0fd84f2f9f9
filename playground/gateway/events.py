"""What a stream yields, in order: deltas and updates of any kind, then exactly one `Finished`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from playground.gateway.results import NO_TIMING, Timing
from playground.gateway.values import JSON, FinishReason, Usage


@dataclass(frozen=True, slots=True)
class TextDelta:
    """The next piece of the completion; valid Unicode without NUL, never empty."""

    text: str


@dataclass(frozen=True, slots=True)
class ReasoningDelta:
    """The next piece of what a model thought before it answered."""

    text: str


@dataclass(frozen=True, slots=True)
class ToolCallDelta:
    """A piece of a tool call; `id` and `name` come once, `arguments` (JSON text) in pieces."""

    index: int
    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class PluginUpdate:
    """What a plugin was given or has found, as the provider sent it.

    `part` is the key or the event that carried it: `meta_info` of a plugin application,
    `pluginMeta`, `plugin`, `plugin_info` or `plugin_metas` of ERNIE Bot's plugins.
    """

    part: str
    payload: JSON


@dataclass(frozen=True, slots=True)
class Finished:
    """The end of a completion.

    `raw` is the last frame of a stream without its text, or the whole answer where none was
    streamed. `ban_round` is the turn that was refused, -1 the current question.
    `rate_limits` holds the provider's `X-Ratelimit-*` numbers, named without that prefix
    (`remaining-requests`), per minute.
    """

    finish_reason: FinishReason
    usage: Usage | None = None
    need_clear_history: bool = False
    ban_round: int | None = None
    model: str = ""
    request_id: str = ""
    raw: Mapping[str, JSON] = field(default_factory=dict)
    rate_limits: Mapping[str, int] = field(default_factory=dict)
    timing: Timing = field(default=NO_TIMING, compare=False)


Event: TypeAlias = TextDelta | ReasoningDelta | ToolCallDelta | PluginUpdate | Finished


@dataclass(frozen=True, slots=True)
class Frame:
    """A JSON object just as the provider sent it: one event of a stream, or a whole answer.

    `event` is the name that an `event:` line gave it; header names are in lower case.
    """

    payload: Mapping[str, JSON]
    event: str = ""
    status_code: int = 200
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    timing: Timing = field(default=NO_TIMING, compare=False)
