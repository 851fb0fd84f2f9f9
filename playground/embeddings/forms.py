"""What a person types: texts to embed, from lines, a sheet or a file; names; a query."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Final

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from playground.embeddings.models import MAX_NAME_CHARACTERS, EmbeddingSet, TextSource
from playground.embeddings.splitting import (
    MAX_TEXT_CHARACTERS,
    SplitTexts,
    TextsError,
    TextTooLongError,
    TooManyTextsError,
    split_column,
    split_lines,
)
from playground.embeddings.text_tables import TextTable, pasted_table, uploaded_table
from playground.lib.titles import one_line
from playground.tables import UnreadableFileError
from playground.tables.faults import table_fault_sentence
from playground.tables.values import storable

SHOWN_FAULTS: Final = 20
_MAX_LABEL_CHARACTERS: Final = 100
_TITLE_CHARACTERS: Final = 60


@dataclass(frozen=True, slots=True)
class ChosenTexts:
    """Texts that can be kept, with what is known of where they come from."""

    name: str
    source: TextSource
    texts: tuple[str, ...]
    labels: tuple[str, ...] = ()
    column: str = ""
    label_column: str = ""
    blank_count: int = 0


class TypedField(forms.CharField):
    """Text without what no database stores."""

    def to_python(self, value: Any) -> str:
        return storable(str(super().to_python(value)).replace("\x00", ""))


class TableForm(forms.Form):
    """A sheet or a file, and the columns that are chosen of it, by number from 0."""

    source = forms.ChoiceField(choices=TextSource.choices, initial=TextSource.LINES)
    sheet = TypedField(label=_("Cells of the sheet"), required=False, strip=False)
    has_header = forms.BooleanField(label=_("The first row has names"), required=False)
    file = forms.FileField(label=_("File"), required=False, allow_empty_file=True, max_length=1_000)
    column = forms.IntegerField(label=_("Column of the texts"), required=False, min_value=0)
    label_column = forms.IntegerField(label=_("Column of the labels"), required=False, min_value=0)

    table: TextTable | None = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        match cleaned.get("source"):
            case TextSource.SHEET:
                text = cleaned.get("sheet") or ""
                self._take_table(
                    "sheet", pasted_table(text, has_header=cleaned.get("has_header", False))
                )
            case TextSource.FILE:
                self._read_file(cleaned.get("file"))
        return cleaned

    @property
    def text_column(self) -> int:
        """The column of the texts: the chosen one, or else the one that looks like it."""
        assert self.table is not None
        chosen = self.cleaned_data.get("column")
        if chosen is not None and chosen < len(self.table.columns):
            return int(chosen)
        return self.table.likely_column

    def _read_file(self, upload: Any) -> None:
        if upload is None:
            if "file" not in self.errors:
                self.add_error("file", gettext("Choose a file."))
            return
        try:
            self._take_table("file", uploaded_table(upload.file, upload.name))
        except UnreadableFileError as error:
            self.add_error("file", table_fault_sentence(error.code, error.parameters))

    def _take_table(self, field: str, table: TextTable) -> None:
        if not table.rows:
            self.add_error(field, gettext("There are no rows. Add some."))
            return
        self.table = table
        for row in table.faults[:SHOWN_FAULTS]:
            fault = row.fault
            sentence = table_fault_sentence(fault.code, fault.parameters)
            self.add_error(field, _at(row.line, fault.column, sentence))
        more = len(table.faults) - SHOWN_FAULTS
        if more > 0:
            message = ngettext("And %(count)s fault more.", "And %(count)s faults more.", more)
            self.add_error(field, message % {"count": more})


class TextsForm(TableForm):
    """All that a new set is made of; `texts` is there once it is valid."""

    name = TypedField(label=_("Name"), max_length=MAX_NAME_CHARACTERS, required=False)
    lines = TypedField(label=_("Texts"), required=False, strip=False)

    texts: ChosenTexts

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.errors:
            return cleaned
        source = TextSource(cleaned["source"])
        try:
            if self.table is None:
                split = split_lines(cleaned["lines"])
                self.texts = ChosenTexts(
                    self._name(split), source, split.texts, blank_count=split.blank_count
                )
            else:
                self._take_column(self.table, source)
        except TextsError as error:
            self.add_error(self._text_field, self._sentence(error))
            return cleaned
        if not self.texts.texts:
            self.add_error(self._text_field, gettext("There is no text. Enter at least one."))
        return cleaned

    @property
    def _text_field(self) -> str:
        return str(self.cleaned_data["source"])

    def _take_column(self, table: TextTable, source: TextSource) -> None:
        column = self.text_column
        split = split_column(table.rows, column)
        label_column = self.cleaned_data.get("label_column")
        labels: tuple[str, ...] = ()
        label_name = ""
        if label_column is not None and label_column < len(table.columns):
            label_name = table.columns[label_column] or _column_name(label_column)
            rows = (table.rows[place] for place in split.places)
            labels = tuple(_label(row, label_column) for row in rows)
        name = table.columns[column] or _column_name(column)
        self.texts = ChosenTexts(
            self._name(split), source, split.texts, labels, name, label_name, split.blank_count
        )

    def _name(self, split: SplitTexts) -> str:
        if name := str(self.cleaned_data["name"]).strip():
            return name
        if upload := self.cleaned_data.get("file"):
            return PurePath(storable(upload.name)).stem[:MAX_NAME_CHARACTERS] or "–"
        return one_line(split.texts[0], _TITLE_CHARACTERS) if split.texts else "–"

    def _sentence(self, error: TextsError) -> str:
        match error:
            case TextTooLongError():
                sentence = gettext(
                    "The text has %(length)s characters; at most %(limit)s are allowed. Split it."
                ) % {"length": f"{error.length:,}", "limit": f"{MAX_TEXT_CHARACTERS:,}"}
                if self.table is None:
                    return _at(error.number, "", sentence)
                name = self.table.columns[self.text_column] or _column_name(self.text_column)
                return _at(self.table.lines[error.number - 1], name, sentence)
            case TooManyTextsError():
                return gettext(
                    "There are %(count)s texts; at most %(limit)s can be embedded at once. "
                    "Take fewer, or make a batch of them."
                ) % {"count": f"{error.count:,}", "limit": f"{error.limit:,}"}
            case _:
                return gettext("All texts together are too long. Take fewer, or shorter ones.")


class NameForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = EmbeddingSet
        fields = ["name"]


class QueryForm(forms.Form):
    query = TypedField(label=_("Text to look for"), max_length=MAX_TEXT_CHARACTERS)


def _at(line: int, column: str, sentence: str) -> str:
    values = {"line": f"{line:,}", "column": column, "sentence": sentence}
    if column:
        return gettext("Line %(line)s, column “%(column)s”: %(sentence)s") % values
    return gettext("Line %(line)s: %(sentence)s") % values


def _column_name(column: int) -> str:
    return gettext("Column %(number)s") % {"number": column + 1}


def _label(row: Any, column: int) -> str:
    return row[column].strip()[:_MAX_LABEL_CHARACTERS] if column < len(row) else ""
