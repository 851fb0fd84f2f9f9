"""What a back end is asked: a conversation and a few parameters, the same for V1 and V2."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

_CJK = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_WORD = re.compile(r"[^\W_]+")

Task = Literal["chat", "completion"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One message; the role is user, assistant, function or tool.

    `name` is that of the function whose result the text is.
    """

    role: str
    text: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Function:
    """A function the model may call; `parameters` is the JSON schema of its arguments."""

    name: str
    description: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A checked request. `max_tokens` of None means: the back end's own limit.

    One of the `functions` has to be called if `must_call`, several may be at once if
    `calls_in_parallel`.
    """

    turns: tuple[Turn, ...]
    task: Task = "chat"
    system: str = ""
    is_stream: bool = False
    is_json_wanted: bool = False
    max_tokens: int | None = None
    stop: tuple[str, ...] = ()
    temperature: float | None = None
    functions: tuple[Function, ...] = ()
    must_call: bool = False
    calls_in_parallel: bool = False

    @property
    def question(self) -> str:
        """Return the last turn's text."""
        return self.turns[-1].text

    @property
    def results(self) -> tuple[Turn, ...]:
        """Return the results of functions that the conversation ends with, in their order."""
        count = 0
        for turn in reversed(self.turns):
            if turn.role not in ("function", "tool"):
                break
            count += 1
        return self.turns[len(self.turns) - count :]

    @property
    def tokens(self) -> int:
        """Return the estimated number of tokens of all turns and the system text."""
        return estimate_tokens(self.system) + sum(estimate_tokens(t.text) for t in self.turns)

    @property
    def characters(self) -> int:
        """Return the number of characters that count against a model's limit."""
        return len(self.system) + sum(len(turn.text) for turn in self.turns)


def estimate_tokens(text: str) -> int:
    """Return 0.625 tokens for each CJK character plus one for each word."""
    cjk = len(_CJK.findall(text))
    words = len(_WORD.findall(_CJK.sub(" ", text)))
    return int(0.625 * cjk + words)
