"""Makes out how a file is to be read, from its beginning."""

from __future__ import annotations

import os
from pathlib import PurePath
from typing import BinaryIO, Final

from playground.tables import jsonl, signatures
from playground.tables.delimited import DelimitedFile
from playground.tables.delimiters import declared_delimiter, detect_delimiter
from playground.tables.encodings import (
    ENCODINGS,
    GB18030,
    UTF_8,
    decode_head,
    detect_encoding,
    is_binary,
)
from playground.tables.headers import column_names
from playground.tables.lines import split_lines
from playground.tables.reading import preview
from playground.tables.values import (
    CSV,
    JSONL,
    TSV,
    XLSX,
    FileLayout,
    FileLimits,
    UnreadableFileError,
)

_HEAD_BYTES: Final = 1 << 18
_JSON_LINES_NAMES: Final = {".jsonl", ".ndjson", ".json"}


def detect_layout(
    file: BinaryIO, name: str, limits: FileLimits, *, encoding: str = "", delimiter: str = ""
) -> FileLayout:
    """Return how to read `file`, which somebody calls `name`.

    What it is, its bytes say; `name` decides only where they do not. An `encoding` or a
    `delimiter` that a person chose is not questioned. Only the beginning is looked at.
    Raises: UnreadableFileError.
    """
    size = file.seek(0, os.SEEK_END)
    if not size:
        raise UnreadableFileError("file_empty")
    if size > limits.max_bytes:
        raise UnreadableFileError("file_too_large", actual_bytes=size, limit_bytes=limits.max_bytes)
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    if head.startswith(signatures.ZIP):
        # As in reading.py: what most files do without.
        from playground.tables import workbooks

        layout = FileLayout(XLSX, "", "", workbooks.read_columns(file, limits))
    else:
        signatures.refuse_other_files(head)
        layout = _text_layout(file, head, name, limits, encoding, delimiter)
    if len(head) >= size:
        # So little can be tried at once, which tells whether there is any row.
        preview(file, layout, limits, rows=1)
    return layout


def _text_layout(
    file: BinaryIO, head: bytes, name: str, limits: FileLimits, encoding: str, delimiter: str
) -> FileLayout:
    is_whole = len(head) < _HEAD_BYTES
    encoding = _checked(encoding) or detect_encoding(head, is_whole=is_whole)
    if encoding in (UTF_8, GB18030) and is_binary(head):
        raise UnreadableFileError("file_is_binary")
    text = decode_head(head, encoding, is_whole=is_whole)
    signatures.refuse_other_texts(text)
    if _is_json_lines(text, name):
        return FileLayout(JSONL, encoding, "", jsonl.read_keys(file, encoding, limits))
    sample = text if is_whole else "".join(split_lines(text)[:-1]) or text
    return _delimited_layout(file, encoding, delimiter or _delimiter(sample), limits)


def _delimited_layout(
    file: BinaryIO, encoding: str, delimiter: str, limits: FileLimits
) -> FileLayout:
    cells, line = DelimitedFile(file, encoding, delimiter, limits).header()
    if not cells:
        raise UnreadableFileError("file_blank")
    columns = column_names(cells, limits, line=line)
    # One column has no delimiter that anybody would see.
    is_tabbed = delimiter == "\t" and len(columns) > 1
    return FileLayout(TSV if is_tabbed else CSV, encoding, delimiter, columns)


def _checked(encoding: str) -> str:
    if encoding and encoding not in ENCODINGS:
        raise UnreadableFileError("encoding_unsupported", encoding=encoding)
    return encoding


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return declared_delimiter(first.rstrip("\r")) or detect_delimiter(text)


def _is_json_lines(text: str, name: str) -> bool:
    if PurePath(name).suffix.lower() in _JSON_LINES_NAMES:
        return True
    first = next((line for line in split_lines(text) if not line.isspace()), "")
    try:
        jsonl.parse_object(first)
    except jsonl.JsonFaultError:
        return False
    return True
