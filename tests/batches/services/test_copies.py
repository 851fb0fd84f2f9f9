from __future__ import annotations

import pytest

from playground.batches.models import BatchJob, BatchStatus, RowState
from playground.batches.preparation.preparing import prepare
from playground.batches.services import copies
from playground.batches.services.refusals import BatchRefused
from tests.batches.ended_jobs import make_job
from tests.batches.preparation.files import make_reading_job, states_of
from tests.factories import make_credential

CONTENT = b"text\none\ntwo\n"


@pytest.fixture
def job(alice, sandbox_credential):
    return make_reading_job(
        alice,
        CONTENT,
        credential=sandbox_credential,
        credential_name="Sandbox",
        parameters={"temperature": 0.5},
        system_template="Be kind",
        worker_num=7,
        token_budget=900,
        status=BatchStatus.SUCCEEDED,
        total_count=2,
        succeeded_count=2,
        input_tokens=5,
        is_trial=True,
    )


def test_a_copy_asks_the_same_of_the_same_file_and_has_done_nothing(alice, job):
    copy = copies.duplicate(job=job, owner=alice)

    assert copy.uuid != job.uuid
    assert (copy.status, copy.name) == (BatchStatus.READING, "Rows (2)")
    assert (copy.file, copy.columns, copy.delimiter) == (job.file, ["text"], ",")
    assert (copy.prompt_template, copy.system_template) == ("Say {{text}}", "Be kind")
    assert (copy.parameters, copy.worker_num, copy.token_budget) == ({"temperature": 0.5}, 7, 900)
    assert (copy.credential, copy.credential_name) == (job.credential, "Sandbox")
    assert (copy.total_count, copy.succeeded_count, copy.input_tokens) == (0, 0, 0)
    assert not copy.is_trial


def test_a_copy_is_read_and_waits_to_be_changed(alice, job):
    copy = copies.duplicate(job=job, owner=alice)

    prepare(copy.pk)

    copy.refresh_from_db()
    assert (copy.status, copy.total_count) == (BatchStatus.DRAFT, 2)
    assert states_of(copy) == [RowState.QUEUED, RowState.QUEUED]


def test_a_worker_is_asked_to_read_it(alice, job, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        copies.duplicate(job=job, owner=alice)

    assert len(callbacks) == 1


def test_what_runs_again_is_read_checked_and_queued(alice, job):
    copy = copies.run_again(job=job, owner=alice)

    prepare(copy.pk)

    copy.refresh_from_db()
    assert (copy.status, copy.total_count, copy.starts_when_ready) == (BatchStatus.QUEUED, 2, False)
    assert copy.queued_at is not None


def test_what_cannot_be_asked_any_more_does_not_start(alice, job):
    BatchJob.objects.filter(pk=job.pk).update(prompt_template="{{gone}}")
    job.refresh_from_db()
    copy = copies.run_again(job=job, owner=alice)

    prepare(copy.pk)

    copy.refresh_from_db()
    assert (copy.status, copy.starts_when_ready) == (BatchStatus.DRAFT, False)


def test_a_teammate_gets_a_file_of_their_own_that_stays(alice, bob, job):
    copy = copies.duplicate(job=job, owner=bob)

    alice.delete()

    copy.refresh_from_db()
    assert copy.owner == bob
    assert copy.team is None
    assert copy.file is not None
    with copy.file.content.open("rb") as content:
        assert content.read() == CONTENT
    prepare(copy.pk)
    copy.refresh_from_db()
    assert copy.status == BatchStatus.DRAFT


def test_a_copy_has_no_credential_that_its_owner_may_not_call_with(alice, charlie, job):
    copy = copies.run_again(job=job, owner=charlie)

    assert (copy.credential, copy.credential_name) == (None, "")
    assert not copy.starts_when_ready


def test_a_disabled_credential_is_not_copied(alice, job):
    job.credential = make_credential(owner=alice, is_enabled=False)
    job.save()

    assert copies.duplicate(job=job, owner=alice).credential is None


def test_copies_are_counted(alice, job):
    second = copies.duplicate(job=job, owner=alice)
    third = copies.duplicate(job=job, owner=alice)
    fourth = copies.duplicate(job=second, owner=alice)

    assert [each.name for each in (second, third, fourth)] == ["Rows (2)", "Rows (3)", "Rows (4)"]


def test_the_longest_name_has_room_for_the_number(alice):
    job = make_job(alice, name="x" * 200, status=BatchStatus.EMPTY)

    copy = copies.duplicate(job=job, owner=alice)

    assert copy.name.endswith("x (2)")
    assert len(copy.name) <= 200


def test_a_copy_of_what_has_no_file_yet_waits_for_one_too(alice):
    job = make_job(alice, status=BatchStatus.EMPTY)

    assert copies.duplicate(job=job, owner=alice).status == BatchStatus.EMPTY
    assert copies.run_again(job=job, owner=alice).status == BatchStatus.EMPTY


def test_what_has_lost_its_file_cannot_be_copied(alice):
    with pytest.raises(BatchRefused) as refused:
        copies.duplicate(job=make_job(alice, file=None), owner=alice)

    assert refused.value.code == "file_gone"
    assert BatchJob.objects.count() == 1
