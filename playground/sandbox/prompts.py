"""What a back end is asked: a conversation and a few parameters, the same for V1 and V2."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CJK = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Turn:
    """One message; the role is user, assistant, function or tool."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """A checked request. `max_tokens` of None means: the back end's own limit.

    `functions` are the names of those the model may call.
    """

    turns: tuple[Turn, ...]
    system: str = ""
    is_stream: bool = False
    is_json_wanted: bool = False
    max_tokens: int | None = None
    stop: tuple[str, ...] = ()
    temperature: float | None = None
    functions: tuple[str, ...] = ()
    forced_function: str = ""

    @property
    def question(self) -> str:
        """Return the last turn's text."""
        return self.turns[-1].text

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
