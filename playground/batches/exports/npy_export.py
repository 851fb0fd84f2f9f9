"""Embeddings as one NumPy array: `numpy.load(…)[i]` is the vector of row i of the file, from 0.

Source: the NPY format, version 1.0, of numpy.lib.format.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import numpy as np

from playground.batches.exports.rows import read_rows
from playground.batches.models import BatchJob, BatchRow

_BYTES_PER_NUMBER = 4


def npy_export(job: BatchJob) -> Iterator[bytes]:
    """Yield the file in pieces: float32, one row for each row of the file, in its order.

    A row without a vector is all NaN, so that places agree with those of the file; so is one whose
    vector is of another length than the first, as of another model (the JSON Lines have both).
    """
    count = job.rows.count()
    size = _vector_size(job)
    yield _header(count, size // _BYTES_PER_NUMBER)
    nothing = np.full(size // _BYTES_PER_NUMBER, np.nan, "<f4").tobytes()
    written = 0
    for rows in read_rows(job, ["vector"]):
        # The header has promised so many, whatever has become of the rows since.
        vectors = [bytes(vector or b"") for _, vector in rows[: count - written]]
        yield b"".join(vector if len(vector) == size else nothing for vector in vectors)
        written += len(vectors)
    for _ in range(count - written):
        yield nothing


def _vector_size(job: BatchJob) -> int:
    """Return the length of the first vector in bytes; 0 as long as there is none."""
    if not job.succeeded_count:
        return 0
    vectors = BatchRow.objects.filter(job=job, vector__isnull=False).order_by("index")
    return len(vectors.values_list("vector", flat=True).first() or b"")


def _header(count: int, width: int) -> bytes:
    header = BytesIO()
    np.lib.format.write_array_header_1_0(
        header, {"descr": "<f4", "fortran_order": False, "shape": (count, width)}
    )
    return header.getvalue()
