"""What can be wrong with a file or a row: a sentence for each code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Nothing of the file can be used.
FILE_MESSAGES: Final[dict[str, str | Promise]] = {
    "file_empty": _("The file is empty. Choose another file."),
    "file_blank": _("The file holds nothing but blanks. Choose another file."),
    "file_too_large": _(
        "The file has %(actual_bytes)s; at most %(limit_bytes)s are allowed. Split it."
    ),
    "file_gone": _("The file is no longer on the server. Upload it again."),
    "rows_missing": _(
        "The file has names of columns but no rows. Add at least one row, then upload it again."
    ),
    "rows_too_many": _(
        "The file has more than %(limit)s rows: the one in line %(line)s is too many. Split it."
    ),
    "columns_too_many": _(
        "Line %(line)s has more than %(limit)s columns. Remove those that are not needed."
    ),
    "cell_too_long": _(
        "Line %(line)s, column “%(column)s”: the cell has more than %(limit)s characters. "
        "Shorten it."
    ),
    "quoted_cell_too_long": _(
        "Line %(line)s, column “%(column)s”: the quoted cell that begins here has more than "
        "%(limit)s characters. Its closing quote is probably missing; add it, or shorten the cell."
    ),
    "line_too_long": _(
        "Line %(line)s has more than %(limit)s characters. Check that each row ends with a line "
        "break, or shorten its cells."
    ),
    "row_too_long": _(
        "The row that begins in line %(line)s has more than %(limit)s characters. Check that all "
        "its quotes are closed, or shorten its cells."
    ),
    "quote_unclosed": _(
        "Line %(line)s, column “%(column)s”: the quote that opens here is never closed. Close it, "
        "or double it if it belongs to the text."
    ),
    # The names of the columns.
    "header_empty": _(
        "Line %(line)s: column %(position)s has no name. Name it, or remove the column."
    ),
    "header_repeated": _(
        "Line %(line)s: columns %(first)s and %(position)s are both named “%(column)s”. "
        "Rename one of them."
    ),
    "header_too_long": _(
        "Line %(line)s: the name of column %(position)s has more than %(limit)s characters. "
        "Shorten it; if it is no name, add a first line with names."
    ),
    "header_not_text": _(
        "Line %(line)s: the name of column %(position)s holds a character that is no text (NUL, "
        "or half of one). Rename the column, or save the file anew as UTF-8."
    ),
    "header_misquoted": _(
        "Line %(line)s: in the names of the columns, text follows a closing quote. Double the "
        "quotes that belong to a name."
    ),
    # Encodings.
    "encoding_unknown": _(
        "The file is neither UTF-8 (see line %(line)s, offset %(offset)s) nor GB18030 (see line "
        "%(gb18030_line)s, offset %(gb18030_offset)s). Save it as UTF-8."
    ),
    "encoding_unsupported": _("%(encoding)s is not read here. Save the file as UTF-8."),
    "encoding_mixed": _(
        "The file is UTF-8 in part, but not in line %(line)s (offset %(offset)s): it is damaged "
        "there, or made of files in different encodings. Save all of it as UTF-8."
    ),
    "encoding_broken": _(
        "Line %(line)s (offset %(offset)s) is not valid %(encoding)s. Try %(other)s as the "
        "encoding, or save the file as UTF-8 and upload it again."
    ),
    "encoding_damaged": _(
        "Line %(line)s (offset %(offset)s) is not valid %(encoding)s: the file is damaged there. "
        "Save it as UTF-8 and upload it again."
    ),
    # Other files.
    "file_is_archive": _("This is a zip archive. Unpack it and upload the file within."),
    "file_is_compressed": _("This file is compressed. Unpack it and upload the file within."),
    "file_is_old_excel": _(
        "This is a workbook in the format of Excel 2003 or older. Save it as .xlsx or as CSV UTF-8."
    ),
    "file_is_binary_excel": _("This is a binary workbook (.xlsb). Save it as .xlsx or CSV UTF-8."),
    "file_is_open_document": _(
        "This is an OpenDocument file. If it is a table, save it as .xlsx or CSV UTF-8."
    ),
    "file_is_numbers": _("This is a file of Apple Numbers. Export it as .xlsx or CSV."),
    "file_is_protected": _(
        "This file is protected by a password. Remove the protection, then upload it again."
    ),
    "file_is_document": _(
        "This is a document, not a table. Put its contents into a table, and save that as .xlsx "
        "or CSV UTF-8."
    ),
    "file_is_html": _(
        "This is a web page, whatever its name says. Open it in Excel and save it as .xlsx, or "
        "download the file again: it may be a sign-in page."
    ),
    "file_is_xml": _("This is an XML file. Convert it into CSV or JSON Lines."),
    "file_is_pdf": _("This is a PDF file. Put its contents into a table, as .xlsx or CSV."),
    "file_is_picture": _("This is a picture. Choose a table in CSV, JSON Lines or .xlsx."),
    "file_is_database": _(
        "This is a data file of a program (Parquet, Avro, Arrow or SQLite). Export it as CSV or "
        "JSON Lines."
    ),
    "file_is_binary": _("This is no text file. Choose a table in CSV, JSON Lines or .xlsx."),
    "file_is_json_array": _(
        "This is one JSON list. Convert it into JSON Lines: one object a line, without brackets "
        "around all and without commas between the lines."
    ),
    "file_is_json_document": _(
        "This is one JSON document over several lines. Convert it into JSON Lines: one object a "
        "line."
    ),
    # JSON Lines.
    "json_objects_missing": _(
        'None of the first lines is a JSON object, as in {"prompt": "…"}. If this is a CSV '
        "file, rename it to .csv."
    ),
    "json_keys_missing": _("The first lines are empty objects. Give each row at least one key."),
    # Excel.
    "workbook_broken": _(
        "The workbook is damaged or is none. Open it in Excel and save it anew as .xlsx."
    ),
    "workbook_too_large": _(
        "Unpacked, this workbook is suspiciously large. Save it as CSV UTF-8 and upload that."
    ),
    "workbook_empty": _("No visible sheet of this workbook holds anything. Choose another file."),
}

# One row cannot be used, whatever is asked about it.
ROW_MESSAGES: Final[dict[str, str | Promise]] = {
    "too_few_cells": _(
        "The row has only %(actual)s of %(expected)s cells. Add those that are missing, or close "
        "a quote that swallows them."
    ),
    "too_many_cells": _(
        "The row has %(actual)s cells, but there are %(expected)s columns. Put quotes around "
        "cells that hold a delimiter."
    ),
    "cell_without_column": _(
        "This column has no name. Name it in the first row, or clear the cell."
    ),
    "quote_misplaced": _(
        "Text follows a closing quote. Double the quotes that belong to the text."
    ),
    "nul_character": _("The cell holds a NUL character. Remove it."),
    "lone_surrogate": _("The cell holds half of a character (a lone surrogate). Replace it."),
    "json_invalid": _("The line is not valid JSON from character %(position)s on. Correct it."),
    "json_not_object": _('The line is JSON but no object. Write it as {"prompt": "…"}.'),
    "json_key_repeated": _("The key “%(key)s” stands more than once. Keep one of them."),
    "json_key_unknown": _(
        "None of the first %(limit)s lines has this key, so it is no column. Remove it, or add it "
        "to the first line."
    ),
    "json_number_not_finite": _("%(number)s is no number in JSON. Write null or a text."),
    "json_number_too_long": _("The line holds a number with too many digits. Make it a text."),
    "json_too_deep": _("The JSON of the line is nested too deeply. Flatten it."),
    "formula_error": _("The formula of this cell yields the error %(error)s. Correct it."),
    "formula_not_calculated": _(
        "The formula of this cell has no stored result. Open the workbook in Excel and save it."
    ),
    "date_out_of_range": _("The number in this cell is no date. Correct it, or its format."),
}

TABLE_MESSAGES: Final = {**FILE_MESSAGES, **ROW_MESSAGES}


def table_fault_sentence(code: str, parameters: Mapping[str, Any]) -> str:
    """Say what is wrong, where, and what to do, in the language of the moment."""
    return str(TABLE_MESSAGES[code]) % shown_values(parameters)


def shown_values(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a sentence, numbers and sizes written for people."""
    return {name: _shown(name, value) for name, value in parameters.items()}


def _shown(name: str, value: Any) -> Any:
    if name.endswith("_bytes"):
        return filesizeformat(value)
    is_count = isinstance(value, int) and not isinstance(value, bool)
    return f"{value:,}" if is_count else value
