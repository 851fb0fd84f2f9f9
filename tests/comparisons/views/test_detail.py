"""The page of a comparison, its figures and differences, and asking once more."""

from __future__ import annotations

from uuid import uuid4

import pytest
from channels.db import database_sync_to_async
from django.urls import reverse

from playground.comparisons.models import Comparison
from playground.runs.models import Run, RunStatus
from tests.comparisons.answers import add_column, make_comparison

pytestmark = pytest.mark.django_db(transaction=True)
HTMX = {"HX-Request": "true"}
HOSTILE = "<img src=x onerror=alert(1)></markdown-text><script>alert(2)</script>"


def url(name, comparison):
    return reverse(f"comparisons:{name}", args=[comparison.uuid])


def test_the_page_shows_all_answers_and_what_they_took(alice, alice_client, sandbox_credential):
    comparison = make_comparison(alice, sandbox_credential, ["First answer", "Second answer"])
    Run.objects.update(latency_ms=1_500, input_tokens=5, output_tokens=7)

    response = alice_client.get(url("detail", comparison))

    assert "First answer" in response.text
    assert "Second answer" in response.text
    assert "1.5 s" in response.text
    assert "data-run" not in response.text


def test_what_is_written_by_models_and_people_is_text(alice, alice_client, sandbox_credential):
    comparison = make_comparison(
        alice, sandbox_credential, [HOSTILE, HOSTILE + "!"], title=HOSTILE, prompt=HOSTILE
    )
    comparison.columns.update(model=HOSTILE, parameters={"stop": HOSTILE})
    Run.objects.update(reasoning=HOSTILE, error_code=HOSTILE[:64], status=RunStatus.FAILED)

    for name in ("detail", "figures", "difference"):
        response = alice_client.get(url(name, comparison))

        assert "<img src=x" not in response.text
        assert "<script>alert" not in response.text


def test_a_live_column_says_which_run_the_page_is_to_follow(
    alice, alice_client, sandbox_credential
):
    comparison = make_comparison(alice, sandbox_credential)
    live = add_column(comparison, sandbox_credential, 2, status=RunStatus.RUNNING, output="So far")

    response = alice_client.get(url("detail", comparison))

    assert response.text.count("data-run=") == 1
    assert f'data-run="{live.run.uuid}"' in response.text
    assert "So far" in response.text


def test_a_failed_column_says_why_and_can_be_asked_again(alice, alice_client, sandbox_credential):
    comparison = make_comparison(alice, sandbox_credential)
    failed = add_column(
        comparison, sandbox_credential, 2, status=RunStatus.FAILED, error_code="rate_limited"
    )

    response = alice_client.get(url("detail", comparison))

    again = reverse("comparisons:ask_again", args=[comparison.uuid, failed.uuid])
    assert "Try again" in response.text
    assert again in response.text


def test_a_column_whose_run_was_deleted_says_so(alice, alice_client, sandbox_credential):
    comparison = make_comparison(alice, sandbox_credential)
    Run.objects.earliest("pk").delete()

    response = alice_client.get(url("detail", comparison))

    assert "The run of this column was deleted." in response.text


def test_the_page_takes_few_queries(
    alice, alice_client, sandbox_credential, django_assert_max_num_queries
):
    comparison = make_comparison(alice, sandbox_credential, list("abcdef"))

    with django_assert_max_num_queries(12):
        alice_client.get(url("detail", comparison))


def test_the_words_that_differ_are_marked(alice, alice_client):
    comparison = make_comparison(alice, None, ["A red boat", "A green boat", "A boat"])
    first, second, third = comparison.columns.order_by("position")

    shown = alice_client.get(url("difference", comparison), headers=HTMX).text
    chosen = alice_client.get(
        url("difference", comparison),
        {"first": str(first.uuid), "second": str(second.uuid)},
        headers=HTMX,
    ).text

    assert "<del>red </del>" in shown
    assert "<ins>" not in shown
    assert "<del>red </del><ins>green </ins>" in chosen
    assert chosen.lstrip().startswith("<div")
    assert str(third.uuid) not in chosen


@pytest.mark.parametrize(
    "query", [{"first": "x", "second": ""}, {"first": "6b1f2c7e-0000-4000-8000-000000000000"}]
)
def test_columns_that_do_not_exist_are_the_first_and_the_last(alice, alice_client, query):
    comparison = make_comparison(alice, None, ["A red boat", "A boat"])

    response = alice_client.get(url("difference", comparison), query)

    assert "<del>red </del>" in response.text
    assert "<h1" in response.text or "<h2" in response.text


async def test_the_same_columns_are_asked_again(client_on_the_loop, alice, sandbox):
    comparison = await _comparison(alice, sandbox)
    uuid = str(uuid4())

    response = await client_on_the_loop.post(
        url("run_again", comparison), {"prompt": "Else?", "uuid": uuid}
    )

    again = await Comparison.objects.aget(uuid=uuid)
    assert response.url == url("detail", again)
    assert again.prompt == "Else?"
    assert await again.columns.acount() == 2
    assert await Run.objects.acount() == 4


async def test_without_a_prompt_the_page_says_so_and_nobody_is_asked(
    client_on_the_loop, alice, sandbox
):
    comparison = await _comparison(alice, sandbox)

    response = await client_on_the_loop.post(
        url("run_again", comparison), {"prompt": " ", "system": "Typed"}
    )

    assert "Write a prompt first." in response.text
    assert "Typed</textarea>" in response.text
    assert await Run.objects.acount() == 2


async def _comparison(alice, sandbox):
    return await database_sync_to_async(make_comparison)(alice, sandbox)
