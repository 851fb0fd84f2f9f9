"""A comparison that begins in a conversation shows what goes along, and sends it, or leaves it."""

from __future__ import annotations

import pytest
from channels.db import database_sync_to_async
from django.urls import reverse
from django.utils import timezone

from playground.comparisons.models import Comparison
from playground.runs.models import Run
from playground.runs.repeats import sent_of
from tests.comparisons.answers import make_comparison, make_run
from tests.comparisons.views.test_setup import typed
from tests.conversations.sockets import connected
from tests.conversations.trees import add_turn, make_conversation

pytestmark = pytest.mark.django_db(transaction=True)
NEW, CREATE = reverse("comparisons:new"), reverse("comparisons:create")
TOLD = [("user", "<b>One</b>?"), ("assistant", "**1**"), ("user", "Hello")]
TURNS = [{"role": role, "content": text} for role, text in TOLD[:2]]


@pytest.fixture
def conversation(alice):
    conversation = make_conversation(alice)
    add_turn(conversation, "<b>One</b>?", "**1**")
    return conversation


@pytest.fixture
def address(conversation):
    return f"conversation:{conversation.uuid}:{conversation.leaf.uuid}"


def test_the_turns_before_are_listed_and_stay_where_they_are(
    alice_client, sandbox_credential, address
):
    response = alice_client.post(NEW, {"prompt": "Two?", "earlier": address})

    assert "2 earlier messages go along" in response.text
    assert "&lt;b&gt;One&lt;/b&gt;?</div>" in response.text
    assert "**1**</div>" in response.text
    assert f'name="earlier" value="{address}"' in response.text
    assert Comparison.objects.count() == 0


def test_a_first_question_has_nothing_before_it(alice_client, sandbox_credential):
    response = alice_client.post(NEW, {"prompt": "One?"})

    assert "earlier" not in response.text.replace("earlier-turns", "")


@pytest.mark.parametrize("person", ["bob_client", "charlie_client"])
def test_strangers_get_nothing_of_a_conversation(
    request, sandbox_credential, conversation, address, person
):
    client = request.getfixturevalue(person)

    handed = client.post(NEW, {"prompt": "Two?", "earlier": address})
    sent = client.post(NEW, typed(sandbox_credential, "a", "b", earlier=address))

    assert "**1**" not in handed.text + sent.text
    assert "earlier messages" not in handed.text


def test_columns_come_and_go_and_the_turns_stay(alice_client, sandbox_credential, address):
    data = typed(sandbox_credential, "a", "b", action="add", earlier=address, leaves_out="1")

    response = alice_client.post(NEW, data)

    setup = response.context["setup"]
    assert len(setup.columns) == 3
    assert (setup.earlier.address, setup.earlier.is_left_out) == (address, True)
    assert 'name="leaves_out"\n             value="1"\n             checked' in response.text


async def test_the_columns_are_told_them_in_order(client_on_the_loop, alice, sandbox, address):
    data = typed(sandbox, "my-fault-deltas-3", "my-fault-deltas-3", earlier=address)

    await client_on_the_loop.post(CREATE, data)

    comparison = await Comparison.objects.aget()
    assert comparison.turns == TURNS
    assert await what_was_sent(alice) == [TOLD, TOLD]


async def test_left_out_they_are_told_to_nobody(client_on_the_loop, alice, sandbox, address):
    data = typed(sandbox, "my-fault-deltas-3", "my-fault-deltas-3", earlier=address)

    await client_on_the_loop.post(CREATE, {**data, "leaves_out": "1"})

    assert (await Comparison.objects.aget()).turns == []
    assert await what_was_sent(alice) == [TOLD[2:], TOLD[2:]]


async def test_a_column_is_asked_again_with_the_same(client_on_the_loop, alice, sandbox):
    make = database_sync_to_async(make_comparison)
    comparison = await make(alice, sandbox, prompt="Hello", turns=TURNS)
    column = await comparison.columns.afirst()
    await Run.objects.aupdate(model="my-fault-deltas-3")
    await comparison.columns.aupdate(model="my-fault-deltas-3")
    before = [run.pk async for run in Run.objects.all()]

    await client_on_the_loop.post(
        reverse("comparisons:ask_again", args=[comparison.uuid, column.uuid])
    )

    assert await what_was_sent(alice, but=before) == [TOLD]


async def what_was_sent(user, but=()):
    """Follow the runs of columns to their ends; return what each has told, as roles and texts."""
    sent = []
    # A reply of a conversation stands there ready-made.
    async for run in Run.objects.filter(message=None).exclude(pk__in=but).order_by("pk"):
        async with connected(user, path="/ws/runs/") as page:
            await page.send("run.attach", run=str(run.uuid), offset=0, reasoning_offset=0)
            await page.receive_until("completion.finished")
        await run.arefresh_from_db()
        sent.append([(each.role, each.content) for each in sent_of(run).messages])
    return sent


async def test_turns_that_are_gone_are_missed_before_anybody_is_asked(
    client_on_the_loop, conversation, sandbox, address
):
    conversation.deleted_at = timezone.now()
    await conversation.asave()
    data = typed(sandbox, "a", "b", prompt="Typed", earlier=address)

    missed = await client_on_the_loop.post(CREATE, data)
    asked = await client_on_the_loop.post(CREATE, {**data, "leaves_out": "1"})

    assert "not there any more" in missed.text
    assert "Typed</textarea>" in missed.text
    assert asked.status_code == 302


async def test_a_completion_does_not_miss_them(client_on_the_loop, conversation, sandbox, address):
    conversation.deleted_at = timezone.now()
    await conversation.asave()
    data = typed(sandbox, "my-fault-deltas-3", "a", kind="completion", earlier=address)

    response = await client_on_the_loop.post(CREATE, data)

    assert response.status_code == 302
    assert (await Comparison.objects.aget()).turns == []


async def test_a_stranger_can_send_them_to_nobody(
    client_on_the_loop, charlie, sandbox, conversation, address
):
    conversation.owner = charlie
    await conversation.asave()

    response = await client_on_the_loop.post(CREATE, typed(sandbox, "a", "b", earlier=address))

    assert "not there any more" in response.text
    assert await Comparison.objects.acount() == 0


def test_a_comparison_shows_what_was_said_before(alice, alice_client, sandbox_credential):
    comparison = make_comparison(alice, sandbox_credential, turns=TURNS)

    page = alice_client.get(reverse("comparisons:detail", args=[comparison.uuid]))
    changed = alice_client.get(NEW, {"from": str(comparison.uuid)})

    for response in (page, changed):
        assert "2 earlier messages go along" in response.text
        assert "&lt;b&gt;One&lt;/b&gt;?</div>" in response.text
    assert "leaves_out" not in page.text
    assert "leaves_out" in changed.text


def test_a_comparison_without_turns_shows_none(alice, alice_client, sandbox_credential):
    comparison = make_comparison(alice, sandbox_credential)

    page = alice_client.get(reverse("comparisons:detail", args=[comparison.uuid]))

    assert '<details class="more earlier"' not in page.text


def test_a_run_is_asked_again_after_what_it_was_told(alice, alice_client, sandbox_credential):
    messages = [*TURNS, {"role": "user", "content": "Two?"}]
    run = make_run(alice, sandbox_credential, request={"body": {"messages": messages}})

    response = alice_client.get(NEW, {"run": str(run.uuid)})

    assert "2 earlier messages go along" in response.text
    assert response.context["setup"].earlier.address == f"run:{run.uuid}"
