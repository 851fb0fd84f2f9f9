"""One message over HTTP."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.urls import reverse

from playground.conversations.frame_reading import MAX_TEXT_CHARACTERS
from playground.runs.models import RunStatus
from tests.conversations.trees import add_reply, add_turn, make_conversation


@pytest.fixture
def conversation(alice):
    return make_conversation(alice)


def address(name, message):
    return reverse(f"conversations:{name}", args=[message.conversation.uuid, message.uuid])


def test_a_message_is_fetched_alone(alice_client, conversation):
    question, answer = add_turn(conversation)

    response = alice_client.get(address("message", answer))

    view = response.context["message"]
    assert (view.uuid, view.parent, view.is_last) == (answer.uuid, question.uuid, True)


def test_an_edit_is_saved_as_it_was_typed(alice_client, conversation):
    _, answer = add_turn(conversation)

    alice_client.post(address("edit_message", answer), {"text": "  code\r\nmore"})

    answer.refresh_from_db()
    assert answer.text == "  code\nmore"


@pytest.mark.parametrize("text", ["", "   "])
def test_a_blank_edit_comes_back_with_the_fault(alice_client, conversation, text):
    _, answer = add_turn(conversation)

    response = alice_client.post(address("edit_message", answer), {"text": text})

    assert response.status_code == 200
    assert response.context["error"]
    answer.refresh_from_db()
    assert answer.text == "A"


def test_a_live_turn_is_not_deleted_and_it_is_said_why(alice_client, conversation):
    _, live = add_turn(conversation, status=RunStatus.RUNNING)

    response = alice_client.post(address("delete_message", live))

    assert "still being written" in response.context["error"]
    assert len(response.context["messages"]) == 2


def test_deleting_shows_the_thread_that_is_left(alice_client, conversation):
    _, first = add_turn(conversation, "Q1", "A1")
    question, _ = add_turn(conversation, "Q2", "A2", parent=first)

    response = alice_client.post(address("delete_message", question))

    assert [view.text for view in response.context["messages"]] == ["Q1", "A1"]


def test_selecting_an_alternative_shows_it(alice_client, conversation):
    question, first = add_turn(conversation, "Q1", "A1")
    add_reply(question, "B1")

    response = alice_client.post(
        reverse("conversations:select_branch", args=[conversation.uuid]), {"message": first.uuid}
    )

    assert [view.text for view in response.context["messages"]] == ["Q1", "A1"]


@pytest.mark.parametrize("message", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_an_unknown_alternative_is_not_found(alice_client, conversation, message):
    address = reverse("conversations:select_branch", args=[conversation.uuid])

    assert alice_client.post(address, {"message": message}).status_code == 404


def test_the_details_show_what_was_sent(alice_client, conversation):
    _, answer = add_turn(conversation, request={"body": {"model": "某"}}, response={"id": "as-1"})

    response = alice_client.get(address("message_details", answer))

    assert '"model": "某"' in response.context["details"].request_json
    assert '"id": "as-1"' in response.context["details"].response_json


@pytest.mark.parametrize(("waited_ms", "is_told"), [(4_200, True), (0, False), (None, False)])
def test_the_details_tell_a_wait_only_if_there_was_one(
    waited_ms, is_told, alice_client, conversation
):
    _, answer = add_turn(conversation, waited_ms=waited_ms)

    text = alice_client.get(address("message_details", answer)).content.decode()

    assert ("Waited for rate limits and retries" in text) is is_told
    assert ("4.2 s" in text) is is_told


def test_a_user_turn_has_details_without_a_run(alice_client, conversation):
    question, _ = add_turn(conversation)

    assert alice_client.get(address("message_details", question)).status_code == 200


def test_an_edit_as_long_as_is_allowed_passes(alice_client, conversation):
    question, _ = add_turn(conversation, "Q", "A")
    body = urlencode({"text": "字" * MAX_TEXT_CHARACTERS})

    response = alice_client.post(
        address("edit_message", question),
        body,
        content_type="application/x-www-form-urlencoded",
    )

    assert response.status_code == 200
    question.refresh_from_db()
    assert len(question.content) == MAX_TEXT_CHARACTERS
