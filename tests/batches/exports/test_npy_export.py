from __future__ import annotations

import io

import numpy as np

from playground.batches.exports.npy_export import npy_export
from playground.batches.models import BatchKind, RowState
from tests.batches.ended_jobs import add_row, make_job, vector


def loaded(job):
    return np.load(io.BytesIO(b"".join(npy_export(job))), allow_pickle=False)


def make_embeddings(owner, **fields):
    return make_job(owner, kind=BatchKind.EMBEDDING, succeeded_count=2, **fields)


def test_the_array_has_the_rows_of_the_file_in_its_order(alice):
    job = make_embeddings(alice)
    add_row(job, "b", index=1, vector=vector(3, 4))
    add_row(job, "a", index=0, vector=vector(1, 2))

    array = loaded(job)

    assert array.dtype == np.float32
    assert array.tolist() == [[1, 2], [3, 4]]


def test_what_has_no_vector_is_not_a_number_and_keeps_its_place(alice):
    job = make_embeddings(alice)
    add_row(job, "a", state=RowState.FAILED)
    add_row(job, "b", vector=vector(1, 2))
    add_row(job, "c", vector=vector(1, 2, 3))
    add_row(job, "d", vector=vector(3, 4))

    array = loaded(job)

    assert array.shape == (4, 2)
    assert np.isnan(array).all(axis=1).tolist() == [True, False, True, False]


def test_without_any_vector_the_array_is_empty(alice):
    job = make_job(alice, kind=BatchKind.EMBEDDING)
    add_row(job, "a", state=RowState.QUEUED)

    assert loaded(job).shape == (1, 0)


def test_rows_that_go_meanwhile_do_not_spoil_the_array(alice):
    job = make_embeddings(alice)
    for number in range(3):
        add_row(job, str(number), vector=vector(number))
    pieces = npy_export(job)
    header = next(pieces)
    job.rows.filter(index=2).delete()

    array = np.load(io.BytesIO(header + b"".join(pieces)))

    assert array.shape == (3, 1)
    assert np.isnan(array[2, 0])
