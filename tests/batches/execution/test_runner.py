"""A runner on a real sandbox: the loop, its database thread, and what ends a job."""

from __future__ import annotations

import numpy as np
import pytest

from playground.batches.execution import runner, turns
from playground.batches.execution.conditions import Conditions
from playground.batches.execution.leases import lease_end
from playground.batches.execution.suspicion import MAX_EQUAL_ERRORS
from playground.batches.models import BatchRunner, BatchStatus, RowState
from playground.batches.models.files import batch_storage
from playground.batches.services import control
from tests.batches.execution.jobs import make_ready_job, states, work

pytestmark = pytest.mark.django_db(transaction=True)


def test_every_row_gets_its_own_answer(sandbox):
    texts = [f"Repeat after me: number {number}" for number in range(25)]
    job = make_ready_job(sandbox, texts)

    work()

    job.refresh_from_db()
    assert (job.status, job.succeeded_count) == (BatchStatus.SUCCEEDED, 25)
    rows = list(job.rows.order_by("index"))
    assert all(f"number {row.index}" in row.output for row in rows)
    assert {row.attempts for row in rows} == {1}
    assert all(row.latency_ms is not None and row.ttft_ms is not None for row in rows)
    assert job.input_tokens == sum(row.input_tokens for row in rows) > 0
    assert not BatchRunner.objects.exists()


def test_a_streamed_batch_tells_when_the_first_text_came(sandbox):
    job = make_ready_job(sandbox, ["Hello"], is_streaming=True)

    work()

    row = job.rows.get()
    assert row.state == RowState.SUCCEEDED
    assert row.ttft_ms <= row.latency_ms


def test_a_job_with_a_refused_endpoint_pauses_and_spares_its_rows(sandbox):
    # 6: no permission.
    job = make_ready_job(sandbox, ["Hello"] * 40, endpoint="my-fault-error-6", worker_num=2)

    work()

    job.refresh_from_db()
    assert (job.status, job.reason_code) == (BatchStatus.PAUSED, "equal_errors")
    assert job.reason_parameters["error_code"] == job.rows.exclude(error_code="").first().error_code
    # Rows that were in flight at the time may have failed beside those that made them too many.
    assert job.failed_count <= 1
    assert states(job).count(RowState.QUEUED) >= 39
    assert job.rows.exclude(error_code="").count() <= MAX_EQUAL_ERRORS + 2


def test_what_may_pass_is_tried_as_often_as_the_job_says(sandbox):
    job = make_ready_job(sandbox, ["Hello"], endpoint="my-fault-server-error", retries=1)

    work()

    job.refresh_from_db()
    row = job.rows.get()
    assert (job.status, row.state) == (BatchStatus.FAILED, RowState.FAILED)
    assert row.attempts == 2
    assert row.error_code
    assert row.error_message


def test_a_row_that_takes_too_long_fails_alone(sandbox):
    job = make_ready_job(
        sandbox, ["Hello"], endpoint="my-fault-hang", row_timeout_seconds=1, retries=0
    )

    work()

    assert job.rows.get().error_code == "request_timeout"


def test_a_deleted_credential_pauses_the_job(sandbox):
    job = make_ready_job(sandbox, ["Hello"] * 3)
    sandbox.delete()

    work()

    job.refresh_from_db()
    assert (job.status, job.reason_code) == (BatchStatus.PAUSED, "credential_unavailable")
    assert states(job) == [RowState.QUEUED] * 3


def test_a_deactivated_owner_pauses_the_job(sandbox):
    job = make_ready_job(sandbox, ["Hello"] * 3)
    job.owner.is_active = False
    job.owner.save()

    work()

    job.refresh_from_db()
    assert (job.status, job.reason_code) == (BatchStatus.PAUSED, "owner_inactive")


def test_rows_of_a_trial_are_kept_for_the_full_run(sandbox):
    job = make_ready_job(sandbox, [f"text {n}" for n in range(6)], status=BatchStatus.CHECKED)
    control.start_trial(job=job, count=2)
    work()
    job.refresh_from_db()
    tried = list(job.rows.filter(is_sampled=True).values_list("pk", "output"))

    control.start(job=job)
    work()

    job.refresh_from_db()
    assert (job.status, job.succeeded_count) == (BatchStatus.SUCCEEDED, 6)
    assert list(job.rows.filter(is_sampled=True).values_list("pk", "output")) == tried
    assert set(job.rows.values_list("attempts", flat=True)) == {1}


