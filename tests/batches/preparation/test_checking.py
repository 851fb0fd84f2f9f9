from __future__ import annotations

import pytest

from playground.accounts.models import User
from playground.batches.models import BatchStatus
from playground.batches.preparation import checking
from playground.batches.preparation.preparing import prepare
from tests.batches.preparation.files import (
    check_again,
    faults_of,
    make_checking_job,
    states_of,
)

FILE = b"text,t\nhello,0.5\n ,0.5\nbye,9\n"


def test_rows_are_checked_and_nothing_is_sent(alice: User):
    # No credential, so that nothing could be.
    job = make_checking_job(alice, FILE, temperature_column="t")

    prepare(job.pk)

    job.refresh_from_db()
    assert job.status == BatchStatus.CHECKED
    assert (job.total_count, job.invalid_count, job.prepared_count) == (1, 2, 3)
    assert states_of(job) == ["queued", "invalid", "invalid"]
    assert faults_of(job) == [
        ("request", 3, "text", " ", "prompt_blank"),
        ("request", 4, "t", "9", "parameter_out_of_open_range"),
    ]


def test_rows_get_another_chance_when_something_else_is_asked(alice: User):
    job = make_checking_job(alice, FILE, temperature_column="t")
    prepare(job.pk)

    check_again(job, temperature_column="", prompt_template="{{text}}{{t}}")
    prepare(job.pk)

    job.refresh_from_db()
    assert (job.status, job.total_count, job.invalid_count) == (BatchStatus.CHECKED, 3, 0)
    assert states_of(job) == ["queued"] * 3
    assert faults_of(job) == []


def test_what_is_still_wrong_is_told_once(alice: User):
    job = make_checking_job(alice, FILE, temperature_column="t")
    prepare(job.pk)
    before = faults_of(job)

    check_again(job)
    prepare(job.pk)

    assert faults_of(job) == before


def test_rows_that_could_not_be_read_stay_so(alice: User):
    job = make_checking_job(alice, b"text,t\nhello\nbye,1\nwhat,x\n", temperature_column="t")

    prepare(job.pk)
    check_again(job, temperature_column="")
    prepare(job.pk)

    job.refresh_from_db()
    assert states_of(job) == ["invalid", "queued", "queued"]
    assert [fault[:2] for fault in faults_of(job)] == [("file", 2)]
    assert (job.total_count, job.invalid_count) == (2, 1)


def test_all_faults_of_a_row_are_kept(alice: User):
    job = make_checking_job(
        alice, b"text,t,m\nhello,x,gpt\n", temperature_column="t", model_column="m"
    )

    prepare(job.pk)

    assert [fault[2:] for fault in faults_of(job)] == [
        ("m", "gpt", "model_unknown"),
        ("t", "x", "parameter_not_number"),
    ]
    assert job.faults.get(column="m").parameters == {"model": "gpt"}


def test_many_rows_are_checked_a_few_at_a_time(alice: User, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(checking, "MAX_ROWS", 7)
    content = b"text\n" + b"".join(b" \n" if n % 3 == 0 else b"x\n" for n in range(30))
    job = make_checking_job(alice, content.replace(b" \n", b'" "\n'))

    prepare(job.pk)

    job.refresh_from_db()
    assert (job.total_count, job.invalid_count) == (20, 10)
    assert [fault[1] for fault in faults_of(job)] == list(range(2, 32, 3))
    assert states_of(job) == ["invalid", "queued", "queued"] * 10


def test_long_rows_are_checked_one_by_one(alice: User, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(checking, "MAX_CHARACTERS", 10)
    job = make_checking_job(alice, b"text\n" + b"x" * 20 + b"\n" + b"y" * 20 + b"\n")

    prepare(job.pk)

    job.refresh_from_db()
    assert (job.status, job.total_count) == (BatchStatus.CHECKED, 2)


def test_a_row_with_many_faults_takes_several_transactions(
    alice: User, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(checking, "MAX_ROWS", 2)
    job = make_checking_job(alice, b'text\n"[1,2,3,4,5]"\n[1]\n', messages_column="text")

    prepare(job.pk)
    check_again(job)
    prepare(job.pk)

    assert [fault[1] for fault in faults_of(job)] == [2, 2, 2, 2, 2, 3]


def test_a_file_without_good_rows_is_checked_too(alice: User):
    job = make_checking_job(alice, b'text\n" "\n')

    prepare(job.pk)

    job.refresh_from_db()
    assert (job.status, job.total_count, job.invalid_count) == (BatchStatus.CHECKED, 0, 1)
