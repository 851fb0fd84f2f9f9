from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from playground.accounts.models import User
from playground.batches import purging
from playground.batches.models import BatchFault, BatchFile, BatchJob, BatchRow, FaultStage
from playground.batches.models.files import batch_storage
from playground.batches.purging import purge
from tests.batches.ended_jobs import add_row, make_job
from tests.batches.preparation.files import make_file

LATER = timedelta(days=2)


@pytest.fixture(autouse=True)
def storage(monkeypatch, tmp_path):
    """The storage of batches, without what other tests have left in it."""
    storage = batch_storage()
    # The field has an older one, if a test has changed the settings of any storage.
    for each in (storage, BatchFile.content.field.storage):
        monkeypatch.setattr(each, "location", str(tmp_path))
    return storage


def add_fault(job, row):
    BatchFault.objects.create(
        job=job, stage=FaultStage.FILE, row_index=row.index, line=row.line, code="x"
    )


def add_picture(storage, job):
    return storage.save(f"pictures/{job.uuid}/0-1.png", ContentFile(b"png"))


def test_what_was_deleted_long_ago_is_erased_with_all_it_had(alice, storage, monkeypatch):
    monkeypatch.setattr(purging, "_ROWS_AT_ONCE", 3)
    now = timezone.now()
    file = make_file(alice, b"text\n1\n")
    job = make_job(alice, file=file, deleted_at=now)
    for number in range(10):
        add_fault(job, add_row(job, str(number)))
    picture = add_picture(storage, job)

    assert purge(now=now + LATER) == 1

    assert not BatchJob.objects.exists()
    assert not BatchRow.objects.exists()
    assert not BatchFault.objects.exists()
    assert not BatchFile.objects.exists()
    assert not storage.exists(file.content.name)
    assert not storage.exists(picture)
    assert not storage.exists(f"pictures/{job.uuid}")


def test_what_was_deleted_lately_and_what_is_in_use_stays(alice, storage):
    now = timezone.now()
    file = make_file(alice, b"text\n1\n")
    lately = make_job(alice, deleted_at=now + LATER - timedelta(hours=23))
    used = make_job(alice, file=file)
    add_row(lately, "1")
    add_row(used, "1")
    pictures = [add_picture(storage, lately), add_picture(storage, used)]

    assert purge(now=now + LATER) == 0

    assert BatchRow.objects.count() == 2
    assert BatchFile.objects.exists()
    assert all(storage.exists(name) for name in [*pictures, file.content.name])


def test_a_file_stays_as_long_as_one_job_uses_it(alice, storage):
    now = timezone.now()
    file = make_file(alice, b"text\n1\n")
    make_job(alice, file=file, deleted_at=now)
    make_job(alice, file=file)

    purge(now=now + LATER)

    assert BatchFile.objects.exists()
    assert storage.exists(file.content.name)


def test_no_statement_deletes_more_than_some_rows(alice, monkeypatch):
    monkeypatch.setattr(purging, "_ROWS_AT_ONCE", 2)
    job = make_job(alice, deleted_at=timezone.now())
    for number in range(6):
        add_row(job, str(number))

    with CaptureQueriesContext(connection) as queries:
        purge(now=timezone.now() + LATER)

    deletions = [q["sql"] for q in queries if q["sql"].startswith('DELETE FROM "batches_batchrow"')]
    assert len(deletions) == 3


def test_the_rows_of_a_person_who_is_gone_are_left_to_the_purge(alice, bob):
    kept = make_job(bob)
    job = make_job(alice)
    add_fault(job, add_row(job, "1"))
    add_row(kept, "1")

    User.objects.get(pk=alice.pk).delete()
    assert BatchRow.objects.count() == 2

    purge(now=timezone.now())
    assert list(BatchRow.objects.values_list("job_id", flat=True)) == [kept.pk]
    assert not BatchFault.objects.exists()


def test_uploads_and_pictures_that_nobody_names_go_after_a_day(alice, storage):
    upload = storage.save("uploads/lost", ContentFile(b"x"))
    picture = storage.save("pictures/not-a-job/0-1.png", ContentFile(b"x"))
    now = timezone.now()

    purge(now=now)
    assert storage.exists(upload)
    assert storage.exists(picture)

    purge(now=now + LATER)
    assert not storage.exists(upload)
    assert not storage.exists(picture)


def test_an_empty_storage_has_nothing_to_purge(db):
    assert purge(now=timezone.now()) == 0
