"""One column: asked again, added, taken away, gone on with in a conversation."""

from __future__ import annotations

import pytest
from channels.db import database_sync_to_async
from django.urls import reverse

from playground.comparisons.models import ComparisonColumn
from playground.conversations.models import Conversation
from playground.runs import live_runs
from playground.runs.model_offers import ChosenModel, service_value
from playground.runs.models import Run, RunStatus
from tests.comparisons.answers import add_column, make_comparison
from tests.conversations.sockets import connected, text_of

pytestmark = pytest.mark.django_db(transaction=True)
HTMX = {"HX-Request": "true"}
SLOW = "my-fault-deltas-500--delta-10"


def url(name, column):
    return reverse(f"comparisons:{name}", args=[column.comparison.uuid, column.uuid])


def first_column(comparison):
    return comparison.columns.select_related("comparison", "run").earliest("position")


def made(alice, sandbox, model="my-fault-deltas-3", **fields):
    comparison = make_comparison(alice, sandbox)
    return add_column(comparison, sandbox, 2, model=model, **fields)


async def column_of(alice, sandbox, **fields):
    return await database_sync_to_async(made)(alice, sandbox, **fields)


async def run_of(column):
    found = await ComparisonColumn.objects.select_related("run").aget(uuid=column.uuid)
    return found.run


async def test_a_column_is_asked_again_and_followed_to_its_end(client_on_the_loop, alice, sandbox):
    column = await column_of(alice, sandbox, status=RunStatus.FAILED, error_code="rate_limited")

    response = await client_on_the_loop.post(url("ask_again", column), headers=HTMX)

    run = await run_of(column)
    assert run != column.run
    assert f'data-run="{run.uuid}"' in response.text
    assert text_of(await followed_to_its_end(alice, run)) == "w0 w1 w2 "


async def test_without_scripts_asking_again_leads_back(client_on_the_loop, alice, sandbox):
    column = await column_of(alice, sandbox)

    response = await client_on_the_loop.post(url("ask_again", column))

    assert response.url == reverse("comparisons:detail", args=[column.comparison.uuid])


async def test_a_column_that_is_taken_away_is_stopped(client_on_the_loop, alice, sandbox):
    column = await column_of(alice, sandbox, model=SLOW)
    await client_on_the_loop.post(url("ask_again", column))
    run = await run_of(column)
    assert live_runs.is_live_here(run.uuid)

    await client_on_the_loop.post(url("remove_column", column))

    await followed_to_its_end(alice, run)
    assert not await ComparisonColumn.objects.filter(uuid=column.uuid).aexists()
    assert (await Run.objects.aget(pk=run.pk)).status == RunStatus.STOPPED


async def test_a_comparison_that_is_deleted_stops_its_runs(client_on_the_loop, alice, sandbox):
    column = await column_of(alice, sandbox, model=SLOW)
    await client_on_the_loop.post(url("ask_again", column))
    run = await run_of(column)

    response = await client_on_the_loop.post(
        reverse("comparisons:delete", args=[column.comparison.uuid])
    )

    await followed_to_its_end(alice, run)
    assert response.url == reverse("comparisons:index")
    assert (await Run.objects.aget(pk=run.pk)).status == RunStatus.STOPPED


async def followed_to_its_end(alice, run):
    async with connected(alice, path="/ws/runs/") as page:
        await page.send("run.attach", run=str(run.uuid), offset=0, reasoning_offset=0)
        return await page.receive_until("completion.finished")


def test_a_column_to_add_begins_as_another_one(alice, alice_client, sandbox_credential):
    column = made(alice, sandbox_credential, model="ernie-4.0-8k")
    address = reverse("comparisons:add_column", args=[column.comparison.uuid])

    page = alice_client.get(address, {"of": str(column.uuid)})
    fragment = alice_client.get(address, headers=HTMX)

    assert page.context["offers"].models
    assert "ernie-4.0-8k" in page.text
    assert "<h1" in page.text
    assert fragment.text.lstrip().startswith("<form")
    assert "HX-Request" in fragment.headers["Vary"]


async def test_a_column_is_added_and_asked(client_on_the_loop, alice, sandbox):
    column = await column_of(alice, sandbox)
    address = reverse("comparisons:add_column", args=[column.comparison.uuid])

    response = await client_on_the_loop.post(address, _chosen(sandbox, "my-fault-deltas-3"))

    assert response.status_code == 302
    last = await column.comparison.columns.select_related("run").alatest("position")
    assert (last.position, last.run.model) == (3, "my-fault-deltas-3")


async def test_what_is_wrong_with_a_column_is_said_before_anybody_is_asked(
    client_on_the_loop, alice, sandbox
):
    column = await column_of(alice, sandbox)
    address = reverse("comparisons:add_column", args=[column.comparison.uuid])
    data = {**_chosen(sandbox, "ernie-4.0-8k"), "column0-parameter.temperature": "hot"}

    response = await client_on_the_loop.post(address, data)

    assert response.context["offers"].refused.field == "temperature"
    assert "hot" in response.text
    assert await column.comparison.columns.acount() == 3


def _chosen(credential, model):
    chosen = ChosenModel("qianfan_v2", model)
    return {
        "column0-credential": str(credential.uuid),
        "column0-service": service_value(chosen, "chat", credential),
    }


def test_an_answer_is_gone_on_with_in_a_conversation(alice, alice_client, sandbox_credential):
    comparison = make_comparison(
        alice, sandbox_credential, ["**One**"], prompt="Hello?", system="Be brief."
    )
    run = Run.objects.get()
    run.request = {"body": {"messages": [], "temperature": 0.4}}
    run.save()

    response = alice_client.post(url("continue_in_chat", first_column(comparison)))

    conversation = Conversation.objects.get()
    assert response.url == reverse("conversations:detail", args=[conversation.uuid])
    texts = list(conversation.messages.order_by("pk").values_list("role", "content"))
    assert texts == [("user", "Hello?"), ("assistant", "**One**")]
    assert (conversation.credential, conversation.system) == (sandbox_credential, "Be brief.")
    assert (conversation.model, conversation.parameters) == (run.model, {"temperature": 0.4})


def test_a_completion_is_gone_on_with_too(alice, alice_client, sandbox_credential):
    comparison = make_comparison(alice, sandbox_credential, ["a time"], kind="completion")

    alice_client.post(url("continue_in_chat", first_column(comparison)))

    assert Conversation.objects.get().messages.count() == 2


def test_there_is_nothing_to_go_on_with_while_a_column_answers(
    alice, alice_client, sandbox_credential
):
    comparison = make_comparison(alice, sandbox_credential)
    Run.objects.update(status=RunStatus.RUNNING)

    response = alice_client.post(url("continue_in_chat", first_column(comparison)), follow=True)

    assert "no answer yet" in response.text
    assert Conversation.objects.count() == 0
