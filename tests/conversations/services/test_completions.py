"""Submitting, regenerating and continuing, without a provider."""

from __future__ import annotations

from uuid import uuid4

import pytest

from playground.conversations.completion_settings import ChosenSettings
from playground.conversations.models import Conversation, Message
from playground.conversations.refusals import RequestRefused
from playground.conversations.services.completions import (
    Prompt,
    Repetition,
    continue_reply,
    regenerate,
    submit_prompt,
    title_of,
)
from playground.runs.models import Run, RunStatus
from tests.conversations.trees import add_reply, add_turn, make_conversation


@pytest.fixture
def launched():
    return []


@pytest.fixture
def conversation(alice, sandbox):
    return make_conversation(alice, sandbox)


def prompt_in(conversation, parent=None, text="Next", **fields):
    return Prompt(
        conversation=conversation.uuid,
        message=uuid4(),
        reply=uuid4(),
        parent=parent.uuid if parent else None,
        text=text,
        **fields,
    )


def contents(launched):
    return [message.content for message in launched[0].request.messages]


def test_a_submit_launches_what_it_saves(alice, conversation, launched):
    _, answer = add_turn(conversation, "Q1", "A1")
    prompt = prompt_in(conversation, answer)

    reply = submit_prompt(user=alice, prompt=prompt, launch=launched.append)

    message = Message.objects.get(uuid=prompt.reply)
    assert reply.is_new
    assert reply.run == launched[0].uuid == message.run.uuid
    assert contents(launched) == ["Q1", "A1", "Next"]
    conversation.refresh_from_db()
    assert conversation.leaf == message


def test_a_submit_takes_few_queries(alice, conversation, launched, django_assert_num_queries):
    _, answer = add_turn(conversation)
    prompt = prompt_in(
        conversation, answer, settings=ChosenSettings(conversation.credential.uuid, "qianfan_v2")
    )

    # Begin, conversation, repetition, branch, live runs, credential, three rows, leaf, commit.
    with django_assert_num_queries(11):
        submit_prompt(user=alice, prompt=prompt, launch=launched.append)


def test_a_failed_reply_without_text_is_left_out_with_its_question(alice, conversation, launched):
    _, first = add_turn(conversation, "Q1", "A1")
    _, failed = add_turn(conversation, "Q2", "", parent=first, status=RunStatus.FAILED)

    submit_prompt(user=alice, prompt=prompt_in(conversation, failed), launch=launched.append)

    assert contents(launched) == ["Q1", "A1", "Next"]


def test_a_stopped_reply_counts_with_the_text_it_has(alice, conversation, launched):
    _, stopped = add_turn(conversation, "Q1", "Hal", status=RunStatus.STOPPED)

    submit_prompt(user=alice, prompt=prompt_in(conversation, stopped), launch=launched.append)

    assert contents(launched) == ["Q1", "Hal", "Next"]


def test_an_edited_reply_counts_as_edited(alice, conversation, launched):
    _, answer = add_turn(conversation, "Q1", "A1")
    Message.objects.filter(pk=answer.pk).update(content="Better")

    submit_prompt(user=alice, prompt=prompt_in(conversation, answer), launch=launched.append)

    assert contents(launched) == ["Q1", "Better", "Next"]


def test_a_branch_that_must_be_cleared_goes_no_further(alice, conversation, launched):
    _question, answer = add_turn(conversation, needs_clear_history=True)

    with pytest.raises(RequestRefused, match="history_must_be_cleared"):
        submit_prompt(user=alice, prompt=prompt_in(conversation, answer), launch=launched.append)

    # To start over or to edit is still possible.
    submit_prompt(user=alice, prompt=prompt_in(conversation), launch=launched.append)
    assert contents(launched) == ["Next"]


@pytest.mark.parametrize("place", ["below", "beside"])
def test_a_branch_with_a_live_reply_is_busy(alice, conversation, launched, place):
    _, live = add_turn(conversation, status=RunStatus.RUNNING)
    parent = live if place == "below" else None

    with pytest.raises(RequestRefused, match="conversation_busy"):
        submit_prompt(user=alice, prompt=prompt_in(conversation, parent), launch=launched.append)

    assert not launched


def test_another_branch_is_free_while_one_is_busy(alice, conversation, launched):
    _, first = add_turn(conversation, "Q1", "A1")
    add_turn(conversation, "Q2", "", parent=first, status=RunStatus.RUNNING)
    _question, other = add_turn(conversation, "Q1b", "A1b")

    submit_prompt(user=alice, prompt=prompt_in(conversation, other), launch=launched.append)

    assert contents(launched) == ["Q1b", "A1b", "Next"]


def test_a_turn_cannot_follow_a_user_turn(alice, conversation, launched):
    question, _ = add_turn(conversation)

    with pytest.raises(RequestRefused, match="not_found"):
        submit_prompt(user=alice, prompt=prompt_in(conversation, question), launch=launched.append)


def test_a_deleted_conversation_takes_no_turn(alice, conversation, launched):
    conversation.deleted_at = conversation.created_at
    conversation.save()

    with pytest.raises(RequestRefused, match="not_found"):
        submit_prompt(user=alice, prompt=prompt_in(conversation), launch=launched.append)


