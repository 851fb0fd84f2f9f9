from __future__ import annotations

import pytest

from playground.batches.models import BatchJob, BatchStatus
from playground.batches.steps import Step, step_links, step_of


@pytest.mark.parametrize(
    ("fields", "step"),
    [
        ({"status": "empty"}, Step.UPLOAD),
        ({"status": "reading"}, Step.UPLOAD),
        ({"status": "unreadable"}, Step.UPLOAD),
        ({"status": "draft"}, Step.MAP),
        ({"status": "checking"}, Step.CHECK),
        ({"status": "checked"}, Step.TRY),
        # Somebody has to say that bad rows shall be skipped.
        ({"status": "checked", "invalid_count": 2}, Step.CHECK),
        ({"status": "checked", "invalid_count": 2, "succeeded_count": 1}, Step.TRY),
        ({"status": "running", "is_trial": True}, Step.TRY),
        ({"status": "stopped", "is_trial": True}, Step.TRY),
        ({"status": "running"}, Step.RUN),
        ({"status": "succeeded"}, Step.RUN),
    ],
)
def test_every_job_waits_at_one_step(fields, step):
    assert step_of(BatchJob(**fields)) == step


def test_every_status_has_a_step():
    assert all(step_of(BatchJob(status=status)) in Step for status in BatchStatus)


def test_only_steps_that_have_been_come_to_can_be_gone_to():
    links = step_links(BatchJob(status=BatchStatus.DRAFT), Step.UPLOAD)

    assert [link.is_reachable for link in links] == [True, True, False, False, False]
    assert [link.is_current for link in links] == [True, False, False, False, False]


def test_steps_behind_are_done():
    links = step_links(BatchJob(status=BatchStatus.CHECKED), Step.TRY)

    assert [link.is_done for link in links] == [True, True, True, False, False]


def test_bad_rows_may_be_skipped():
    links = step_links(BatchJob(status=BatchStatus.CHECKED, invalid_count=1), Step.CHECK)

    assert [link.is_reachable for link in links] == [True, True, True, True, False]


@pytest.mark.parametrize("status", [BatchStatus.EMPTY, BatchStatus.READING])
def test_what_is_asked_can_be_said_before_the_file_is_read(status):
    links = step_links(BatchJob(status=status), Step.UPLOAD)

    assert [link.is_reachable for link in links] == [True, True, False, False, False]
    assert not any(link.is_done for link in links)


def test_without_a_job_there_is_nowhere_to_go():
    assert not any(link.is_reachable for link in step_links(None, Step.UPLOAD))
