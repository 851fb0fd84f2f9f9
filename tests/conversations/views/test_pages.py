"""The page of a conversation, and of one that is not saved yet."""

from __future__ import annotations

import itertools

import pytest
from django.urls import reverse

from playground.conversations.models import Conversation, Message
from playground.runs.models import Run, RunStatus
from tests.conversations.trees import add_reply, add_turn, make_conversation


@pytest.fixture
def conversation(alice, sandbox_credential):
    return make_conversation(alice, sandbox_credential)


def get_detail(client, conversation):
    return client.get(reverse("conversations:detail", args=[conversation.uuid]))


def test_the_page_shows_the_branch_as_text(alice_client, conversation):
    add_turn(conversation, "Question <b>", "**Answer** <script>")

    response = get_detail(alice_client, conversation)

    assert [view.text for view in response.context["messages"]] == [
        "Question <b>",
        "**Answer** <script>",
    ]
    assert "**Answer** &lt;script&gt;" in response.content.decode()


def test_alternatives_know_their_places(alice_client, conversation):
    question, first = add_turn(conversation)
    second = add_reply(question, "B")
    add_reply(question, "C")
    conversation.leaf = second
    conversation.save()

    view = get_detail(alice_client, conversation).context["messages"][1]

    assert (view.siblings, view.sibling_number) == (3, 2)
    assert view.previous_sibling == first.uuid


def test_a_live_run_is_named_with_what_the_page_has_of_it(alice_client, conversation):
    _, live = add_turn(conversation, answer="日本", status=RunStatus.RUNNING, reasoning="abc")

    html = get_detail(alice_client, conversation).content.decode()

    assert f'data-run="{live.run.uuid}" data-length="2" data-reasoning-length="3"' in html


def test_only_the_last_reply_can_be_continued(alice_client, conversation):
    _, first = add_turn(conversation, status=RunStatus.STOPPED)
    add_turn(conversation, parent=first, status=RunStatus.STOPPED)

    views = get_detail(alice_client, conversation).context["messages"]

    assert [view.can_continue for view in views] == [False, False, False, True]


def test_a_failure_is_told_in_words(alice_client, conversation):
    add_turn(conversation, answer="", status=RunStatus.FAILED, error_code="rate_limited")

    response = get_detail(alice_client, conversation)

    assert "Too many requests" in response.context["messages"][1].error
    assert "rate_limited" in response.content.decode()


def long_conversation(conversation, turns):
    """Make a chain of turns, bulk-inserted."""
    runs = Run.objects.bulk_create(
        Run(user=conversation.owner, kind="chat", status="succeeded", output=f"A{number}")
        for number in range(turns // 2)
    )
    rows = []
    for number in range(turns):
        is_user = number % 2 == 0
        rows.append(
            Message(
                conversation=conversation,
                role="user" if is_user else "assistant",
                content=f"Q{number // 2}" if is_user else None,
                run=None if is_user else runs[number // 2],
            )
        )
    rows = Message.objects.bulk_create(rows)
    for above, below in itertools.pairwise(rows):
        below.parent = above
    Message.objects.bulk_update(rows, ["parent"], batch_size=500)
    conversation.leaf = rows[-1]
    conversation.save()
    return rows


def test_a_long_conversation_opens_with_its_end(
    alice_client, conversation, django_assert_max_num_queries
):
    long_conversation(conversation, 2000)

    with django_assert_max_num_queries(16):
        response = get_detail(alice_client, conversation)

    assert len(response.context["messages"]) == 40
    assert response.context["has_older"]
    assert response.context["messages"][-1].text == "A999"


def test_older_turns_are_fetched_from_above(alice_client, conversation):
    rows = long_conversation(conversation, 100)

    response = alice_client.get(
        reverse("conversations:thread", args=[conversation.uuid]), {"before": rows[60].uuid}
    )
    first = alice_client.get(
        reverse("conversations:thread", args=[conversation.uuid]), {"before": rows[20].uuid}
    )

    views = response.context["messages"]
    assert [views[0].text, views[-1].text] == ["Q10", "A29"]
    assert not first.context["has_older"]
    assert len(first.context["messages"]) == 20


def test_a_new_conversation_is_not_saved(alice_client, sandbox_credential):
    response = alice_client.get(reverse("conversations:new"))

    assert response.context["page_config"]["is_saved"] is False
    assert response.context["settings"].credential == sandbox_credential.uuid
    assert not Conversation.objects.exists()


def test_a_link_fills_in_the_form_and_sends_nothing(alice_client, sandbox_credential):
    response = alice_client.get(
        reverse("conversations:new"),
        {
            "prompt": "Hi",
            "submit": "true",
            "model": "ernie-4.0-8k",
            "provider": "qianfan_v2",
            "credential": sandbox_credential.uuid,
        },
    )

    config = response.context["page_config"]
    assert (config["prefill"], response.context["settings"].model) == ("Hi", "ernie-4.0-8k")
    assert not Run.objects.exists()


def test_a_new_conversation_takes_over_the_last_settings(alice_client, conversation):
    conversation.parameters = {"temperature": 0.5}
    conversation.save()

    settings = alice_client.get(reverse("conversations:new")).context["settings"]

    assert settings.model == conversation.model
    assert settings.parameters == {"temperature": 0.5}


def test_a_person_without_a_credential_gets_the_page_all_the_same(charlie_client):
    response = charlie_client.get(reverse("conversations:new"))

    assert response.status_code == 200
    assert response.context["credentials"] == []


@pytest.mark.parametrize("before", ["x", "00000000-0000-0000-0000-000000000000"])
def test_a_wrong_place_in_the_thread_is_not_found(alice_client, conversation, before):
    address = reverse("conversations:thread", args=[conversation.uuid])

    assert alice_client.get(address, {"before": before}).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_page_says_that_the_sandbox_is_no_real_model(alice_client, sandbox):
    response = alice_client.get(reverse("conversations:new"))

    assert "replies are scripted samples" in response.content.decode()
