"""JSON as people and models write it, read to the letter, with the place of what is wrong in it."""

from __future__ import annotations

import json
import re
from typing import Any, Final, NoReturn

# Texts are skipped, so that what is left is no part of one.
_CONSTANT: Final = re.compile(r'"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b', re.DOTALL)


class JsonFault(ValueError):
    """A text that is no JSON; `line` and `column` count from 1."""

    def __init__(self, line: int, column: int) -> None:
        super().__init__(f"line {line}, column {column}")
        self.line = line
        self.column = column


def read_json(text: str) -> Any:
    """Parse JSON, without the words that only Python knows. Raises: JsonFault."""
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as exc:
        raise JsonFault(exc.lineno, exc.colno) from exc
    except _ConstantError as exc:
        raise _fault_at(text, _place_of_constant(text)) from exc
    except (RecursionError, ValueError) as exc:
        # Too deep, or a number of thousands of digits.
        raise JsonFault(1, 1) from exc


class _ConstantError(ValueError):
    pass


def _refuse_constant(name: str) -> NoReturn:
    raise _ConstantError(name)


def _place_of_constant(text: str) -> int:
    found = (match for match in _CONSTANT.finditer(text) if not match[0].startswith('"'))
    return next((match.start() for match in found), 0)


def _fault_at(text: str, place: int) -> JsonFault:
    return JsonFault(text.count("\n", 0, place) + 1, place - text.rfind("\n", 0, place))
