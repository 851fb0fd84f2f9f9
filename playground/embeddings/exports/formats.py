"""Which files there are, and how each is made, piece by piece.

A text without a vector has empty cells in CSV, null in JSON Lines, and a row of NaN in `.npy`, so
that rows agree with the texts everywhere.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from enum import StrEnum
from io import BytesIO, StringIO
from typing import Final

import numpy as np
import orjson
from django.utils.translation import gettext

from playground.embeddings.models import Embedding
from playground.embeddings.stored_vectors import read_vectors
from playground.embeddings.vectors import Matrix, norms
from playground.tables.formulas import neutralize

_TEXTS_AT_ONCE: Final = 200
_NUMPY: Final = orjson.OPT_SERIALIZE_NUMPY
_ONE_LINE: Final = _NUMPY | orjson.OPT_APPEND_NEWLINE


class ExportFormat(StrEnum):
    """The value is the ending of the file."""

    CSV = "csv"
    JSONL = "jsonl"
    NPY = "npy"


MEDIA_TYPES: Final = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.JSONL: "application/jsonl; charset=utf-8",
    ExportFormat.NPY: "application/octet-stream",
}


def export(embedding: Embedding, as_format: ExportFormat) -> Iterator[bytes]:
    """Yield the file in pieces."""
    match as_format:
        case ExportFormat.CSV:
            return csv_export(embedding)
        case ExportFormat.JSONL:
            return jsonl_export(embedding)
        case ExportFormat.NPY:
            return npy_export(embedding)


def csv_export(embedding: Embedding) -> Iterator[bytes]:
    """Yield one row a text, marked as UTF-8 for Excel; the vector is one cell, a JSON list."""
    labels = embedding.set.labels
    names = [gettext("number"), gettext("text"), gettext("dimension"), gettext("norm"), "embedding"]
    if labels:
        names.insert(2, neutralize(embedding.set.label_column))
    yield b"\xef\xbb\xbf" + _csv_rows([names])
    for start, matrix, is_there in _chunks(embedding):
        rows = []
        lengths = norms(matrix)
        for row, text in enumerate(embedding.set.texts[start : start + len(matrix)]):
            cells = [str(start + row + 1), neutralize(text)]
            if labels:
                cells.append(neutralize(labels[start + row]))
            if is_there[row]:
                vector = orjson.dumps(matrix[row], option=_NUMPY).decode()
                cells += [str(matrix.shape[1]), f"{lengths[row]:.6g}", vector]
            else:
                cells += ["", "", ""]
            rows.append(cells)
        yield _csv_rows(rows)


def jsonl_export(embedding: Embedding) -> Iterator[bytes]:
    """Yield one object a text."""
    labels = embedding.set.labels
    name = embedding.model_name
    for start, matrix, is_there in _chunks(embedding):
        lines = []
        for row, text in enumerate(embedding.set.texts[start : start + len(matrix)]):
            record = {
                "number": start + row + 1,
                "text": text,
                "label": labels[start + row] if labels else None,
                "model": name,
                "embedding": matrix[row] if is_there[row] else None,
            }
            lines.append(orjson.dumps(record, option=_ONE_LINE))
        yield b"".join(lines)


def npy_export(embedding: Embedding) -> Iterator[bytes]:
    """Yield float32, a row for each text in their order.

    Source: the NPY format, version 1.0, of numpy.lib.format.
    """
    head = BytesIO()
    shape = (embedding.set.text_count, embedding.dimension)
    np.lib.format.write_array_header_1_0(
        head, {"descr": "<f4", "fortran_order": False, "shape": shape}
    )
    yield head.getvalue()
    for _, matrix, is_there in _chunks(embedding):
        matrix[~is_there] = np.nan
        yield matrix.astype("<f4").tobytes()


def _chunks(embedding: Embedding) -> Iterator[tuple[int, Matrix, np.ndarray]]:
    """Yield some texts at a time: the place of the first, their vectors, and which are there."""
    count = embedding.set.text_count
    for start in range(0, count, _TEXTS_AT_ONCE):
        end = min(start + _TEXTS_AT_ONCE, count)
        matrix = np.zeros((end - start, embedding.dimension), np.float32)
        is_there = np.zeros(end - start, bool)
        stored = read_vectors(embedding, start=start, end=end)
        is_here = (stored.places >= start) & (stored.places < end)
        rows = stored.places[is_here].astype(np.intp) - start
        matrix[rows] = stored.matrix[is_here]
        is_there[rows] = True
        yield start, matrix, is_there


def _csv_rows(rows: list[list[str]]) -> bytes:
    text = StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
