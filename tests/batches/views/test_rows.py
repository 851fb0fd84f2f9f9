"""The rows of a batch: pages of them, and one of them whole."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from playground.batches.models import BatchFault, BatchRow, BatchStatus, RowState
from playground.batches.row_pages import first_cells
from tests.batches.ended_jobs import add_row, make_job, vector
from tests.factories import make_credential

HTMX = {"HX-Request": "true"}
EVIL = "<img src=x onerror=alert(1)>"


@pytest.fixture
def job(alice, team, sandbox_credential, settings):
    settings.SANDBOX_URL = "http://127.0.0.1:1"
    return make_job(
        alice,
        ("question", "note"),
        team=team,
        credential=sandbox_credential,
        provider="qianfan_v2",
        model="ernie-4.0-8k",
        prompt_template="Say {{question}}",
        system_template="Be brief.",
        total_count=120,
        succeeded_count=120,
    )


@pytest.fixture
def long_job(job):
    BatchRow.objects.bulk_create(
        BatchRow(
            job=job,
            index=index,
            line=index + 2,
            inputs=f'["q{index}","n"]',
            state=RowState.FAILED if index % 3 == 0 else RowState.SUCCEEDED,
            output=f"answer {index}",
        )
        for index in range(120)
    )
    return job


def show_rows(client, job, **query):
    return client.get(reverse("batches:rows", args=[job.uuid]), query, headers=HTMX)


def show_row(client, job, index, **query):
    return client.get(reverse("batches:row", args=[job.uuid, index]), query, headers=HTMX)


def indexes(response):
    return [line.index for line in response.context["page"].lines]


def test_pages_follow_each_other_both_ways(alice_client, long_job):
    first = show_rows(alice_client, long_job)
    second = show_rows(alice_client, long_job, after=first.context["page"].last)
    third = show_rows(alice_client, long_job, after=second.context["page"].last)
    back = show_rows(alice_client, long_job, before=third.context["page"].first)

    assert indexes(first) == list(range(50))
    assert indexes(second) == indexes(back) == list(range(50, 100))
    assert indexes(third) == list(range(100, 120))
    pages = [response.context["page"] for response in (first, second, third, back)]
    assert [page.has_earlier for page in pages] == [False, True, True, True]
    assert [page.has_later for page in pages] == [True, True, False, True]


def test_one_can_go_to_a_row_by_its_number(alice_client, long_job):
    assert indexes(show_rows(alice_client, long_job, **{"from": 100}))[0] == 99
    assert indexes(show_rows(alice_client, long_job, **{"from": 1}))[0] == 0


def test_the_address_of_the_page_follows_its_rows(alice_client, long_job):
    detail = reverse("batches:detail", args=[long_job.uuid])

    response = show_rows(alice_client, long_job, state="succeeded", **{"from": 60})

    assert response["HX-Replace-Url"] == f"{detail}?state=succeeded&after=58"


def test_the_rows_of_one_state_have_pages_of_their_own(alice_client, long_job):
    response = show_rows(alice_client, long_job, state="failed")

    assert indexes(response) == list(range(0, 120, 3))


@pytest.mark.parametrize(
    "query",
    [
        {"after": "x"},
        {"after": "-1"},
        {"after": "9" * 30},
        {"after": "９"},
        {"before": "\x00"},
        {"from": "0"},
        {"state": "nonsense"},
        {"state": "\x00"},
    ],
)
def test_an_odd_address_is_answered(alice_client, long_job, query):
    assert show_rows(alice_client, long_job, **query).status_code == 200


def test_an_empty_page_says_so(alice_client, job):
    assert b"rows-empty" in show_rows(alice_client, job).content


def test_a_trial_shows_the_rows_it_is_about(alice, alice_client, job):
    job.status, job.is_trial, job.sampled_count = BatchStatus.RUNNING, True, 1
    job.save()
    add_row(job, "a", "b", state=RowState.QUEUED)
    add_row(job, "c", "d", is_sampled=True)

    assert indexes(show_rows(alice_client, job)) == [1]


def test_counts_are_those_that_the_job_keeps(alice_client, long_job):
    with CaptureQueriesContext(connection) as queries:
        response = show_rows(alice_client, long_job)

    assert [tab["count"] for tab in response.context["tabs"]] == [120, 120, 0, 0, 0]
    assert not any("COUNT(" in query["sql"] for query in queries)
    assert len(queries) <= 6


def test_a_page_loads_the_beginnings_of_texts_alone(alice_client, job):
    cells = json.dumps(["x" * 50_000, "字" * 50_000], ensure_ascii=False)
    for index in range(50):
        BatchRow.objects.create(
            job=job, index=index, line=index, inputs=cells, output="y" * 200_000, state="succeeded"
        )

    response = show_rows(alice_client, job)

    assert len(response.content) < 200_000


def test_cells_are_read_from_a_beginning_of_their_list():
    assert first_cells('["a","b","c"]') == ["a", "b"]
    assert first_cells("[]") == []
    assert first_cells('["a","bcd') == ["a", "bcd"]
    assert first_cells('["say \\"hi\\"","b\\') == ['say "hi"', "b"]
    assert first_cells('["a\\u12') == ["a"]
    assert first_cells('["a",') == ["a"]


def test_cells_outputs_and_columns_are_text(alice, alice_client, job):
    job.columns = [EVIL, "note"]
    job.save()
    add_row(job, EVIL, "=1+1", output=EVIL, reasoning=EVIL)
    add_row(job, "a", "b", state=RowState.FAILED, error_code="rate_limited", error_message=EVIL)

    for response in (
        show_rows(alice_client, job),
        show_row(alice_client, job, 0),
        show_row(alice_client, job, 1),
    ):
        assert EVIL not in response.content.decode()


def test_an_embedding_shows_its_dimension_and_first_numbers(alice_client, job):
    job.kind = "embedding"
    job.save()
    add_row(job, "a", "b", vector=vector(0.5, -0.25, 1.0, 2.0, 3.0, 4.0))

    line = show_rows(alice_client, job).context["page"].lines[0]
    detail = show_row(alice_client, job, 0).context["detail"]

    assert (line.dimension, line.numbers) == (6, [0.5, -0.25, 1.0, 2.0])
    assert detail.dimension == len(detail.numbers) == 6


def test_images_are_shown_small(alice_client, job):
    add_row(job, "a", "b", images=[{"name": "x", "media_type": "image/png", "size_bytes": 3}])

    address = reverse("batches:row_image", args=[job.uuid, 0, 1])
    assert address in show_rows(alice_client, job).content.decode()
    assert address in show_row(alice_client, job, 0).content.decode()


def test_a_row_shows_its_request_with_masked_secrets(alice_client, job):
    add_row(job, "hello", "n", output="Hi", input_tokens=3, output_tokens=4)

    detail = show_row(alice_client, job, 0).context["detail"]

    request = json.loads(detail.request)
    assert request["body"]["messages"][-1] == {"role": "user", "content": "Say hello"}
    assert detail.cells == [("question", "hello"), ("note", "n")]


def test_who_may_not_use_the_credential_sees_the_body_alone(alice, team, bob_client, job):
    job.credential = make_credential(owner=alice)
    job.save()
    add_row(job, "hello", "n")

    detail = show_row(bob_client, job, 0).context["detail"]

    assert json.loads(detail.request)["messages"]
    assert "url" not in json.loads(detail.request)
    assert detail.chat.credential == ""


def test_a_row_without_a_credential_says_why_there_is_no_request(alice_client, job):
    job.credential = None
    job.save()
    add_row(job, "hello", "n")

    detail = show_row(alice_client, job, 0).context["detail"]

    assert detail.request == ""
    assert detail.refusal


def test_a_row_knows_the_ones_beside_it_in_its_state(alice_client, long_job):
    context = show_row(alice_client, long_job, 3, state="failed").context

    assert (context["earlier"], context["later"]) == (0, 6)


def test_a_failed_row_says_what_to_do(alice_client, job):
    add_row(
        job,
        "a",
        "b",
        state=RowState.FAILED,
        error_code="authentication_failed",
        error_message="upstream's words",
        attempts=3,
    )

    response = show_row(alice_client, job, 0)

    assert response.context["detail"].error
    assert "upstream&#x27;s words" in response.content.decode()


def test_an_error_stays_until_the_retry_succeeds(alice_client, job):
    add_row(job, "a", "b", state=RowState.QUEUED, error_code="rate_limited")
    add_row(job, "a", "b", state=RowState.SUCCEEDED, error_code="rate_limited")

    errors = [show_row(alice_client, job, index).context["detail"].error for index in (0, 1)]

    assert bool(errors[0]) is True
    assert errors[1] == ""


def test_an_invalid_row_says_what_is_wrong_with_it(alice_client, job):
    row = add_row(job, "a", "b", state=RowState.INVALID)
    BatchFault.objects.create(
        job=job, stage="file", row_index=row.index, line=row.line, code="internal_error"
    )

    assert show_row(alice_client, job, 0).context["detail"].error


def test_a_row_opens_in_the_chat_with_its_answer(alice_client, job):
    add_row(job, "hello", "n", output="Hi")

    chat = show_row(alice_client, job, 0).context["detail"].chat

    assert json.loads(chat.turns_json) == [
        {"role": "user", "content": "Say hello"},
        {"role": "assistant", "content": "Hi"},
    ]
    assert (chat.system, chat.prompt) == ("Be brief.", "")
    assert chat.credential == str(job.credential.uuid)


def test_what_failed_opens_in_the_chat_as_a_draft(alice_client, job):
    add_row(job, "hello", "n", state=RowState.FAILED, error_code="rate_limited")

    chat = show_row(alice_client, job, 0).context["detail"].chat

    assert json.loads(chat.turns_json) == []
    assert chat.prompt == "Say hello"


def test_a_row_has_a_page_of_its_own(alice_client, job):
    add_row(job, "hello", "n")

    response = alice_client.get(reverse("batches:row", args=[job.uuid, 0]))

    assert b"<html" in response.content
    assert "HX-Request" in response["Vary"]


@pytest.mark.parametrize("index", [7, 2**31, 10**25])
def test_a_row_that_is_not_there_is_not_found(alice_client, job, index):
    assert show_row(alice_client, job, index).status_code == 404


def test_a_teammate_sees_the_rows(bob_client, long_job):
    assert indexes(show_rows(bob_client, long_job)) == list(range(50))
    assert show_row(bob_client, long_job, 0).status_code == 200


def test_a_stranger_sees_no_row(charlie_client, long_job):
    for response in (show_rows(charlie_client, long_job), show_row(charlie_client, long_job, 0)):
        assert response.status_code == 404
        assert b"answer" not in response.content


def test_who_is_not_signed_in_is_asked_to(client, long_job):
    for name, arguments in (("rows", []), ("row", [0])):
        response = client.get(reverse(f"batches:{name}", args=[long_job.uuid, *arguments]))

        assert response["Location"].startswith("/accounts/login/")