def test_failed_rows_alone_are_called_again(sandbox):
    job = make_ready_job(sandbox, ["Hello"] * 3, endpoint="my-fault-server-error", retries=0)
    work()
    job.refresh_from_db()
    type(job).objects.filter(pk=job.pk).update(endpoint="")
    job.rows.filter(index=0).update(state=RowState.SUCCEEDED, error_code="", output="kept")
    type(job).objects.filter(pk=job.pk).update(succeeded_count=1, failed_count=2)
    job.refresh_from_db()

    assert control.retry_failed(job=job) == 2
    work()

    job.refresh_from_db()
    assert (job.status, job.succeeded_count, job.failed_count) == (BatchStatus.SUCCEEDED, 3, 0)
    assert job.rows.get(index=0).output == "kept"
    assert [row.attempts for row in job.rows.order_by("index")] == [1, 2, 2]


def test_lanes_that_another_runner_gives_up_are_used_at_once(sandbox, settings, monkeypatch):
    settings.IS_EMBEDDED, settings.BATCH_LANES_PER_RUNNER = False, 1
    job = make_ready_job(sandbox, ["Hello"] * 3, worker_num=2)
    other = BatchRunner.objects.create(job=job, owner="a:1:b", lanes=2, lease_until=lease_end())
    look = Conditions.look

    def look_before_they_are_free(self, *args):
        view = look(self, *args)
        BatchRunner.objects.filter(pk=other.pk).delete()
        return view

    monkeypatch.setattr(Conditions, "look", look_before_they_are_free)
    # Whoever slept for so long would not wake.
    monkeypatch.setattr(runner, "_IDLE_SECONDS", 3_600)

    work()

    job.refresh_from_db()
    assert (job.status, job.succeeded_count) == (BatchStatus.SUCCEEDED, 3)


def test_a_bug_pauses_the_job_instead_of_trying_it_for_ever(sandbox, monkeypatch):
    def fail(self, results):
        raise ZeroDivisionError

    job = make_ready_job(sandbox, ["Hello"] * 3)
    monkeypatch.setattr("playground.batches.execution.runner.JobRun._heed", fail)

    work()

    job.refresh_from_db()
    assert (job.status, job.reason_code) == (BatchStatus.PAUSED, "internal_error")
    assert RowState.RUNNING not in states(job)
    assert not BatchRunner.objects.exists()


def test_a_worker_that_ends_leaves_its_rows_to_others(sandbox, monkeypatch):
    job = make_ready_job(sandbox, ["Hello"] * 50, endpoint="my-fault-latency-100", worker_num=2)
    asked = iter([False, False])
    monkeypatch.setattr(turns, "is_stopping", lambda: next(asked, True))

    work()

    job.refresh_from_db()
    assert job.status == BatchStatus.QUEUED
    assert RowState.RUNNING not in states(job)
    assert not BatchRunner.objects.exists()


def test_an_embedding_is_stored_as_numbers(sandbox):
    job = make_ready_job(sandbox, ["北京", "Paris"], kind="embedding", model="Embedding-V1")

    work()

    vectors = [np.frombuffer(row.vector, "<f4") for row in job.rows.order_by("index")]
    assert [len(vector) for vector in vectors] == [384, 384]
    assert not np.allclose(vectors[0], vectors[1])


def test_a_picture_is_stored_as_a_file(sandbox):
    job = make_ready_job(sandbox, ["A lake"], kind="image", model="Stable-Diffusion-XL")

    work()

    (image,) = job.rows.get().images
    with batch_storage().open(image["name"]) as file:
        content = file.read()
    assert image["media_type"] == "image/png"
    assert content.startswith(b"\x89PNG")
    assert len(content) == image["size_bytes"]


def test_a_picture_that_is_drawn_again_takes_the_place_of_the_old_one(sandbox):
    job = make_ready_job(sandbox, ["A lake"], kind="image", model="Stable-Diffusion-XL")
    work()
    (first,) = job.rows.get().images
    job.rows.update(state=RowState.FAILED)
    type(job).objects.filter(pk=job.pk).update(succeeded_count=0, failed_count=1)
    job.refresh_from_db()

    control.retry_failed(job=job)
    work()

    (second,) = job.rows.get().images
    assert second["name"] == first["name"]
    assert len(batch_storage().listdir(f"pictures/{job.uuid}")[1]) == 1


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("completion", {"model": "ERNIE-Lite-8K"}),
        ("plugin", {"model": "EBPlugin", "plugins": ["eChart"]}),
        ("chat", {"provider": "qianfan_v2", "model": "ernie-lite-8k"}),
    ],
)
def test_other_kinds_of_calls_write_text(sandbox, kind, fields):
    job = make_ready_job(sandbox, ["Draw the sales: 3, 5, 8"], kind=kind, **fields)

    work()

    row = job.rows.get()
    assert row.state == RowState.SUCCEEDED
    assert row.output
    assert row.finish_reason
