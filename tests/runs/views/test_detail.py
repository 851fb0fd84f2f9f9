"""The page of one run, and what can be done with it."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.test import AsyncClient
from django.urls import reverse

from playground.conversations.models import Conversation, Message, MessageRole
from playground.gateway import ChatMessage, ChatRequest, EmbeddingRequest
from playground.runs.models import Run, RunKind, RunStatus
from tests.factories import make_credential
from tests.runs.make_runs import make_run
from tests.runs.sent_runs import QUESTION, make_sent_run

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
ADDRESSES = ["detail", "facts", "delete", "repeat"]


def address(name, run):
    return reverse(f"runs:{name}", args=[run.uuid])


def test_the_page_shows_all_of_a_run(alice, alice_client):
    run = make_sent_run(
        alice,
        output="The **answer**",
        reasoning="I think",
        response={"id": "as-77"},
        request_id="as-77",
        finish_reason="stop",
        input_tokens=12,
        output_tokens=34,
        latency_ms=4_200,
        ttft_ms=350,
        waited_ms=1_100,
    )

    text = alice_client.get(address("detail", run)).text

    for part in ("The **answer**", "I think", "as-77", "stop", "12 → 34", "4.2", "350", "1.1"):
        assert part in text
    assert "second line 你好 🚢" in text
    assert "Be brief." in text
    assert "curl" in text


def test_an_error_is_a_sentence(alice, alice_client):
    run = make_sent_run(
        alice,
        status=RunStatus.FAILED,
        error_code="context_over_limit",
        error_parameters={"limit": 4800},
    )

    text = alice_client.get(address("detail", run)).text

    assert "4800" in text
    assert "context_over_limit" in text


def test_a_live_run_is_followed_from_what_is_shown(alice, alice_client):
    run = make_run(alice, status=RunStatus.RUNNING, output="So far", steps='{"step":"x"}\n')

    text = alice_client.get(address("detail", run)).text

    assert re.search(r"<markdown-text[^>]*data-output\s+data-live", text)
    assert f'data-run="{run.uuid}"' in text
    assert '{\\"step\\":\\"x\\"}\\n' in text
    assert "data-stop" in text
    assert "Delete" not in text
    assert "Run again" not in text


def test_hostile_texts_stay_texts(alice, alice_client):
    run = make_run(
        alice,
        HOSTILE,
        output=HOSTILE,
        reasoning=HOSTILE,
        steps='{"step":"' + HOSTILE + '"}\n',
        request={"url": "http://x/" + HOSTILE, "body": {"prompt": HOSTILE, HOSTILE: 1}},
        response={"result": HOSTILE},
        request_id=HOSTILE,
        error_code=HOSTILE[:64],
        finish_reason=HOSTILE[:32],
        model=HOSTILE,
        credential_name=HOSTILE,
    )

    text = alice_client.get(address("detail", run)).text

    assert "<script>alert" not in text
    assert "<img src=x" not in text


def test_a_run_without_a_request_is_shown(alice, alice_client):
    run = make_run(alice, "", status=RunStatus.FAILED, error_code="unknown", model="")

    response = alice_client.get(address("detail", run))

    assert response.status_code == 200
    assert "There is no text." in response.text


def test_a_call_of_a_whole_book_is_not_written_down_as_code(alice, alice_client):
    book = ChatRequest((ChatMessage("user", "Call me Ishmael. " * 15_000),), model="qwen-long")
    run = make_sent_run(alice, book, "qianfan_v2")

    text = alice_client.get(address("detail", run)).text

    assert "too long to be shown as code" in text
    assert "import httpx" not in text


def test_the_parts_that_change_at_the_end_come_alone(alice, alice_client):
    run = make_sent_run(alice)

    text = alice_client.get(address("facts", run)).text

    assert 'id="run-actions"' in text
    assert 'id="run-facts"' in text
    assert "<html" not in text


def test_a_run_leads_to_its_conversation(alice, alice_client):
    run = make_sent_run(alice)
    conversation = Conversation.objects.create(owner=alice)
    Message.objects.create(conversation=conversation, role=MessageRole.ASSISTANT, run=run)

    text = alice_client.get(address("detail", run)).text

    assert reverse("conversations:detail", args=[conversation.uuid]) in text
    assert address("delete", run) not in text


def test_a_run_is_deleted_for_good(alice, alice_client):
    run = make_run(alice)

    response = alice_client.post(address("delete", run), follow=True)

    assert response.redirect_chain == [(reverse("runs:index"), 302)]
    assert "The run was deleted." in response.text
    assert not Run.objects.exists()


def test_htmx_is_led_on_as_well(alice, alice_client):
    run = make_run(alice)

    response = alice_client.post(address("delete", run), headers={"HX-Request": "true"})

    assert response["HX-Redirect"] == reverse("runs:index")


def test_a_live_run_is_not_deleted(alice, alice_client):
    run = make_run(alice, status=RunStatus.RUNNING)

    response = alice_client.post(address("delete", run), follow=True)

    assert "Delete it there." in response.text
    assert Run.objects.exists()


def test_the_call_goes_to_the_pages_of_all_kinds(alice, alice_client):
    run = make_sent_run(alice)

    text = alice_client.get(address("detail", run)).text

    assert f"{reverse('completions:index')}?run={run.uuid}" in text
    assert f'action="{reverse("conversations:create")}"' in text
    assert f'action="{reverse("batches:from_prompt")}"' in text


def test_the_chat_page_takes_what_it_is_handed(alice, alice_client):
    run = make_sent_run(alice)
    fields = alice_client.get(address("detail", run)).context["repeat"].chat

    response = alice_client.post(reverse("conversations:create"), dict(fields), follow=True)

    assert response.status_code == 200
    assert response.context["conversation"].system == "Be brief."
    assert response.context["page_config"]["prefill"] == QUESTION


def test_the_page_of_batches_takes_what_it_is_handed(alice, alice_client):
    run = make_sent_run(alice)
    fields = alice_client.get(address("detail", run)).context["repeat"].batch

    response = alice_client.post(reverse("batches:from_prompt"), dict(fields))

    assert response.status_code == 200
    assert "second line 你好 🚢" in response.text


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_stranger_finds_no_run(alice, charlie_client, bob_client, team, name):
    run = make_sent_run(alice)
    method = "get" if name in ("detail", "facts") else "post"

    for client in (charlie_client, bob_client):
        assert getattr(client, method)(address(name, run)).status_code == 404
    assert Run.objects.count() == 1


@pytest.mark.parametrize("name", ["delete", "repeat"])
def test_nothing_is_done_by_looking(alice, alice_client, name):
    assert alice_client.get(address(name, make_sent_run(alice))).status_code == 405


def test_a_run_that_never_was_is_not_found(alice_client):
    assert alice_client.get(reverse("runs:detail", args=[uuid4()])).status_code == 404


@pytest.mark.django_db(transaction=True)
async def test_a_call_is_made_again_as_it_was(alice, sandbox):
    run = await _sent(alice, credential=sandbox)
    client = AsyncClient()
    await client.aforce_login(alice)

    response = await client.post(address("repeat", run))

    again = await Run.objects.exclude(pk=run.pk).aget()
    assert response["Location"] == reverse("runs:detail", args=[again.uuid])
    assert (again.model, again.title) == ("ERNIE-Lite-8K", " ".join(QUESTION.split()))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "The credential of this run cannot be used any more."),
        ({"kind": RunKind.EMBEDDING}, "can only be made again on the page of its kind"),
    ],
)
async def test_why_a_call_is_not_made_again_is_said(alice, fields, sentence):
    run = await _sent(alice, **fields)
    client = AsyncClient()
    await client.aforce_login(alice)

    response = await client.post(address("repeat", run), follow=True)

    assert sentence in response.text
    assert await Run.objects.acount() == 1


@sync_to_async
def _sent(user, **fields):
    if fields.get("kind") == RunKind.EMBEDDING:
        return make_sent_run(user, EmbeddingRequest(("a",), model="Embedding-V1"), **fields)
    return make_sent_run(user, **fields)


def test_the_texts_of_a_disabled_credential_are_still_shown(alice, alice_client):
    credential = make_credential(owner=alice, is_enabled=False)

    response = alice_client.get(address("detail", make_sent_run(alice, credential=credential)))

    assert response.status_code == 200
