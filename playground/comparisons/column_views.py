"""The columns of a comparison as its page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_uppercase
from typing import Final
from uuid import UUID

import orjson

from playground.comparisons.models import Comparison, ComparisonColumn
from playground.runs.call_settings import CallRefused
from playground.runs.error_messages import error_sentence
from playground.runs.models import Run, RunStatus

_VALUE_CHARACTERS: Final = 40
# The bodies are for the page of the run.
_DEFERRED: Final = (
    *("run__request", "run__response", "run__steps"),
    "credential__encrypted_secret",
)


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column and the letter by which the page calls it."""

    column: ComparisonColumn
    letter: str

    @property
    def uuid(self) -> UUID:
        return self.column.uuid

    @property
    def name(self) -> str:
        return self.column.name

    @property
    def run(self) -> Run | None:
        return self.column.run

    @property
    def text(self) -> str:
        return self.run.output if self.run else ""

    @property
    def reasoning(self) -> str:
        return self.run.reasoning if self.run else ""

    @property
    def credential_name(self) -> str:
        """Its name now, or the one it had when it was called."""
        if self.column.credential is not None:
            return self.column.credential.name
        return self.run.credential_name if self.run else ""

    @property
    def is_live(self) -> bool:
        return self.run is not None and self.run.is_live

    @property
    def is_stopped(self) -> bool:
        return self.run is not None and self.run.status == RunStatus.STOPPED

    @property
    def is_failed(self) -> bool:
        return bool(self.column.error_code) or (
            self.run is not None and self.run.status in (RunStatus.FAILED, RunStatus.INTERRUPTED)
        )

    @property
    def is_gone(self) -> bool:
        """Was the run deleted from the history?"""
        return self.run is None and not self.column.error_code

    @property
    def error_code(self) -> str:
        return self.column.error_code or (self.run.error_code if self.run else "")

    @property
    def error(self) -> str:
        """Why there is no answer, in the language of the moment."""
        if self.column.error_code:
            code, parameters = self.column.error_code, self.column.error_parameters
            return CallRefused(code, parameters=parameters).sentence
        if self.run is None or not self.run.error_code:
            return ""
        return error_sentence(self.run.error_code, self.run.error_parameters)

    @property
    def settings(self) -> list[tuple[str, str]]:
        """The parameters that were set, and their values on a line."""
        return [(name, _line(value)) for name, value in self.column.parameters.items()]


def column_views(comparison: Comparison) -> list[ColumnView]:
    columns = comparison.columns.select_related("run", "credential").defer(*_DEFERRED)
    return [
        ColumnView(column, letter)
        for column, letter in zip(columns.order_by("position"), ascii_uppercase, strict=False)
    ]


def _line(value: object) -> str:
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    text = " ".join(text.split())
    return text if len(text) <= _VALUE_CHARACTERS else text[: _VALUE_CHARACTERS - 1] + "…"
