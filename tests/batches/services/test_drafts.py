from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.files.base import ContentFile

from playground.batches.mapping import BatchMapping
from playground.batches.models import BatchJob, BatchKind, BatchSample, BatchStatus, RowState
from playground.batches.models.files import batch_storage
from playground.batches.preparation.preparing import prepare
from playground.batches.services import drafts
from playground.batches.services.refusals import BatchRefused
from tests.batches.ended_jobs import make_job
from tests.batches.preparation.files import make_checking_job
from tests.factories import make_credential

CONTENT = b"text,t\none,\ntwo,\nthree,\n"


@pytest.fixture
def mapping(sandbox_credential):
    return BatchMapping(
        credential=sandbox_credential,
        provider="qianfan_v1",
        model="ERNIE-4.0-8K",
        prompt_template="Say {{text}}",
    )


@pytest.fixture
def job(alice, sandbox_credential):
    """A job that has been checked."""
    job = make_checking_job(alice, CONTENT, credential=sandbox_credential)
    prepare(job.pk)
    job.refresh_from_db()
    assert job.status == BatchStatus.CHECKED
    return job


def tried(job):
    """Give the first row an answer, as a trial does."""
    row = job.rows.get(index=0)
    job.rows.filter(pk=row.pk).update(
        state=RowState.SUCCEEDED,
        is_sampled=True,
        output="yes",
        attempts=2,
        input_tokens=3,
        error_code="rate_limited",
    )
    BatchJob.objects.filter(pk=job.pk).update(
        succeeded_count=1, sampled_count=1, input_tokens=3, is_trial=True
    )
    job.refresh_from_db()
    return job


def test_a_prompt_makes_a_job_that_waits_for_its_file(alice, mapping):
    job = drafts.create_empty_job(owner=alice, mapping=mapping, name="Mine")

    assert (job.status, job.name, job.credential_name) == (BatchStatus.EMPTY, "Mine", "Sandbox")
    assert job.prompt_template == "Say {{text}}"


def test_what_is_asked_is_kept_and_has_to_be_checked_again(job, mapping):
    is_new = drafts.save_mapping(job=job, mapping=replace(mapping, prompt_template="{{t}}?"))

    job.refresh_from_db()
    assert is_new
    assert (job.status, job.prompt_template) == (BatchStatus.DRAFT, "{{t}}?")


def test_the_name_of_the_credential_is_kept_for_when_it_is_gone(job, mapping, alice):
    other = make_credential(owner=alice, name="Other")

    drafts.save_mapping(job=job, mapping=replace(mapping, credential=other))

    job.refresh_from_db()
    assert (job.credential, job.credential_name) == (other, "Other")


def test_the_same_again_leaves_the_check_as_it_is(job, mapping):
    drafts.save_mapping(job=job, mapping=mapping)
    BatchJob.objects.filter(pk=job.pk).update(status=BatchStatus.CHECKED)
    job.refresh_from_db()

    assert not drafts.save_mapping(job=job, mapping=mapping)

    job.refresh_from_db()
    assert job.status == BatchStatus.CHECKED


def test_a_check_that_is_made_is_given_up_when_something_else_is_asked(job, mapping):
    BatchJob.objects.filter(pk=job.pk).update(status=BatchStatus.CHECKING)
    job.refresh_from_db()

    drafts.save_mapping(job=job, mapping=replace(mapping, kind=BatchKind.EMBEDDING))

    job.refresh_from_db()
    assert job.status == BatchStatus.DRAFT


@pytest.mark.parametrize("status", [BatchStatus.EMPTY, BatchStatus.READING, BatchStatus.UNREADABLE])
def test_what_is_asked_can_be_said_before_the_file_is_read(alice, mapping, status):
    job = make_job(alice, status=status)

    drafts.save_mapping(job=job, mapping=mapping)

    job.refresh_from_db()
    assert (job.status, job.prompt_template) == (status, "Say {{text}}")


@pytest.mark.parametrize("status", [BatchStatus.QUEUED, BatchStatus.PAUSED, BatchStatus.SUCCEEDED])
def test_what_is_asked_is_fixed_once_it_runs(job, mapping, status):
    BatchJob.objects.filter(pk=job.pk).update(status=status)
    job.refresh_from_db()

    with pytest.raises(BatchRefused):
        drafts.save_mapping(job=job, mapping=replace(mapping, prompt_template="other"))

    job.refresh_from_db()
    assert (job.status, job.prompt_template) == (status, "Say {{text}}")


