from __future__ import annotations

import csv
import io

import pytest
from django.urls import reverse

from playground.batches.models import BatchJob, BatchStatus
from playground.batches.preparation.preparing import prepare
from tests.batches.preparation.files import make_checking_job

BAD_ROWS = "".join(f"=cmd{number},9\n" for number in range(60))
CONTENT = f"text,t\nhello,0.5\nragged\n{BAD_ROWS}".encode()
HTMX = {"HX-Request": "true"}


def address(name, job, **query):
    return reverse(f"batches:{name}", args=[job.uuid], query=query or None)


@pytest.fixture
def checking_job(alice, sandbox_credential):
    return make_checking_job(alice, CONTENT, credential=sandbox_credential, temperature_column="t")


@pytest.fixture
def job(checking_job):
    prepare(checking_job.pk)
    checking_job.refresh_from_db()
    return checking_job


@pytest.fixture
def good_job(alice, sandbox_credential):
    job = make_checking_job(alice, b"text\nhello\n", credential=sandbox_credential)
    prepare(job.pk)
    job.refresh_from_db()
    return job


def test_while_rows_are_checked_the_page_asks_again(alice_client, checking_job):
    BatchJob.objects.filter(pk=checking_job.pk).update(prepared_count=40)

    page = alice_client.get(address("check", checking_job)).content.decode()

    assert 'hx-trigger="every 1s"' in page
    assert "40 of 62 rows" in page


def test_once_they_are_nothing_asks_any_more(alice_client, job):
    part = alice_client.get(address("check", job), headers=HTMX).content.decode()

    assert "<html" not in part
    assert "every 1s" not in part
    assert "data-announce" in part


def test_all_faults_are_counted_by_their_reason(alice_client, job):
    response = alice_client.get(address("detail", job))

    page = response.content.decode()
    assert "61 of 62 rows cannot be called" in page
    assert "Skip 61 bad rows" in page
    assert address("faults_csv", job) in page
    assert [(each.code, each.count) for each in response.context["counts"]] == [
        ("parameter_out_of_open_range", 60),
        ("too_few_cells", 1),
    ]


def test_good_rows_lead_to_the_trial(alice_client, good_job):
    page = alice_client.get(address("check", good_job)).content.decode()

    assert "1 row can be called" in page
    assert address("try", good_job) in page
    assert address("faults_csv", good_job) not in page


def test_a_fault_names_line_column_value_and_reason(alice_client, job):
    response = alice_client.get(address("faults", job))

    lines = response.context["lines"]
    assert (lines[0].line, lines[0].value) == (3, "ragged")
    assert (lines[1].line, lines[1].column, lines[1].value) == (4, "t", "9")
    assert "must be above 0 and at most 1" in lines[1].reason
    assert "<html" not in response.content.decode()


def test_faults_are_paged(alice_client, job):
    first = alice_client.get(address("faults", job))
    second = alice_client.get(address("faults", job, page="2"))
    beyond = alice_client.get(address("faults", job, page="99"))

    assert (len(first.context["lines"]), len(second.context["lines"])) == (50, 11)
    assert beyond.context["page"].number == 2


def test_faults_of_one_reason_are_shown_alone(alice_client, job):
    response = alice_client.get(address("check", job, code="too_few_cells"))

    assert [line.line for line in response.context["lines"]] == [3]


@pytest.mark.parametrize("code", ["nothing", "no\x00thing", "'; DROP"])
def test_a_reason_that_nothing_has_shows_none(alice_client, job, code):
    assert alice_client.get(address("faults", job, code=code)).context["lines"] == []


def test_the_list_can_be_downloaded_and_opened_in_a_spreadsheet(alice_client, job):
    response = alice_client.get(address("faults_csv", job))

    text = b"".join(response.streaming_content).decode("utf-8")
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert rows[0] == ["line", "column", "value", "reason"]
    assert len(rows) == 62
    assert rows[2][:3] == ["4", "t", "9"]
    assert "attachment" in response["Content-Disposition"]


def test_no_cell_of_the_list_is_a_formula(alice_client, alice, sandbox_credential):
    content = b"text,=cmd\nhello,=1+1\n"
    job = make_checking_job(
        alice, content, credential=sandbox_credential, temperature_column="=cmd"
    )
    prepare(job.pk)

    response = alice_client.get(address("faults_csv", job))

    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode())))
    assert rows[1][1:3] == ["'=cmd", "'=1+1"]


def test_rows_can_be_checked_again(alice_client, job):
    response = alice_client.post(address("check", job))

    job.refresh_from_db()
    assert response.url == address("check", job)
    assert job.status == BatchStatus.CHECKING


def test_what_runs_is_not_checked(alice_client, job):
    BatchJob.objects.filter(pk=job.pk).update(status=BatchStatus.RUNNING)

    alice_client.post(address("check", job))

    job.refresh_from_db()
    assert job.status == BatchStatus.RUNNING


def test_a_draft_says_that_it_has_not_been_checked(alice_client, job):
    BatchJob.objects.filter(pk=job.pk).update(status=BatchStatus.DRAFT)

    page = alice_client.get(address("check", job)).content.decode()

    assert "Not checked yet" in page
