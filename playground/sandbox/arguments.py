"""Fills a function's arguments from the words of a prompt, by their JSON schema.

What the prompt does not offer is made up where the schema requires it, so that the arguments
always fit: an enum's first value, the smallest number, the whole question.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from playground.sandbox.places import cities_in

_DEEPEST = 4
# Some patterns take quadratic time; nobody hides an argument further back.
_LONGEST_QUESTION = 2000
_LONGEST_TEXT = 200
_NUMBER = re.compile(r"(?<![\w.])-?\d{1,15}(?:\.\d{1,10})?(?![\w.]*\d)")
_QUOTED = re.compile('["“”「『]([^"“”「」『』]{1,200})["“”」』]')
_NAME = re.compile(r"(?<=[a-z,;:] )[A-Z][\w'-]+(?: [A-Z][\w'-]+)*")
_PATTERNS: Mapping[str, re.Pattern[str]] = {
    "date": re.compile(
        r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}月\d{1,2}[日号]|今天|明天|后天|昨天|\b(?:today|tomorrow)\b",
        re.IGNORECASE,
    ),
    "email": re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"),
    "url": re.compile(r"https?://[^\s，。]+"),
    "expression": re.compile(r"[\d(][\d\s.+*/×÷()^-]*[\d)]"),
}
_WHOLE_QUESTION = re.compile("query|question|q|text|prompt|content|message|input|keyword")
_MISSING = object()


def fill_arguments(schema: Mapping[str, Any], question: str) -> dict[str, Any]:
    """Return an object for `schema`; every required key is there."""
    filled = _Filler(question).fill_object(schema, depth=0)
    return {} if filled is _MISSING else filled


def _is_word_of(value: str, question: str) -> bool:
    pattern = rf"(?<![a-z0-9]){re.escape(value)}(?![a-z0-9])"
    return bool(value) and re.search(pattern, question, re.IGNORECASE) is not None


class _Filler:
    """Gives out what a question offers; each text and each number once."""

    def __init__(self, question: str) -> None:
        question = question[:_LONGEST_QUESTION]
        self._question = question
        quoted = [text.strip() for text in _QUOTED.findall(question)]
        names = [name for name in _NAME.findall(question) if name not in cities_in(question)]
        self._texts = [text for text in (*quoted, *cities_in(question), *names) if text]
        self._numbers = [float(number) for number in _NUMBER.findall(question)]

    def fill_object(self, schema: Mapping[str, Any], depth: int) -> Any:
        properties = schema.get("properties")
        if not isinstance(properties, dict) or depth > _DEEPEST:
            return {}
        required = schema.get("required")
        required = [n for n in required if isinstance(n, str)] if isinstance(required, list) else []
        filled: dict[str, Any] = {}
        # Required keys take first what the question offers.
        for name in sorted(properties, key=lambda name: name not in required):
            value = self._fill(name, properties[name], name in required, depth)
            if value is not _MISSING:
                filled[name] = value
        return {**{name: "" for name in required if name not in filled}, **filled}

    def _fill(self, name: str, schema: object, is_required: bool, depth: int) -> Any:
        part = schema if isinstance(schema, dict) else {}
        if isinstance(part.get("enum"), list) and part["enum"]:
            found = self._mentioned(part["enum"])
            return self._or_default(found, part, part["enum"][0], is_required)
        kind = part.get("type")
        kind = kind[0] if isinstance(kind, list) and kind else kind
        if kind == "object":
            return self.fill_object(part, depth + 1) if is_required else _MISSING
        if kind == "array":
            return self._fill_list(name, part, depth) if is_required else _MISSING
        if kind in ("integer", "number"):
            return self._fill_number(part, is_required, is_integer=kind == "integer")
        if kind == "boolean":
            return self._or_default(_MISSING, part, True, is_required)
        return self._fill_text(name, part, is_required)

    def _mentioned(self, values: list[Any]) -> Any:
        """Return the longest of `values` that the question contains."""
        found: list[Any] = [
            v for v in values if isinstance(v, str) and _is_word_of(v, self._question)
        ]
        found += [v for v in values if isinstance(v, int | float) and v in self._numbers]
        return max(found, key=lambda value: len(str(value)), default=_MISSING)

    def _fill_list(self, name: str, schema: Mapping[str, Any], depth: int) -> list[Any]:
        if depth > _DEEPEST:
            return []
        filled = [self._fill(name, schema.get("items"), True, depth + 1)]
        while self._numbers if isinstance(filled[0], int | float) else self._texts:
            before = len(self._numbers) + len(self._texts)
            filled.append(self._fill(name, schema.get("items"), True, depth + 1))
            if len(self._numbers) + len(self._texts) == before:
                return filled[:-1]
        return filled

    def _fill_number(
        self, schema: Mapping[str, Any], is_required: bool, *, is_integer: bool
    ) -> Any:
        fits = [n for n in self._numbers if not is_integer or n.is_integer()]
        if not fits:
            minimum = schema.get("minimum")
            least = minimum if isinstance(minimum, int | float) else 0
            return self._or_default(_MISSING, schema, least, is_required)
        self._numbers.remove(fits[0])
        return int(fits[0]) if fits[0].is_integer() else fits[0]

    def _fill_text(self, name: str, schema: Mapping[str, Any], is_required: bool) -> Any:
        hints = f"{name} {schema.get('format', '')}".lower()
        for word, pattern in _PATTERNS.items():
            if word in hints:
                match = pattern.search(self._question)
                found = match[0].strip() if match else _MISSING
                return self._or_default(found, schema, "", is_required)
        if not is_required:
            return _MISSING
        if self._texts and not (_WHOLE_QUESTION.fullmatch(name.lower()) and not self._is_quoted()):
            return self._texts.pop(0)
        return self._or_default(_MISSING, schema, self._question[:_LONGEST_TEXT], True)

    def _is_quoted(self) -> bool:
        return _QUOTED.search(self._question) is not None

    def _or_default(
        self, found: Any, schema: Mapping[str, Any], made_up: Any, is_required: bool
    ) -> Any:
        if found is not _MISSING or not is_required:
            return found
        return schema.get("default", made_up)