def test_what_is_asked_is_fixed_once_a_row_was_called(job, mapping):
    tried(job)

    with pytest.raises(BatchRefused):
        drafts.save_mapping(job=job, mapping=replace(mapping, prompt_template="other"))


def test_a_worker_is_asked_to_check(job, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        drafts.start_check(job=job)

    assert job.status == BatchStatus.CHECKING
    assert len(callbacks) == 1


def test_what_cannot_be_asked_of_any_row_is_not_checked(job):
    job.prompt_template = "{{nothing}}"

    with pytest.raises(BatchRefused) as refused:
        drafts.start_check(job=job)

    assert "nothing" in refused.value.sentence
    job.refresh_from_db()
    assert job.status == BatchStatus.CHECKED


def test_a_job_without_a_file_asks_for_it(alice, mapping):
    job = drafts.create_empty_job(owner=alice, mapping=mapping, name="x")

    with pytest.raises(BatchRefused) as refused:
        drafts.start_check(job=job)

    assert refused.value.code == "no_file"


def test_a_second_click_starts_no_second_check(job):
    stale = BatchJob.objects.get(pk=job.pk)
    drafts.start_check(job=job)

    with pytest.raises(BatchRefused):
        drafts.start_check(job=stale)


def test_a_trial_is_dropped_so_that_something_else_can_be_asked(job):
    tried(job)
    BatchSample.objects.create(job=job, taken_at=job.created_at, ended_count=1, total_tokens=3)

    drafts.reopen(job=job)

    row = job.rows.get(index=0)
    assert (row.state, row.output, row.attempts, row.input_tokens) == ("queued", "", 0, None)
    assert (row.is_sampled, row.error_code, row.inputs) == (False, "", '["one",""]')
    assert (job.status, job.succeeded_count, job.sampled_count) == (BatchStatus.DRAFT, 0, 0)
    assert (job.input_tokens, job.total_count, job.is_trial) == (0, 3, False)
    assert job.is_in_setup
    assert not job.samples.exists()


def test_the_pictures_of_a_trial_go_with_it(job, django_capture_on_commit_callbacks):
    storage = batch_storage()
    name = storage.save("pictures/x.png", ContentFile(b"x"))
    tried(job)
    job.rows.filter(index=0).update(images=[{"name": name}])

    with django_capture_on_commit_callbacks(execute=True):
        drafts.reopen(job=job)

    assert not storage.exists(name)


@pytest.mark.parametrize("status", [BatchStatus.QUEUED, BatchStatus.RUNNING, BatchStatus.SUCCEEDED])
def test_what_runs_or_has_run_is_not_dropped(job, status):
    tried(job)
    BatchJob.objects.filter(pk=job.pk).update(status=status)

    with pytest.raises(BatchRefused):
        drafts.reopen(job=job)

    job.refresh_from_db()
    assert (job.status, job.succeeded_count) == (status, 1)


def test_a_full_run_that_was_paused_is_not_dropped(job):
    tried(job)
    BatchJob.objects.filter(pk=job.pk).update(status=BatchStatus.PAUSED, is_trial=False)

    with pytest.raises(BatchRefused):
        drafts.reopen(job=job)


def test_a_stopped_trial_waits_for_its_rows_in_flight(job):
    tried(job)
    BatchJob.objects.filter(pk=job.pk).update(status=BatchStatus.STOPPED)
    job.rows.filter(index=1).update(is_sampled=True, state=RowState.RUNNING)

    with pytest.raises(BatchRefused) as refused:
        drafts.reopen(job=job)

    assert refused.value.code == "still_running"
    job.refresh_from_db()
    assert (job.status, job.succeeded_count) == (BatchStatus.STOPPED, 1)


def test_a_job_is_shown_to_a_team_and_to_nobody_again(job, team):
    drafts.share(job=job, team=team)
    job.refresh_from_db()
    assert job.team == team

    drafts.share(job=job, team=None)
    job.refresh_from_db()
    assert job.team is None


def test_a_job_is_renamed(job):
    drafts.rename(job=job, name="Better")

    job.refresh_from_db()
    assert job.name == "Better"