def test_settings_of_a_submit_are_kept_for_the_next(alice, sandbox, launched):
    prompt = prompt_in(
        Conversation(),
        settings=ChosenSettings(sandbox.uuid, "qianfan_v1", "ERNIE-Lite-8K", system="Be brief."),
    )

    submit_prompt(user=alice, prompt=prompt, launch=launched.append)
    Run.objects.update(status=RunStatus.SUCCEEDED)
    kept = Conversation.objects.get(uuid=prompt.conversation)
    submit_prompt(user=alice, prompt=prompt_in(kept), launch=launched.append)

    assert (kept.credential, kept.provider, kept.system) == (sandbox, "qianfan_v1", "Be brief.")
    assert launched[1].request.system == "Be brief."


def test_regenerating_adds_an_alternative(alice, conversation, launched):
    question, _answer = add_turn(conversation, "Q1", "A1")
    asked = Repetition(conversation.uuid, question.uuid, uuid4())

    reply = regenerate(user=alice, asked=asked, launch=launched.append)

    assert contents(launched) == ["Q1"]
    assert question.children.count() == 2
    conversation.refresh_from_db()
    assert conversation.leaf.uuid == reply.reply == asked.reply


def test_the_same_regenerate_again_adds_nothing(alice, conversation, launched):
    question, _ = add_turn(conversation)
    asked = Repetition(conversation.uuid, question.uuid, uuid4())

    first = regenerate(user=alice, asked=asked, launch=launched.append)
    again = regenerate(user=alice, asked=asked, launch=launched.append)

    assert again.run == first.run
    assert not again.is_new
    assert len(launched) == 1


def test_a_live_reply_is_not_regenerated(alice, conversation, launched):
    question, _ = add_turn(conversation, status=RunStatus.RUNNING)

    with pytest.raises(RequestRefused, match="conversation_busy"):
        regenerate(
            user=alice,
            asked=Repetition(conversation.uuid, question.uuid, uuid4()),
            launch=launched.append,
        )


def test_a_reply_id_that_is_taken_is_refused(alice, bob, sandbox, conversation, launched):
    question, _ = add_turn(conversation)
    taken, _ = add_turn(make_conversation(bob, sandbox))

    with pytest.raises(RequestRefused, match="not_found"):
        regenerate(
            user=alice,
            asked=Repetition(conversation.uuid, question.uuid, taken.uuid),
            launch=launched.append,
        )


@pytest.mark.parametrize(
    "run_fields",
    [
        {"status": RunStatus.STOPPED},
        {"status": RunStatus.INTERRUPTED},
        {"status": RunStatus.FAILED},
        {"status": RunStatus.SUCCEEDED, "finish_reason": "length"},
    ],
)
def test_an_unfinished_reply_is_continued_in_its_place(alice, conversation, launched, run_fields):
    _question, answer = add_turn(conversation, "Q1", "Half", **run_fields)
    old_run = answer.run

    reply = continue_reply(
        user=alice,
        conversation=conversation.uuid,
        message=answer.uuid,
        launch=launched.append,
    )

    assert contents(launched) == ["Q1", "Half", "Continue exactly where you stopped."]
    assert reply.offset == len("Half")
    answer.refresh_from_db()
    assert answer.run.output == "Half"
    assert answer.run != old_run


def test_a_chinese_reply_is_continued_in_chinese(alice, conversation, launched):
    _, answer = add_turn(conversation, "问", "一半", status=RunStatus.STOPPED)

    continue_reply(
        user=alice, conversation=conversation.uuid, message=answer.uuid, launch=launched.append
    )

    assert contents(launched)[-1] == "继续"


def test_a_reply_without_text_is_asked_for_anew(alice, conversation, launched):
    _, answer = add_turn(conversation, "Q1", "", status=RunStatus.FAILED)

    continue_reply(
        user=alice, conversation=conversation.uuid, message=answer.uuid, launch=launched.append
    )

    assert contents(launched) == ["Q1"]


def test_a_finished_reply_is_not_continued(alice, conversation, launched):
    _, answer = add_turn(conversation, finish_reason="stop")

    with pytest.raises(RequestRefused, match="not_continuable"):
        continue_reply(
            user=alice, conversation=conversation.uuid, message=answer.uuid, launch=launched.append
        )


def test_a_reply_with_turns_below_is_not_continued(alice, conversation, launched):
    _, answer = add_turn(conversation, status=RunStatus.STOPPED)
    add_turn(conversation, parent=answer)

    with pytest.raises(RequestRefused, match="not_continuable"):
        continue_reply(
            user=alice, conversation=conversation.uuid, message=answer.uuid, launch=launched.append
        )


def test_a_disabled_credential_is_refused(alice, conversation, sandbox, launched):
    question, _ = add_turn(conversation)
    sandbox.is_enabled = False
    sandbox.save()

    with pytest.raises(RequestRefused, match="credential_unavailable"):
        regenerate(
            user=alice,
            asked=Repetition(conversation.uuid, question.uuid, uuid4()),
            launch=launched.append,
        )


def test_a_sandbox_that_does_not_run_is_said_before_anything_is_saved(
    alice, conversation, settings, launched
):
    settings.SANDBOX_URL = ""

    with pytest.raises(RequestRefused, match="connection_failed"):
        submit_prompt(user=alice, prompt=prompt_in(conversation), launch=launched.append)

    assert not conversation.messages.exists()


def test_replies_of_one_question_are_alternatives(alice, conversation):
    question, first = add_turn(conversation)
    second = add_reply(question, "B")

    assert list(question.children.order_by("created_at")) == [first, second]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Hello", "Hello"),
        ("\n\n  First line \nsecond", "First line"),
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 59 + "…"),
    ],
)
def test_the_title_is_the_first_line_cut_short(text, title):
    assert title_of(text) == title
