"""Who would share a secret is asked first, and then shares it; nothing of it stays behind."""

from __future__ import annotations

import logging

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from playground.shares.models import ShareLink
from tests.conversations.trees import add_turn
from tests.factories import make_team
from tests.shares.secret_texts import OPENAI_KEY, QIANFAN_KEY

HTMX = {"HX-Request": "true"}
WARNING = "This looks like it holds a secret"


@pytest.fixture
def secret_conversation(conversation):
    add_turn(conversation, f"My key is {QIANFAN_KEY}", "Thanks.", parent=conversation.leaf)
    return conversation


@pytest.fixture
def create(alice_client, conversation, team):
    def post(headers=HTMX, **fields):
        data = {
            "kind": "conversation",
            "source": conversation.uuid,
            "audience": team.uuid,
            "lifetime": "7",
            **fields,
        }
        return alice_client.post(reverse("shares:create"), data, headers=headers)

    return post


@pytest.fixture
def change(alice_client):
    def post(name, link, headers=HTMX, **fields):
        address = reverse(f"shares:{name}", args=[link.uuid])
        return alice_client.post(address, fields, headers=headers)

    return post


def accepted_in(response):
    return response.context["found"].acceptance


def test_a_clean_conversation_is_shared_at_once(create):
    response = create()

    assert WARNING not in response.content.decode()
    assert ShareLink.objects.exists()


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_the_sharer_is_warned_before_there_is_a_link(create, secret_conversation, headers):
    response = create(headers, shows_parameters="on")

    page = response.content.decode()
    assert response.status_code == 200
    assert not ShareLink.objects.exists()
    for told in (WARNING, "Qianfan API key", "bce-…", "Turn 2: Question", "Share anyway"):
        assert told in page
    assert QIANFAN_KEY[5:] not in page
    assert reverse("conversations:detail", args=[secret_conversation.uuid]) in page
    form = response.context["form"]
    assert form["lifetime"].value() == "7"
    assert form["shows_parameters"].value()


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_the_sharer_shares_it_anyway(create, secret_conversation, headers):
    accepted = accepted_in(create(headers))

    response = create(headers, accepted=accepted)

    assert "Copy it now" in response.content.decode()
    assert len(ShareLink.objects.get().snapshot["messages"]) == 4


def test_more_secrets_are_asked_about_again(create, secret_conversation):
    accepted = accepted_in(create())
    secret_conversation.system = OPENAI_KEY
    secret_conversation.save()

    response = create(accepted=accepted, shows_system="on")

    assert "System prompt" in response.content.decode()
    assert not ShareLink.objects.exists()


def test_a_tick_of_ones_own_making_accepts_nothing(create, secret_conversation):
    assert accepted_in(create(accepted="on\x00é"))
    assert not ShareLink.objects.exists()


def test_nothing_of_it_is_stored_or_logged(create, secret_conversation, caplog):
    caplog.set_level(logging.DEBUG)
    sessions = list(Session.objects.values_list("session_data", flat=True))

    response = create()

    assert WARNING in response.content.decode()
    assert "bce-" not in "".join(record.getMessage() for record in caplog.records)
    assert list(Session.objects.values_list("session_data", flat=True)) == sessions
    assert not response.cookies.get("messages")


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_an_update_asks_first_too(change, share, conversation, headers):
    link, _ = share()
    add_turn(conversation, OPENAI_KEY, parent=conversation.leaf)

    warned = change("refresh", link, headers)

    assert WARNING in warned.content.decode()
    assert OPENAI_KEY not in warned.content.decode()
    link.refresh_from_db()
    assert (len(link.snapshot["messages"]), link.revision) == (2, 1)

    change("refresh", link, headers, accepted=accepted_in(warned))

    link.refresh_from_db()
    assert (len(link.snapshot["messages"]), link.revision) == (4, 2)


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_showing_more_asks_first_too(change, share, conversation, team, headers):
    link, _ = share()
    conversation.system = OPENAI_KEY
    conversation.save()
    fields = {"audience": team.uuid, "lifetime": "1", "shows_system": "on"}

    warned = change("options", link, headers, **fields)

    assert WARNING in warned.content.decode()
    assert warned.context["form"]["lifetime"].value() == "1"
    link.refresh_from_db()
    assert not link.shows_system

    change("options", link, headers, **fields, accepted=accepted_in(warned))

    link.refresh_from_db()
    assert link.snapshot["system"] == OPENAI_KEY


def test_other_readers_are_asked_about_and_a_new_expiry_is_not(
    alice, change, create, secret_conversation, team
):
    create(accepted=accepted_in(create()))
    link = ShareLink.objects.get()
    other = make_team("Other", owner=alice)

    same = change("options", link, audience=team.uuid, lifetime="never")
    wider = change("options", link, audience=other.uuid, lifetime="never")

    assert WARNING not in same.content.decode()
    assert WARNING in wider.content.decode()
    link.refresh_from_db()
    assert (link.team, link.expires_at) == (team, None)


@pytest.mark.parametrize("client_name", ["bob_client", "charlie_client"])
def test_nobody_else_hears_of_it(request, share, conversation, client_name):
    link, _ = share()
    add_turn(conversation, OPENAI_KEY, parent=conversation.leaf)
    client = request.getfixturevalue(client_name)

    response = client.post(reverse("shares:refresh", args=[link.uuid]))

    assert response.status_code == 404
    assert WARNING not in response.content.decode()
