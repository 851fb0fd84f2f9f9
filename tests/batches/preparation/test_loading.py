from __future__ import annotations

from typing import Any

import pytest

from playground.accounts.models import User
from playground.batches.models import (
    BatchFault,
    BatchJob,
    BatchRow,
    BatchRunner,
    BatchStatus,
    FaultStage,
    RowState,
)
from playground.batches.preparation import loading, stored_rows
from playground.batches.preparation.preparing import prepare
from playground.batches.reasons import reason_sentence
from tests.batches.preparation.files import (
    faults_of,
    layout_of,
    make_file,
    make_reading_job,
    rows_of,
    states_of,
)

THREE_ROWS = 'id,text\r\n1,hello\r\n2,"two\nlines"\r\n3,你好\r\n'.encode()


def numbered(count: int) -> bytes:
    return b"text\n" + b"".join(b"%d\n" % number for number in range(count))


def test_rows_are_stored_in_the_order_of_the_file(alice: User):
    job = make_reading_job(alice, THREE_ROWS)

    prepare(job.pk)

    assert rows_of(job) == [
        (0, 2, ["1", "hello"], "queued"),
        (1, 3, ["2", "two\nlines"], "queued"),
        (2, 5, ["3", "你好"], "queued"),
    ]


def test_a_job_is_a_draft_once_its_file_is_read(alice: User):
    job = make_reading_job(alice, THREE_ROWS)

    prepare(job.pk)

    job.refresh_from_db()
    assert job.status == BatchStatus.DRAFT
    assert (job.total_count, job.invalid_count, job.prepared_count) == (3, 0, 3)
    assert job.prompt_template == "Say {{text}}"
    assert not BatchRunner.objects.exists()


def test_stored_rows_are_as_those_of_the_orm(alice: User):
    job = make_reading_job(alice, b"text\nx\n")

    prepare(job.pk)

    stored = BatchRow.objects.get()
    fresh = BatchRow(job=job, index=0, line=2, inputs='["x"]')
    names = [each.attname for each in BatchRow._meta.concrete_fields if not each.primary_key]
    assert {name: getattr(stored, name) for name in names} == {
        name: getattr(fresh, name) for name in names
    }


def test_rows_that_cannot_be_read_are_kept_with_what_is_wrong(alice: User):
    job = make_reading_job(alice, b"id,text\n1,a\n2\n3,c\n4,\x00\n")

    prepare(job.pk)

    job.refresh_from_db()
    assert states_of(job) == ["queued", "invalid", "queued", "invalid"]
    assert [fault[:3] for fault in faults_of(job)] == [("file", 3, "text"), ("file", 5, "text")]
    assert (job.total_count, job.invalid_count) == (2, 2)


def test_long_files_are_stored_in_short_transactions(alice: User, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(loading, "MAX_ROWS", 10)
    sizes: list[int] = []
    monkeypatch.setattr(loading, "store_records", recording(sizes))
    job = make_reading_job(alice, numbered(25))

    prepare(job.pk)

    assert sizes == [10, 10, 5]
    assert [row[:2] for row in rows_of(job)] == [(index, index + 2) for index in range(25)]


def test_long_rows_are_stored_in_small_numbers(alice: User, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(loading, "MAX_CHARACTERS", 100)
    sizes: list[int] = []
    monkeypatch.setattr(loading, "store_records", recording(sizes))
    job = make_reading_job(alice, b"text\n" + b"x" * 60 + b"\n" + b"y" * 60 + b"\nz\n")

    prepare(job.pk)

    assert sizes == [2, 1]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"text\n" + b"x\n" * 200_000 + b"\xff\n", "encoding_broken"),
        (b"text\n" + b"x\n" * 200_000 + b'"never closed', "quote_unclosed"),
    ],
)
def test_nothing_is_kept_of_a_file_that_breaks_at_its_end(alice: User, content: bytes, code: str):
    job = make_reading_job(alice, content)

    prepare(job.pk)

    job.refresh_from_db()
    assert (job.status, job.reason_code) == (BatchStatus.UNREADABLE, code)
    assert job.reason_parameters["line"] == 200_002
    assert "200,002" in reason_sentence(job.reason_code, job.reason_parameters)
    assert not job.rows.exists()
    assert (job.total_count, job.invalid_count) == (0, 0)


