from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from playground.batches.models import BatchJob, BatchStatus
from playground.batches.purging import UNDO_PERIOD
from playground.batches.services import removal
from playground.batches.services.refusals import BatchRefused
from tests.batches.ended_jobs import make_job


def test_a_deleted_batch_can_be_restored(alice):
    job = make_job(alice)

    removal.delete(job=job)
    assert job not in BatchJob.objects.visible_to(alice)
    assert job in BatchJob.objects.deleted_of(alice)

    removal.restore(job=job)
    assert job in BatchJob.objects.visible_to(alice)
    assert job.status == BatchStatus.SUCCEEDED


@pytest.mark.parametrize("status", [BatchStatus.QUEUED, BatchStatus.RUNNING])
def test_what_is_running_stops_in_the_same_moment(alice, status):
    job = make_job(alice, status=status)

    removal.delete(job=job)

    assert job.status == BatchStatus.STOPPED
    assert job.deleted_at == job.finished_at
    assert job not in BatchJob.objects.live()


@pytest.mark.parametrize("status", [BatchStatus.PAUSED, BatchStatus.DRAFT, BatchStatus.READING])
def test_what_is_not_running_stays_what_it_is(alice, status):
    job = make_job(alice, status=status)

    removal.delete(job=job)

    assert (job.status, job.finished_at) == (status, None)
    assert job not in BatchJob.objects.preparing()


def test_a_second_deletion_does_not_begin_the_period_anew(alice):
    job = make_job(alice)
    removal.delete(job=job)
    deleted_at = job.deleted_at

    removal.delete(job=job)

    assert job.deleted_at == deleted_at


def test_what_waits_to_be_read_is_read_once_it_is_restored(
    alice, django_capture_on_commit_callbacks
):
    job = make_job(alice, status=BatchStatus.READING)
    removal.delete(job=job)

    with django_capture_on_commit_callbacks() as callbacks:
        removal.restore(job=job)

    assert len(callbacks) == 1


def test_what_is_being_erased_cannot_be_restored(alice):
    job = make_job(alice, deleted_at=timezone.now() - UNDO_PERIOD - timedelta(seconds=1))

    with pytest.raises(BatchRefused) as refused:
        removal.restore(job=job)

    assert refused.value.code == "erased"
    assert refused.value.sentence
