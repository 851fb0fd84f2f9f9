"""The scripted back end: deterministic, instant, needs nothing, and says that it is no model."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Mapping, Sequence

import orjson

from playground.sandbox.backends import FinishReason, Reply
from playground.sandbox.languages import Language, detect_language
from playground.sandbox.prompts import Prompt
from playground.sandbox.scripted_texts import COMPLETION, PLAIN, RESULT, RICH, RICH_WORDS

_GIST_CHARACTERS = 80
# A word with the space before it, or up to two characters of a script without spaces.
_PIECE = re.compile(
    "\\s*[\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef]{1,2}|\\s*[!-~]+|\\s*\\S|\\s+"
)
_BATCH = 1024


class ScriptedBackend:
    """Answers with a sample text in the language of the prompt."""

    def __init__(self, plain_texts: Mapping[Language, str] | None = None) -> None:
        """Take other `plain_texts` to explain why a script answers."""
        self._plain_texts = plain_texts

    def reply(self, prompt: Prompt) -> Reply:
        """Return a reply whose pieces are all ready at once."""
        return told_reply(_whole_text(prompt, self._plain_texts), prompt)


def told_reply(text: str, prompt: Prompt) -> Reply:
    """Return a reply of `text`, ended where the prompt's stop words and limit end it."""
    ended, finish_reason = _until_stop(text, prompt)
    pieces: Sequence[str] = _PIECE.findall(ended)
    if prompt.max_tokens is not None and len(pieces) > prompt.max_tokens:
        pieces, finish_reason = pieces[: prompt.max_tokens], "length"
    return Reply("scripted", _in_batches(pieces), finish_reason)


def dictated_reply(pieces: Sequence[str]) -> Reply:
    """Return a reply of exactly these pieces."""
    return Reply("scripted", _in_batches(pieces))


def counted_reply(count: int) -> Reply:
    """Return a reply of `count` pieces, the n-th of which (from 0) is `wN `."""
    return Reply("scripted", _counted(count))


def result_text(prompt: Prompt) -> str:
    """Return the text that quotes the results of the functions that were called."""
    language = detect_language(next(t.text for t in reversed(prompt.turns) if t.role == "user"))
    quoted = "; ".join(f"{turn.name or 'function'} → {turn.text}" for turn in prompt.results)
    return RESULT["zh" if language == "zh" else "en"].format(results=quoted)


def gist(question: str) -> str:
    """Return the start of the last turn in one line, so that a reply can be recognized."""
    line = " ".join(question.split())
    return line if len(line) <= _GIST_CHARACTERS else line[: _GIST_CHARACTERS - 1] + "…"


def _until_stop(text: str, prompt: Prompt) -> tuple[str, FinishReason]:
    ends = [text.find(word) for word in prompt.stop if word and word in text]
    return (text[: min(ends)], "stop") if ends else (text, "normal")


def _whole_text(prompt: Prompt, plain_texts: Mapping[Language, str] | None) -> str:
    if prompt.is_json_wanted:
        return _json_text(prompt)
    language: Language = detect_language(prompt.question)
    texts = plain_texts or (COMPLETION if prompt.task == "completion" else PLAIN)
    text = texts[language].format(
        gist=gist(prompt.question),
        rounds=sum(turn.role == "user" for turn in prompt.turns),
        system=len(prompt.system),
    )
    if any(word in prompt.question.lower() for word in RICH_WORDS):
        text += "\n\n" + RICH["zh" if language == "zh" else "en"]
    return text


def _json_text(prompt: Prompt) -> str:
    answer = {"note": "scripted sample, not a model", "question": gist(prompt.question)}
    return orjson.dumps(answer).decode()


async def _counted(count: int) -> AsyncGenerator[Sequence[str], None]:
    for start in range(0, count, _BATCH):
        yield [f"w{number} " for number in range(start, min(start + _BATCH, count))]


async def _in_batches(pieces: Sequence[str]) -> AsyncGenerator[Sequence[str], None]:
    for start in range(0, len(pieces), _BATCH):
        yield pieces[start : start + _BATCH]
