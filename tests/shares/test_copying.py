"""Continuing what a link shows as one's own."""

from __future__ import annotations

import pytest
from django.urls import reverse

from playground.accounts.models import Role
from playground.conversations.models import Conversation
from playground.shares.services import links
from tests.comparisons.answers import make_comparison
from tests.conftest import signed_in
from tests.conversations.trees import add_turn
from tests.factories import make_credential, make_membership, make_user
from tests.shares.conftest import SYSTEM


def copy(client, token, revision=1, **fields):
    address = reverse("shares:copy", args=[token])
    return client.post(address, {"revision": revision, **fields})


def copied_of(user):
    return Conversation.objects.get(owner=user)


def test_a_reader_gets_a_conversation_of_what_was_seen(bob, bob_client, share, conversation):
    _, token = share()
    add_turn(conversation, "Later", "Later", parent=conversation.leaf)

    response = copy(bob_client, token)

    copied = copied_of(bob)
    assert response["Location"] == reverse("conversations:detail", args=[copied.uuid])
    texts = list(copied.messages.order_by("pk").values_list("role", "content"))
    assert texts == [("user", "How do waves form?"), ("assistant", "By **wind**.")]
    assert copied.title == "Waves"
    assert copied.team is None


def test_nothing_that_was_hidden_is_copied(bob, bob_client, share):
    _, token = share()

    copy(bob_client, token)

    copied = copied_of(bob)
    assert copied.system == ""
    assert copied.parameters == {}


def test_what_was_shown_is_copied(bob, bob_client, share):
    _, token = share(shows_system=True, shows_parameters=True)

    copy(bob_client, token)

    copied = copied_of(bob)
    assert copied.system == SYSTEM
    assert copied.parameters == {"temperature": 0.123}
    assert (copied.provider, copied.model) == ("qianfan_v2", "my-fault-deltas-3")


def test_who_has_no_usual_model_chooses_one_in_the_copy(charlie, charlie_client, share, settings):
    settings.SHARES_OPEN_WEB = True
    make_credential(
        owner=charlie,
        kind="openai_compatible",
        parts={"key": "sk-0123456789abcdef"},
        base_url="https://models.example.com/v1",
    )
    _, token = share(team=None)

    response = copy(charlie_client, token)

    assert response.status_code == 302
    assert (copied_of(charlie).credential, copied_of(charlie).model) == (None, "")


def test_the_copy_is_called_with_a_credential_of_the_reader(bob, bob_client, alice, share):
    personal = make_credential(owner=alice)
    _, token = share()

    copy(bob_client, token)

    assert copied_of(bob).credential
    assert copied_of(bob).credential != personal


def test_who_can_call_nothing_makes_no_copy(team, share):
    viewer = make_user()
    make_membership(team, viewer, Role.VIEWER)
    _, token = share()

    response = copy(signed_in(viewer), token)

    assert "You have no credential" in response.content.decode()
    assert not Conversation.objects.filter(owner=viewer).exists()


def test_what_was_not_seen_is_not_copied(bob, bob_client, share):
    link, token = share()
    links.refresh(link=link)

    response = copy(bob_client, token, revision=1)

    assert "since you opened it" in response.content.decode()
    assert not Conversation.objects.filter(owner=bob).exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_copies_nothing(charlie, charlie_client, share, method):
    _, token = share()
    address = reverse("shares:copy", args=[token])

    response = getattr(charlie_client, method)(address, {"revision": 1})

    assert response.status_code == 404
    assert not Conversation.objects.filter(owner=charlie).exists()


def test_nothing_is_copied_of_a_revoked_link(bob, bob_client, share):
    link, token = share()
    links.revoke(link=link)

    assert copy(bob_client, token).status_code == 404
    assert not Conversation.objects.filter(owner=bob).exists()


@pytest.fixture
def comparison(alice, sandbox_credential):
    turns = [{"role": "user", "content": "One?"}, {"role": "assistant", "content": "1"}]
    return make_comparison(alice, sandbox_credential, ["2", "zwei"], prompt="Two?", turns=turns)


def test_a_column_is_copied_with_all_that_was_said_before(bob, bob_client, share, comparison):
    _, token = share(comparison)

    copy(bob_client, token, column=1)

    texts = copied_of(bob).messages.order_by("pk").values_list("content", flat=True)
    assert list(texts) == ["One?", "1", "Two?", "zwei"]


def test_without_an_answer_a_column_is_no_copy(bob, bob_client, share, comparison):
    _, token = share(comparison)

    response = copy(bob_client, token, column=7)

    assert "no answered question" in response.content.decode()
    assert not Conversation.objects.filter(owner=bob).exists()


def test_of_a_comparison_one_column_is_continued(bob_client, share, comparison):
    _, token = share(comparison)

    page = bob_client.get(reverse("shares:detail", args=[token])).content.decode()

    assert page.count("Continue as my own copy") == 2


@pytest.mark.parametrize("fields", [{"revision": "x"}, {"column": "-1"}, {"column": "9" * 30}])
def test_odd_numbers_are_answered(bob_client, share, fields):
    _, token = share()

    response = bob_client.post(reverse("shares:copy", args=[token]), {"revision": 1, **fields})

    assert response.status_code in (200, 302)