def test_a_file_with_too_many_rows_is_told_before_any_is_stored(
    alice: User, settings: Any, monkeypatch: pytest.MonkeyPatch
):
    job = make_reading_job(alice, numbered(4))
    settings.BATCH_MAX_ROWS = 3
    stored: list[int] = []
    monkeypatch.setattr(loading, "store_records", recording(stored))

    prepare(job.pk)

    job.refresh_from_db()
    assert (job.status, job.reason_code) == (BatchStatus.UNREADABLE, "rows_too_many")
    assert job.reason_parameters == {"line": 5, "limit": 3}
    assert stored == []


def test_a_lost_file_is_told(alice: User):
    job = make_reading_job(alice, THREE_ROWS)
    assert job.file is not None
    job.file.content.storage.delete(job.file.content.name)

    prepare(job.pk)

    job.refresh_from_db()
    assert (job.status, job.reason_code) == (BatchStatus.UNREADABLE, "file_gone")
    assert "upload" in reason_sentence("file_gone", {}).lower()


def test_a_deleted_file_is_told(alice: User):
    job = make_reading_job(alice, THREE_ROWS, file_id=None)
    BatchJob.objects.update(file=None)

    prepare(job.pk)

    job.refresh_from_db()
    assert job.reason_code == "file_gone"


def test_what_a_dead_process_has_stored_is_thrown_away(
    alice: User, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(stored_rows, "MAX_ROWS", 3)
    job = make_reading_job(alice, THREE_ROWS)
    for index in range(8):
        BatchRow.objects.create(job=job, index=index, line=index + 9, inputs='["old"]')
        BatchFault.objects.create(
            job=job, stage=FaultStage.FILE, row_index=index, line=index + 9, code="too_few_cells"
        )

    prepare(job.pk)

    assert [row[2] for row in rows_of(job)] == [["1", "hello"], ["2", "two\nlines"], ["3", "你好"]]
    assert faults_of(job) == []


def test_the_rows_of_other_jobs_stay(alice: User):
    other = make_reading_job(alice, THREE_ROWS)
    prepare(other.pk)

    prepare(make_reading_job(alice, b"text\nx\n").pk)

    assert len(rows_of(other)) == 3


def test_a_file_that_is_replaced_while_it_is_read_is_not_kept(
    alice: User, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(loading, "MAX_ROWS", 2)
    job = make_reading_job(alice, numbered(9))
    other = make_file(alice, b"text,more\na,b\n")

    def replace() -> None:
        fields = layout_of(b"text,more\na,b\n")
        BatchJob.objects.filter(pk=job.pk).update(file=other, **fields)

    monkeypatch.setattr(loading, "store_records", once_before(replace))
    prepare(job.pk)

    job.refresh_from_db()
    assert job.status == BatchStatus.DRAFT
    assert rows_of(job) == [(0, 2, ["a", "b"], "queued")]
    assert (job.columns, job.total_count) == (["text", "more"], 1)


def test_the_states_of_rows_are_those_of_the_model(alice: User):
    job = make_reading_job(alice, b"id,text\n1\n")

    prepare(job.pk)

    assert BatchRow.objects.get().state == RowState.INVALID


def recording(sizes: list[int]) -> Any:
    store_records = loading.store_records

    def store(work: Any, records: Any, first_index: int) -> None:
        sizes.append(len(records))
        store_records(work, records, first_index)

    return store


def once_before(action: Any) -> Any:
    """Do something right before the second chunk is stored."""
    store_records = loading.store_records
    done: list[int] = []

    def store(work: Any, records: Any, first_index: int) -> None:
        done.append(first_index)
        if len(done) == 2:
            action()
        store_records(work, records, first_index)

    return store
