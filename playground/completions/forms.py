"""What a person types on the page of a document; anything is a draft."""

from __future__ import annotations

from typing import Any, Final

import orjson
from django.http import QueryDict

from playground.accounts.models import User
from playground.completions.models import MAX_SAMPLES
from playground.completions.ranges import Ranges, clean_ranges
from playground.completions.services.drafts import MAX_VARIABLES, Draft
from playground.gateway import Task
from playground.runs.call_settings import CallSettingsForm

VARIABLE_PREFIX: Final = "variable."
_MAX_TITLE_CHARACTERS: Final = 200
# Where a page does not say with which revision it began: none is that one.
_NONE: Final = -1
_MAX_NAME_CHARACTERS: Final = 200
_MAX_VALUE_CHARACTERS: Final = 50_000


def read_draft(data: QueryDict, user: User) -> Draft:
    """Read all fields of the page; what cannot be read is as if it were not there."""
    text, aside = _text(data.get("text")), _text(data.get("aside"))
    return Draft(
        revision=_number(data.get("revision"), _NONE),
        title=" ".join(_text(data.get("title")).split())[:_MAX_TITLE_CHARACTERS],
        text=text,
        written=_ranges(data.get("written"), text),
        aside=aside,
        aside_written=_ranges(data.get("aside_written"), aside),
        variables=_variables(data),
        sample_count=min(max(_number(data.get("sample_count"), 1), 1), MAX_SAMPLES),
        choice=CallSettingsForm(data, user=user, task=Task.COMPLETION).choice,
    )


def read_caret(data: QueryDict) -> int | None:
    """Read where the text is to be continued; None for its end."""
    text = data.get("caret", "")
    return _number(text, 0) if text else None


def _variables(data: QueryDict) -> dict[str, str]:
    values = {}
    for field in [name for name in data if name.startswith(VARIABLE_PREFIX)][:MAX_VARIABLES]:
        name = _text(field).removeprefix(VARIABLE_PREFIX)[:_MAX_NAME_CHARACTERS]
        values[name] = _text(data.get(field))[:_MAX_VALUE_CHARACTERS]
    return values


def _text(value: Any) -> str:
    """A form sends CRLF for each line break; no database stores NUL."""
    text = str(value or "").replace("\x00", "")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _ranges(value: str | None, text: str) -> Ranges:
    try:
        return clean_ranges(orjson.loads(value or "[]"), len(text))
    except ValueError:
        return []


def _number(value: str | None, default: int) -> int:
    text = (value or "").strip()
    return int(text[:9]) if text.isascii() and text.isdecimal() else default
