"""What charlie gets at every address of alice's conversation, and what GET changes."""

from __future__ import annotations

import pytest
from django.urls import reverse

from playground.conversations.models import Conversation, Message
from playground.conversations.urls import urlpatterns
from tests.conversations.trees import add_turn, make_conversation

GETS = ("detail", "thread")
POSTS = ("update", "pin", "delete", "restore", "save_settings", "choose_team")
MESSAGE_GETS = ("message", "message_details")
MESSAGE_POSTS = ("edit_message", "delete_message")


@pytest.fixture
def conversation(alice, sandbox_credential):
    return make_conversation(alice, sandbox_credential, title="Private")


@pytest.fixture
def message(conversation):
    return add_turn(conversation)[1]


def address(name, conversation, message):
    arguments = [conversation.uuid]
    if name in MESSAGE_GETS + MESSAGE_POSTS:
        arguments.append(message.uuid)
    return reverse(f"conversations:{name}", args=arguments)


def snapshot():
    conversation = Conversation.objects.get()
    return (
        conversation.title,
        conversation.is_pinned,
        conversation.deleted_at,
        conversation.leaf_id,
        list(Message.objects.values_list("pk", "content")),
    )


def test_no_address_of_a_conversation_is_left_out():
    names = {each.name for each in urlpatterns if "uuid" in each.pattern.converters}

    assert names == {*GETS, *POSTS, *MESSAGE_GETS, *MESSAGE_POSTS, "select_branch"}


@pytest.mark.parametrize("is_htmx", [True, False])
@pytest.mark.parametrize("name", GETS + MESSAGE_GETS)
def test_a_stranger_reads_nothing(charlie_client, conversation, message, name, is_htmx):
    headers = {"HX-Request": "true"} if is_htmx else {}

    response = charlie_client.get(address(name, conversation, message), headers=headers)

    assert response.status_code == 404
    assert b"Private" not in response.content


@pytest.mark.parametrize("name", POSTS + MESSAGE_POSTS + ("select_branch",))
def test_a_stranger_changes_nothing(charlie_client, conversation, message, name):
    before = snapshot()

    response = charlie_client.post(
        address(name, conversation, message),
        {"title": "Mine", "text": "Mine", "message": str(message.uuid)},
    )

    assert response.status_code == 404
    assert snapshot() == before


@pytest.mark.parametrize("name", POSTS + MESSAGE_POSTS + ("select_branch",))
def test_get_changes_nothing(alice_client, conversation, message, name):
    before = snapshot()

    response = alice_client.get(address(name, conversation, message))

    assert response.status_code == 405
    assert snapshot() == before


@pytest.mark.parametrize("name", GETS + MESSAGE_GETS)
def test_who_is_not_signed_in_is_asked_to(client, conversation, message, name):
    response = client.get(address(name, conversation, message))

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


def test_a_message_of_another_conversation_is_not_found(alice, alice_client, conversation):
    other = add_turn(make_conversation(alice))[1]

    for name in MESSAGE_GETS:
        response = alice_client.get(address(name, conversation, other))
        assert response.status_code == 404


def test_a_post_without_a_token_is_refused(alice, conversation):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)

    response = client.post(reverse("conversations:delete", args=[conversation.uuid]))

    assert response.status_code == 403
    conversation.refresh_from_db()
    assert conversation.deleted_at is None


@pytest.mark.parametrize("name", ["models", "new"])
def test_a_credential_of_somebody_else_is_not_offered(charlie_client, sandbox_credential, name):
    response = charlie_client.get(
        reverse(f"conversations:{name}"), {"credential": sandbox_credential.uuid}
    )

    assert response.status_code == 404
