"""The list of conversations."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from playground.conversations.models import Conversation
from tests.conversations.trees import make_conversation

HTMX = {"HX-Request": "true"}


@pytest.fixture
def conversation(alice):
    return make_conversation(alice, title="Waves")


def titles(response):
    return [conversation.title for conversation in response.context["conversations"]]


def post(client, name, conversation, data=None, **options):
    return client.post(reverse(f"conversations:{name}", args=[conversation.uuid]), data, **options)


def test_the_list_has_pinned_ones_first_and_then_the_newest(alice, bob, alice_client):
    make_conversation(alice, title="Old")
    make_conversation(alice, title="Pinned", is_pinned=True)
    make_conversation(alice, title="New")
    make_conversation(bob, title="Bob's")

    assert titles(alice_client.get(reverse("conversations:index"))) == ["Pinned", "New", "Old"]


def test_titles_are_searched_in_any_case(alice, alice_client, conversation):
    make_conversation(alice, title="Other")

    response = alice_client.get(reverse("conversations:index"), {"q": "wAv"}, headers=HTMX)

    assert titles(response) == ["Waves"]
    assert "HX-Request" in response["Vary"]


@pytest.mark.parametrize(
    "query", [{"q": "fi\x00rst"}, {"page": "9" * 40}, {"page": "x\x00"}, {"q": "%" * 500}]
)
def test_an_odd_query_is_answered(alice, alice_client, query):
    make_conversation(alice, title="First")

    response = alice_client.get(reverse("conversations:index"), query)

    assert response.status_code == 200


def test_the_list_of_ten_thousand_uses_its_index_and_loads_no_texts(alice, alice_client):
    Conversation.objects.bulk_create(
        Conversation(owner=alice, title=f"C{number}", system="long") for number in range(10_000)
    )
    rows = Conversation.objects.owned_by(alice).in_list_order()[:50]

    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = alice_client.get(reverse("conversations:index"), {"page": 100})

    assert len(titles(response)) == 50
    assert len(queries) <= 8
    assert not any('"system"' in query["sql"] for query in queries)
    assert "conversation_list" in rows.explain()
    assert "TEMP B-TREE" not in rows.explain()


def test_the_sidebar_has_the_last_thirty(alice, alice_client):
    for _ in range(31):
        make_conversation(alice)

    assert len(titles(alice_client.get(reverse("conversations:sidebar")))) == 30


def test_renaming_shows_the_row(alice_client, conversation):
    response = post(alice_client, "update", conversation, {"title": " Tides "}, headers=HTMX)

    assert response.status_code == 200
    conversation.refresh_from_db()
    assert conversation.title == "Tides"


@pytest.mark.parametrize("title", ["", "   ", "x" * 201])
def test_a_wrong_title_comes_back_with_status_200(alice_client, conversation, title):
    response = post(alice_client, "update", conversation, {"title": title}, headers=HTMX)

    assert response.status_code == 200
    assert response.context["form"].errors
    conversation.refresh_from_db()
    assert conversation.title == "Waves"


def test_pinning_turns_and_obeys(alice_client, conversation):
    post(alice_client, "pin", conversation)
    conversation.refresh_from_db()
    assert conversation.is_pinned

    post(alice_client, "pin", conversation, {"is_pinned": "true"})
    conversation.refresh_from_db()
    assert conversation.is_pinned


def test_deleting_can_be_undone(alice_client, conversation):
    response = post(alice_client, "delete", conversation)
    page = alice_client.get(response["Location"])
    assert page.context["deleted"] == conversation
    assert titles(page) == []

    post(alice_client, "restore", conversation)
    assert titles(alice_client.get(reverse("conversations:index"))) == ["Waves"]


def test_a_row_that_was_deleted_offers_the_way_back(alice_client, conversation):
    response = post(alice_client, "delete", conversation, headers=HTMX)

    assert response.context["is_deleted"]
    assert reverse("conversations:restore", args=[conversation.uuid]) in response.content.decode()
