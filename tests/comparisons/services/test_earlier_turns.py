"""The turns before a prompt are kept, and told to every column before it."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from django.utils import translation

from playground.comparisons.models import ComparisonKind
from playground.comparisons.services.columns import add_column, ask_again
from playground.comparisons.services.conversations import open_conversation
from playground.comparisons.services.creation import (
    Question,
    ask_same_columns,
    create_comparison,
)
from playground.gateway import ChatMessage
from playground.runs.call_settings import CallChoice
from playground.runs.model_offers import ChosenModel
from playground.runs.models import Run, RunStatus

pytestmark = pytest.mark.django_db
TURNS = (ChatMessage("user", "One?"), ChatMessage("assistant", "1"))
QUESTION = Question(ComparisonKind.CHAT, "Two?", "Be brief.", TURNS)
TOLD = ["One?", "1", "Two?"]


@pytest.fixture
def credential(sandbox_credential, settings):
    settings.SANDBOX_URL = "http://127.0.0.1:9"
    return sandbox_credential


def choices(credential, *models, provider="qianfan_v2"):
    return [CallChoice(credential, ChosenModel(provider, model)) for model in models]


def create(user, credential, question=QUESTION, uuid=None):
    return create_comparison(
        user=user,
        uuid=uuid or uuid4(),
        question=question,
        choices=choices(credential, "a", "b"),
    )


def told(saved):
    return [[each.content for each in run.request.messages] for run in saved.prepared]


def end_all():
    Run.objects.update(status=RunStatus.SUCCEEDED, output="2")


def test_every_column_is_told_them_before_the_prompt(alice, credential):
    saved = create(alice, credential)

    assert told(saved) == [TOLD, TOLD]
    assert [each.role for each in saved.prepared[0].request.messages] == [
        "user",
        "assistant",
        "user",
    ]
    saved.comparison.refresh_from_db()
    assert saved.comparison.earlier_turns == TURNS


def test_a_column_that_is_asked_again_is_told_the_same(alice, credential):
    comparison = create(alice, credential).comparison
    end_all()

    column = comparison.columns.earliest("position").uuid

    assert told(ask_again(user=alice, uuid=comparison.uuid, column=column)) == [TOLD]


def test_one_more_column_is_told_the_same(alice, credential):
    comparison = create(alice, credential).comparison
    [choice] = choices(credential, "c")

    assert told(add_column(user=alice, uuid=comparison.uuid, choice=choice)) == [TOLD]


def test_another_prompt_for_the_same_columns_follows_the_same_turns(alice, credential):
    earlier = create(alice, credential).comparison
    question = Question(ComparisonKind.CHAT, "Three?")

    saved = ask_same_columns(user=alice, uuid=uuid4(), earlier=earlier, question=question)

    assert told(saved) == [["One?", "1", "Three?"]] * 2
    assert saved.comparison.earlier_turns == TURNS


def test_a_completion_is_told_nothing_before(alice, credential):
    question = replace(QUESTION, kind=ComparisonKind.COMPLETION)

    saved = create(alice, credential, question)

    assert saved.comparison.turns == []
    assert [each.request.prompt for each in saved.prepared] == ["Two?"] * 2


def test_the_same_prompt_without_them_is_another_comparison(alice, credential):
    uuid = uuid4()
    first = create(alice, credential, uuid=uuid)

    repeated = create(alice, credential, uuid=uuid)
    bare = create(alice, credential, replace(QUESTION, turns=()), uuid)

    assert repeated.comparison == first.comparison != bare.comparison
    assert told(bare) == [["Two?"]] * 2


def test_a_model_for_which_they_are_too_long_says_so_alone(alice, credential):
    long = (ChatMessage("user", "One?"), ChatMessage("assistant", "x" * 300_000))

    saved = create_comparison(
        user=alice,
        uuid=uuid4(),
        question=replace(QUESTION, turns=long),
        choices=[
            *choices(credential, "ERNIE-Tiny-8K", provider="qianfan_v1"),
            *choices(credential, "b"),
        ],
    )

    refused, asked = saved.comparison.columns.order_by("position")
    assert (refused.error_code, refused.run) == ("context_too_many_characters", None)
    assert asked.run is not None


def test_they_go_along_to_a_conversation(alice, credential):
    comparison = create(alice, credential).comparison
    end_all()
    column = comparison.columns.select_related("run", "comparison").earliest("position")

    with translation.override("en"):
        conversation = open_conversation(user=alice, column=column, run=column.run)

    texts = conversation.messages.order_by("pk").values_list("content", flat=True)
    assert list(texts) == ["One?", "1", "Two?", "2"]
    assert conversation.title == "Two?"
