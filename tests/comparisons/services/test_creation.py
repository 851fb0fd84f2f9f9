"""A comparison asks all of its columns, each with a run of its own."""

from __future__ import annotations

from uuid import uuid4

import pytest

from playground.comparisons.models import Comparison, ComparisonKind
from playground.comparisons.services.columns import add_column, ask_again, remove_column
from playground.comparisons.services.creation import (
    Question,
    ask_same_columns,
    create_comparison,
    title_of,
)
from playground.credentials.models import Credential
from playground.runs.call_settings import CallChoice
from playground.runs.model_offers import ChosenModel
from playground.runs.models import Run, RunKind, RunStatus
from tests.comparisons.answers import make_comparison

pytestmark = pytest.mark.django_db
QUESTION = Question(ComparisonKind.CHAT, "Hello\nthere", "Be brief.")


@pytest.fixture
def credential(sandbox_credential, settings):
    settings.SANDBOX_URL = "http://127.0.0.1:9"
    return sandbox_credential


def choice(credential, model="ernie-speed-8k", **parameters):
    return CallChoice(credential, ChosenModel("qianfan_v2", model), parameters)


def create(user, choices, question=QUESTION, uuid=None):
    return create_comparison(user=user, uuid=uuid or uuid4(), question=question, choices=choices)


def ask(user, credential, *models):
    return create(user, [choice(credential, model) for model in models]).comparison


def columns_of(comparison):
    return list(comparison.columns.select_related("run").order_by("position"))


def test_each_column_gets_a_run_of_its_own(alice, credential):
    chosen = [choice(credential, "a", temperature=0.5), choice(credential, "b")]

    saved = create(alice, chosen)

    comparison = Comparison.objects.get()
    assert (comparison.owner, comparison.title) == (alice, "Hello")
    assert (comparison.prompt, comparison.system) == ("Hello\nthere", "Be brief.")
    columns = columns_of(comparison)
    assert [column.run.model for column in columns] == ["a", "b"]
    assert [prepared.uuid for prepared in saved.prepared] == [each.run.uuid for each in columns]
    assert {column.run.kind for column in columns} == {RunKind.CHAT}
    assert [prepared.request.system for prepared in saved.prepared] == ["Be brief."] * 2
    assert saved.prepared[0].request.parameters == {"temperature": 0.5}


def test_a_completion_has_no_system_prompt(alice, credential):
    question = Question(ComparisonKind.COMPLETION, "Once upon", "Be brief.")

    saved = create(alice, [choice(credential), choice(credential)], question)

    assert saved.comparison.system == ""
    assert [each.request.prompt for each in saved.prepared] == ["Once upon"] * 2
    assert {run.kind for run in Run.objects.all()} == {RunKind.COMPLETION}


def test_a_column_that_is_refused_fails_alone(alice, charlie, credential):
    theirs = Credential.objects.create(owner=charlie, name="Theirs", kind="sandbox")

    saved = create(alice, [choice(theirs), choice(credential), choice(credential, temperature=99)])

    refused, asked, wrong = columns_of(saved.comparison)
    assert (refused.run, refused.error_code) == (None, "credential_unavailable")
    assert (wrong.run, wrong.error_parameters["parameter"]) == (None, "temperature")
    assert asked.run.status == RunStatus.RUNNING
    assert len(saved.prepared) == 1


def test_a_second_click_makes_nothing_new(alice, credential):
    uuid = uuid4()
    create(alice, [choice(credential)] * 2, uuid=uuid)

    again = create(alice, [choice(credential)] * 2, uuid=uuid)

    assert again.comparison == Comparison.objects.get()
    assert again.prepared == ()
    assert Run.objects.count() == 2


@pytest.mark.parametrize(
    ("models", "prompt"), [("ab", "Something else"), ("ac", QUESTION.prompt), ("abc", "Hello")]
)
def test_a_page_to_which_one_went_back_asks_what_it_says_now(alice, credential, models, prompt):
    uuid = uuid4()
    create(alice, [choice(credential, model) for model in "ab"], uuid=uuid)
    question = Question(ComparisonKind.CHAT, prompt, QUESTION.system)

    changed = create(alice, [choice(credential, model) for model in models], question, uuid)

    assert changed.comparison.prompt == prompt
    assert len(changed.prepared) == len(models)
    assert Comparison.objects.count() == 2


