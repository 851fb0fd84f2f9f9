"""A conversation that another page begins, as the row of a batch does."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from playground.conversations.models import Conversation, Message
from playground.conversations.turn_forms import MAX_TURNS
from playground.runs.models import Run
from playground.runs.steps import tool_calls_of
from tests.factories import make_credential

TURNS = [
    {"role": "user", "content": "  What is 千帆?\nSecond line"},
    {"role": "assistant", "content": "**A platform**"},
]


def create(client, turns=TURNS, **fields):
    if not isinstance(turns, str):
        turns = json.dumps(turns)
    return client.post(reverse("conversations:create"), {"turns": turns, **fields})


def texts(conversation):
    rows = conversation.messages.order_by("pk")
    return [(message.role, message.content) for message in rows]


def test_the_turns_are_saved_as_a_branch_and_shown(alice, alice_client):
    response = create(alice_client, TURNS * 2)

    conversation = Conversation.objects.get()
    assert response.url == reverse("conversations:detail", args=[conversation.uuid])
    assert conversation.owner == alice
    assert conversation.title == "What is 千帆?"
    assert texts(conversation) == [(turn["role"], turn["content"]) for turn in TURNS * 2]
    shown = alice_client.get(response.url).context["messages"]
    assert [view.text for view in shown] == [turn["content"] for turn in TURNS * 2]


def test_the_settings_are_kept(alice_client, sandbox_credential):
    create(
        alice_client,
        credential=str(sandbox_credential.uuid),
        provider="qianfan_v1",
        model="ERNIE-4.0-8K",
        system="Be brief.\r\nBe kind.",
        parameters='{"temperature": 0.5}',
    )

    conversation = Conversation.objects.get()
    assert conversation.credential == sandbox_credential
    assert conversation.provider == "qianfan_v1"
    assert conversation.model == "ERNIE-4.0-8K"
    assert conversation.system == "Be brief.\nBe kind."
    assert conversation.parameters == {"temperature": 0.5}


def test_a_draft_is_filled_in_once_and_never_sent(alice_client):
    response = create(alice_client, prompt="And\r\nnow?")
    other = create(alice_client)

    pages = [alice_client.get(each.url) for each in (other, response, response)]

    drafts = [page.context["page_config"]["prefill"] for page in pages]
    # The second conversation had none, and took the place of the first one's.
    assert drafts == ["", "And\nnow?", ""]
    assert "now" not in response.url
    assert not Run.objects.exists()


def test_a_user_turn_without_a_reply_becomes_the_draft(alice_client):
    response = create(alice_client, [*TURNS, {"role": "user", "content": "And now?"}])

    page = alice_client.get(response.url)

    assert page.context["page_config"]["prefill"] == "And now?"
    assert len(texts(Conversation.objects.get())) == 2


def test_a_draft_alone_is_a_conversation_without_turns(alice_client):
    create(alice_client, [], prompt="Hello")

    assert Conversation.objects.get().title == "Hello"
    assert not Message.objects.exists()


@pytest.mark.parametrize("is_own", [True, False])
def test_a_credential_that_is_gone_or_a_strangers_is_left_out(charlie_client, alice, is_own):
    credential = make_credential(owner=alice)
    uuid = str(credential.uuid)
    if is_own:
        credential.delete()

    response = create(charlie_client, credential=uuid, provider="qianfan_v2", model="ernie-4.0-8k")

    assert response.status_code == 302
    conversation = Conversation.objects.get()
    assert conversation.credential is None
    assert conversation.model == "ernie-4.0-8k"


@pytest.mark.parametrize(
    ("turns", "sentence"),
    [
        ("[", "could not read"),
        ("{}", "could not read"),
        ('["text"]', "could not read"),
        ('[{"role": "user", "content": "\\ud800"}]', "could not read"),
        ([{"role": "user", "content": 7}], "could not read"),
        ([{"role": "user"}], "could not read"),
        ([{"role": "user", "content": "a", "run": "b"}], "could not read"),
        ([{"role": "system", "content": "a"}, *TURNS], "could not read"),
        ([TURNS[1]], "Message 1 must be from the user"),
        ([TURNS[0], TURNS[0], TURNS[1]], "Message 2 must be from the assistant"),
        ([*TURNS, TURNS[1]], "Message 3 must be from the user"),
        ([{"role": "user", "content": " \n"}, TURNS[1]], "is empty"),
        ([{"role": "user", "content": "a" * 1_000_001}, TURNS[1]], "too long"),
        (TURNS * MAX_TURNS, "too long"),
        ([], "nothing to send"),
        ("", "nothing to send"),
    ],
)
def test_what_is_no_conversation_is_refused_in_a_sentence(alice_client, turns, sentence):
    response = create(alice_client, turns)

    assert response.status_code == 400
    assert sentence in response.content.decode()
    assert not Conversation.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"submit": "true"},
        {"credential": "x"},
        {"parameters": "[]"},
        {"parameters": '{"temperature": 7}'},
        {"provider": "qianfan_v3"},
        {"model": "m" * 201},
        {"system": "s" * 1_000_001},
        {"tools": "[1]"},
        {"prompt": "p" * 1_000_001},
    ],
)
def test_settings_that_cannot_be_kept_are_refused(alice_client, sandbox_credential, fields):
    given = {"credential": str(sandbox_credential.uuid), "provider": "qianfan_v1"} | fields

    response = create(alice_client, **given)

    assert response.status_code == 400
    assert not Conversation.objects.exists()


def test_an_unknown_provider_is_refused_without_a_credential_too(alice_client):
    assert create(alice_client, provider="p" * 33).status_code == 400


def test_a_draft_after_a_turn_without_a_reply_is_refused(alice_client):
    response = create(alice_client, [TURNS[0]], prompt="And now?")

    assert response.status_code == 400
    assert "Message 2 must be from the assistant" in response.content.decode()


def test_hostile_texts_stay_texts(alice_client):
    evil = "</script></textarea><img src=x onerror=alert(1)>\x00{{7*7}}"

    response = create(
        alice_client,
        [{"role": "user", "content": evil}, {"role": "assistant", "content": evil}],
        prompt=evil,
        system=evil,
        model=evil,
    )

    page = alice_client.get(response.url)
    assert b"<img src=x" not in page.content
    assert page.context["page_config"]["prefill"] == evil.replace("\x00", "")
    assert Message.objects.filter(content=evil.replace("\x00", "")).count() == 2


def calling(*names):
    calls = [{"name": name, "arguments": "{}"} for name in names]
    return {"role": "assistant", "content": "", "tool_calls": calls}


def result(text, name="get_weather"):
    return {"role": "tool", "content": text, "name": name}


CALLS = [TURNS[0], calling("get_weather", "get_time"), result("gray"), result("noon", "get_time")]


def test_calls_and_their_results_are_carried_over(alice_client):
    tools = '[{"name": "get_weather"}]'

    response = create(alice_client, [*CALLS, TURNS[1]], tools=tools)

    conversation = Conversation.objects.get()
    _, caller, first, second, _ = conversation.messages.order_by("pk")
    assert [call.name for call in tool_calls_of(caller.steps)] == ["get_weather", "get_time"]
    assert (first.tool_name, first.text) == ("get_weather", "gray")
    assert (second.tool_name, second.text) == ("get_time", "noon")
    assert conversation.tools == tools
    assert b"get_time" in alice_client.get(response.url).content


def test_a_call_at_the_end_waits_for_its_result(alice_client):
    response = create(alice_client, [TURNS[0], calling("get_weather")])

    assert b"data-results" in alice_client.get(response.url).content


@pytest.mark.parametrize(
    ("turns", "sentence"),
    [
        (CALLS, "Message 5 must be from the assistant"),
        ([*CALLS[:3], TURNS[1]], "Each call needs a result"),
        ([*CALLS, result("late"), TURNS[1]], "Message 5 must be from the assistant"),
        ([TURNS[0], result("early")], "Message 2 must be from the assistant"),
        ([*TURNS, result("late"), TURNS[1]], "Message 3 must be from the user"),
        ([TURNS[0], calling("a") | {"name": "a"}], "could not read"),
        ([TURNS[0] | {"tool_calls": []}], "could not read"),
        ([TURNS[0], TURNS[1] | {"tool_calls": {}}], "could not read"),
        ([TURNS[0], TURNS[1] | {"tool_calls": ["a"]}], "could not read"),
        ([TURNS[0], TURNS[1] | {"tool_calls": [{"name": "a"}]}], "could not read"),
        ([*CALLS[:3], result(" "), TURNS[1]], "is empty"),
        ([TURNS[0], calling("n" * 201)], "too long"),
        ([TURNS[0], calling(*["a"] * 101)], "could not read"),
    ],
)
def test_calls_without_their_results_are_refused_in_a_sentence(alice_client, turns, sentence):
    response = create(alice_client, turns)

    assert response.status_code == 400
    assert sentence in response.content.decode()
    assert not Conversation.objects.exists()


def test_an_answer_may_be_empty(alice_client):
    assert create(alice_client, [TURNS[0], TURNS[1] | {"content": ""}]).status_code == 302


def test_a_page_of_another_site_makes_no_conversation(alice):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)

    assert create(client).status_code == 403
    assert not Conversation.objects.exists()


def test_strangers_get_neither_the_conversation_nor_its_draft(alice_client, charlie_client):
    address = create(alice_client, prompt="Secret").url

    assert charlie_client.get(address).status_code == 404
    assert alice_client.get(address).context["page_config"]["prefill"] == "Secret"
