"""Each file of the folder `bad` is refused, in part or as a whole, with the sentence it deserves."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils.translation import override

from playground.batches.faults import fault_sentence
from playground.tables import (
    FileLimits,
    UnreadableFileError,
    detect_layout,
    read_records,
)

FOLDER = Path(__file__).parent / "bad"
# Of each file all that is wrong: code, line, column, and what a person reads. A line each is
# easier to compare than the formatter's way.
# ruff: noqa: E501
# fmt: off
EXPECTED: dict[str, list[tuple[str, int | None, str, str]]] = {
    "bad-lines.jsonl": [
        ("lone_surrogate", 2, "prompt", "The cell holds half of a character (a lone surrogate). Replace it."),
        ("json_number_not_finite", 3, "", "NaN is no number in JSON. Write null or a text."),
        ("json_key_repeated", 4, "", "The key “id” stands more than once. Keep one of them."),
        ("json_not_object", 5, "", "The line is JSON but no object. Write it as {\"prompt\": \"…\"}."),
        ("json_invalid", 6, "", "The line is not valid JSON from character 29 on. Correct it."),
        ("nul_character", 7, "prompt", "The cell holds a NUL character. Remove it."),
        ("json_number_not_finite", 8, "", "1e999 is no number in JSON. Write null or a text."),
        ("json_number_too_long", 9, "", "The line holds a number with too many digits. Make it a text."),
        ("json_too_deep", 10, "", "The JSON of the line is nested too deeply. Flatten it."),
        ("json_invalid", 11, "", "The line is not valid JSON from character 37 on. Correct it."),
        ("json_not_object", 12, "", "The line is JSON but no object. Write it as {\"prompt\": \"…\"}."),
    ],
    "binary-workbook.xlsb": [
        ("file_is_binary_excel", None, "", "This is a binary workbook (.xlsb). Save it as .xlsx or CSV UTF-8."),
    ],
    "blank.jsonl": [
        ("file_blank", None, "", "The file holds nothing but blanks. Choose another file."),
    ],
    "broken-xml.xlsx": [
        ("workbook_broken", None, "", "The workbook is damaged or is none. Open it in Excel and save it anew as .xlsx."),
    ],
    "columnar.csv": [
        ("file_is_database", None, "", "This is a data file of a program (Parquet, Avro, Arrow or SQLite). Export it as CSV or JSON Lines."),
    ],
    "csv-renamed.jsonl": [
        ("json_objects_missing", None, "", "None of the first lines is a JSON object, as in {\"prompt\": \"…\"}. If this is a CSV file, rename it to .csv."),
    ],
    "database.csv": [
        ("file_is_database", None, "", "This is a data file of a program (Parquet, Avro, Arrow or SQLite). Export it as CSV or JSON Lines."),
    ],
    "document.json": [
        ("file_is_json_document", None, "", "This is one JSON document over several lines. Convert it into JSON Lines: one object a line."),
    ],
    "empty-key.jsonl": [
        ("header_empty", 1, "", "Line 1: column 2 has no name. Name it, or remove the column."),
    ],
    "empty-objects.jsonl": [
        ("json_keys_missing", None, "", "The first lines are empty objects. Give each row at least one key."),
    ],
    "empty-sheet.xlsx": [
        ("workbook_empty", None, "", "No visible sheet of this workbook holds anything. Choose another file."),
    ],
    "empty.csv": [
        ("file_empty", None, "", "The file is empty. Choose another file."),
    ],
    "entities-in-sheet.xlsx": [
        ("workbook_broken", None, "", "The workbook is damaged or is none. Open it in Excel and save it anew as .xlsx."),
    ],
    "entities-in-workbook.xlsx": [
        ("workbook_broken", None, "", "The workbook is damaged or is none. Open it in Excel and save it anew as .xlsx."),
    ],
    "excel-97.xls": [
        ("file_is_old_excel", None, "", "This is a workbook in the format of Excel 2003 or older. Save it as .xlsx or as CSV UTF-8."),
    ],
    "feed-renamed.csv": [
        ("file_is_xml", None, "", "This is an XML file. Convert it into CSV or JSON Lines."),
    ],
    "formulas.xlsx": [
        ("formula_error", 3, "price", "The formula of this cell yields the error #DIV/0!. Correct it."),
        ("formula_not_calculated", 5, "price", "The formula of this cell has no stored result. Open the workbook in Excel and save it."),
        ("cell_without_column", 6, "#4", "This column has no name. Name it in the first row, or clear the cell."),
        ("nul_character", 7, "id", "The cell holds a NUL character. Remove it."),
        ("lone_surrogate", 7, "price", "The cell holds half of a character (a lone surrogate). Replace it."),
    ],
    "gb18030-broken.csv": [
        ("encoding_unknown", 1, "", "The file is neither UTF-8 (see line 1, offset 0) nor GB18030 (see line 3, offset 19). Save it as UTF-8."),
    ],
    "gzip-renamed.csv": [
        ("file_is_compressed", None, "", "This file is compressed. Unpack it and upload the file within."),
    ],
    "header-empty-name.csv": [
        ("header_empty", 1, "", "Line 1: column 2 has no name. Name it, or remove the column."),
    ],
    "header-misquoted.csv": [
        ("header_misquoted", 1, "", "Line 1: in the names of the columns, text follows a closing quote. Double the quotes that belong to a name."),
    ],
    "header-nul.csv": [
        ("header_not_text", 1, "", "Line 1: the name of column 2 holds a character that is no text (NUL, or half of one). Rename the column, or save the file anew as UTF-8."),
    ],
    "header-only-without-line-end.tsv": [
        ("rows_missing", None, "", "The file has names of columns but no rows. Add at least one row, then upload it again."),
    ],
    "header-only.csv": [
        ("rows_missing", None, "", "The file has names of columns but no rows. Add at least one row, then upload it again."),
    ],
    "header-only.xlsx": [
        ("rows_missing", None, "", "The file has names of columns but no rows. Add at least one row, then upload it again."),
    ],
    "header-repeated.csv": [
        ("header_repeated", 1, "id", "Line 1: columns 1 and 3 are both named “id”. Rename one of them."),
    ],
    "header-repeated.xlsx": [
        ("header_repeated", 3, "id", "Line 3: columns 1 and 2 are both named “id”. Rename one of them."),
    ],
    "header-too-long.csv": [
        ("header_too_long", 1, "", "Line 1: the name of column 1 has more than 200 characters. Shorten it; if it is no name, add a first line with names."),
    ],
    "header-without-names.csv": [
        ("file_blank", None, "", "The file holds nothing but blanks. Choose another file."),
    ],
    "hidden-sheet.xlsx": [
        ("workbook_empty", None, "", "No visible sheet of this workbook holds anything. Choose another file."),
    ],
    "key-no-text.jsonl": [
        ("header_not_text", 1, "", "Line 1: the name of column 2 holds a character that is no text (NUL, or half of one). Rename the column, or save the file anew as UTF-8."),
    ],
    "late-key.jsonl": [
        ("json_key_unknown", 1001, "mood", "None of the first 1,000 lines has this key, so it is no column. Remove it, or add it to the first line."),
    ],
    "latin-1.csv": [
        ("encoding_unknown", 2, "", "The file is neither UTF-8 (see line 2, offset 17) nor GB18030 (see line 2, offset 17). Save it as UTF-8."),
    ],
    "list.json": [
        ("file_is_json_array", None, "", "This is one JSON list. Convert it into JSON Lines: one object a line, without brackets around all and without commas between the lines."),
    ],
    "missing-string.xlsx": [
        ("workbook_broken", None, "", "The workbook is damaged or is none. Open it in Excel and save it anew as .xlsx."),
    ],
    "mixed-encodings-late.csv": [
        ("encoding_broken", 14002, "", "Line 14,002 (offset 296,904) is not valid UTF-8. Try GB18030 as the encoding, or save the file as UTF-8 and upload it again."),
    ],
    "mixed-encodings.csv": [
        ("encoding_mixed", 3, "", "The file is UTF-8 in part, but not in line 3 (offset 23): it is damaged there, or made of files in different encodings. Save all of it as UTF-8."),
    ],
    "no-sheets-part.xlsx": [
        ("workbook_broken", None, "", "The workbook is damaged or is none. Open it in Excel and save it anew as .xlsx."),
    ],
    "nul-bytes.csv": [
        ("nul_character", 2, "question", "The cell holds a NUL character. Remove it."),
    ],
    "numbers.xlsx": [
        ("file_is_numbers", None, "", "This is a file of Apple Numbers. Export it as .xlsx or CSV."),
    ],
    "only-blanks.csv": [
        ("file_blank", None, "", "The file holds nothing but blanks. Choose another file."),
    ],
    "only-bom.csv": [
        ("file_blank", None, "", "The file holds nothing but blanks. Choose another file."),
    ],
    "open-document.ods": [
        ("file_is_open_document", None, "", "This is an OpenDocument file. If it is a table, save it as .xlsx or CSV UTF-8."),
    ],
    "page-renamed.csv": [
        ("file_is_html", None, "", "This is a web page, whatever its name says. Open it in Excel and save it as .xlsx, or download the file again: it may be a sign-in page."),
    ],
    "picture-renamed.csv": [
        ("file_is_picture", None, "", "This is a picture. Choose a table in CSV, JSON Lines or .xlsx."),
    ],
    "portable-document-renamed.csv": [
        ("file_is_pdf", None, "", "This is a PDF file. Put its contents into a table, as .xlsx or CSV."),
    ],
    "program.csv": [
        ("file_is_binary", None, "", "This is no text file. Choose a table in CSV, JSON Lines or .xlsx."),
    ],
    "protected.xlsx": [
        ("file_is_protected", None, "", "This file is protected by a password. Remove the protection, then upload it again."),
    ],
    "ragged.csv": [
        ("too_few_cells", 3, "answer", "The row has only 2 of 3 cells. Add those that are missing, or close a quote that swallows them."),
        ("too_many_cells", 5, "", "The row has 4 cells, but there are 3 columns. Put quotes around cells that hold a delimiter."),
    ],
    "random-bytes.csv": [
        ("file_is_binary", None, "", "This is no text file. Choose a table in CSV, JSON Lines or .xlsx."),
    ],
    "repeated-key-after-trimming.jsonl": [
        ("json_key_repeated", 1, "a", "The key “a” stands more than once. Keep one of them."),
    ],
    "rich-text.csv": [
        ("file_is_document", None, "", "This is a document, not a table. Put its contents into a table, and save that as .xlsx or CSV UTF-8."),
    ],
    "spreadsheet-2003.xml": [
        ("file_is_old_excel", None, "", "This is a workbook in the format of Excel 2003 or older. Save it as .xlsx or as CSV UTF-8."),
    ],
    "table-beside-the-edge.xlsx": [
        ("header_empty", 3, "", "Line 3: column 1 has no name. Name it, or remove the column."),
    ],
    "table-in-html.xls": [
        ("file_is_html", None, "", "This is a web page, whatever its name says. Open it in Excel and save it as .xlsx, or download the file again: it may be a sign-in page."),
    ],
    "text-after-quote.csv": [
        ("quote_misplaced", 2, "", "Text follows a closing quote. Double the quotes that belong to the text."),
    ],
    "truncated-utf-8.csv": [
        ("encoding_unknown", 2, "", "The file is neither UTF-8 (see line 2, offset 17) nor GB18030 (see line 2, offset 18). Save it as UTF-8."),
    ],
    "truncated.xlsx": [
        ("workbook_broken", None, "", "The workbook is damaged or is none. Open it in Excel and save it anew as .xlsx."),
    ],
    "unclosed-quote-in-header.csv": [
        ("quote_unclosed", 1, "#2", "Line 1, column “#2”: the quote that opens here is never closed. Close it, or double it if it belongs to the text."),
    ],
    "unclosed-quote.csv": [
        ("quote_unclosed", 3, "question", "Line 3, column “question”: the quote that opens here is never closed. Close it, or double it if it belongs to the text."),
    ],
    "utf-16-lone-surrogate.csv": [
        ("encoding_damaged", 2, "", "Line 2 (offset 30) is not valid UTF-16: the file is damaged there. Save it as UTF-8 and upload it again."),
    ],
    "utf-16-odd-length.csv": [
        ("encoding_damaged", 3, "", "Line 3 (offset 36) is not valid UTF-16: the file is damaged there. Save it as UTF-8 and upload it again."),
    ],
    "utf-32.csv": [
        ("encoding_unsupported", None, "", "UTF-32 is not read here. Save the file as UTF-8."),
    ],
    "word-97.csv": [
        ("file_is_document", None, "", "This is a document, not a table. Put its contents into a table, and save that as .xlsx or CSV UTF-8."),
    ],
    "word-renamed.xlsx": [
        ("file_is_document", None, "", "This is a document, not a table. Put its contents into a table, and save that as .xlsx or CSV UTF-8."),
    ],
    "zip-bomb.xlsx": [
        ("workbook_too_large", None, "", "Unpacked, this workbook is suspiciously large. Save it as CSV UTF-8 and upload that."),
    ],
    "zip-renamed.csv": [
        ("file_is_archive", None, "", "This is a zip archive. Unpack it and upload the file within."),
    ],
}
# fmt: on


def complaints(path: Path, limits: FileLimits) -> list[tuple[str, int | None, str, str]]:
    found = []
    with path.open("rb") as file, override("en"):
        try:
            layout = detect_layout(file, path.name, limits)
            for record in read_records(file, layout, limits):
                assert len(record.cells) == len(layout.columns)
                found += [
                    (fault.code, record.line, fault.column, sentence(fault.code, fault.parameters))
                    for fault in record.faults
                ]
        except UnreadableFileError as error:
            text = sentence(error.code, error.parameters)
            found.append((error.code, error.line, error.column, text))
    return found


def sentence(code: str, parameters: dict[str, str | int]) -> str:
    # Sizes have no line break before their unit.
    return fault_sentence(code, parameters).replace("\xa0", " ")


def test_there_are_forty_bad_files_and_each_is_expected():
    names = {path.name for path in FOLDER.iterdir()}

    assert names == set(EXPECTED)
    assert len(names) >= 40


@pytest.mark.parametrize("name", EXPECTED)
def test_a_bad_file_is_refused_in_words(name: str, limits: FileLimits):
    assert complaints(FOLDER / name, limits) == EXPECTED[name]