def test_the_id_of_somebody_else_is_no_way_to_their_comparison(alice, bob, credential):
    uuid = uuid4()
    create(alice, [choice(credential)] * 2, uuid=uuid)

    theirs = create(bob, [choice(credential)] * 2, uuid=uuid)

    assert theirs.comparison.owner == bob
    assert theirs.comparison.uuid != uuid
    assert Comparison.objects.get(uuid=uuid).columns.count() == 2


def test_the_same_columns_are_asked_something_else(alice, credential):
    earlier = ask(alice, credential, "a", "b", "c")
    question = Question(ComparisonKind.CHAT, "And now?")

    saved = ask_same_columns(user=alice, uuid=uuid4(), earlier=earlier, question=question)

    assert saved.comparison != earlier
    assert [column.model for column in columns_of(saved.comparison)] == ["a", "b", "c"]
    assert [each.request.messages[0].content for each in saved.prepared] == ["And now?"] * 3


def test_one_more_column_is_asked_the_same(alice, credential):
    comparison = ask(alice, credential, "a", "b")

    saved = add_column(user=alice, uuid=comparison.uuid, choice=choice(credential, "c"))

    assert [column.model for column in columns_of(comparison)] == ["a", "b", "c"]
    assert saved.prepared[0].request.messages[0].content == "Hello\nthere"


def test_there_is_no_room_for_a_seventh(alice, credential):
    comparison = ask(alice, credential, *"abcdef")

    assert add_column(user=alice, uuid=comparison.uuid, choice=choice(credential)) is None
    assert comparison.columns.count() == 6


def test_a_column_is_asked_again_with_another_run(alice, credential):
    comparison = make_comparison(alice, credential)
    first = columns_of(comparison)[0]

    saved = ask_again(user=alice, uuid=comparison.uuid, column=first.uuid)

    asked = columns_of(comparison)[0]
    assert asked.run.uuid == saved.prepared[0].uuid != first.run.uuid
    assert Run.objects.filter(pk=first.run.pk).exists()


def test_a_column_that_still_answers_is_left_alone(alice, credential):
    comparison = ask(alice, credential, "a", "b")
    first = columns_of(comparison)[0]

    saved = ask_again(user=alice, uuid=comparison.uuid, column=first.uuid)

    assert saved.prepared == ()
    assert columns_of(comparison)[0].run == first.run


def test_a_column_can_be_asked_again_once_it_may_be_called(alice, credential):
    Credential.objects.update(is_enabled=False)
    comparison = ask(alice, credential, "a", "b")
    first = columns_of(comparison)[0]
    assert first.error_code == "credential_unavailable"
    Credential.objects.update(is_enabled=True)

    ask_again(user=alice, uuid=comparison.uuid, column=first.uuid)

    first.refresh_from_db()
    assert (first.run.model, first.error_code) == ("a", "")


def test_a_column_is_taken_away_and_its_run_stays(alice, credential):
    comparison = ask(alice, credential, "a", "b", "c")
    second = columns_of(comparison)[1]

    live = remove_column(user=alice, uuid=comparison.uuid, column=second.uuid)

    assert live == second.run.uuid
    assert [column.model for column in columns_of(comparison)] == ["a", "c"]
    assert Run.objects.filter(pk=second.run.pk).exists()


def test_two_columns_are_the_least(alice, credential):
    comparison = ask(alice, credential, "a", "b")
    column = columns_of(comparison)[0].uuid

    assert remove_column(user=alice, uuid=comparison.uuid, column=column) is None
    assert comparison.columns.count() == 2


@pytest.mark.parametrize(
    ("prompt", "title"),
    [("Hi", "Hi"), ("\n  One\ntwo", "One"), ("x" * 200, "x" * 79 + "…"), ("\n\n", "")],
)
def test_the_first_line_is_the_title(prompt, title):
    assert title_of(prompt) == title
