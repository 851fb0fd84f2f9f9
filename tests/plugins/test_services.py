"""Asking plugins: rows, rights, history; the calls themselves are those of the views' tests."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.http import Http404

from playground.plugins import services
from playground.plugins.models import PluginTalk, PluginTurn, TalkKind
from playground.plugins.questions import Question
from playground.plugins.refusals import QuestionRefused
from playground.plugins.services import Asking
from playground.runs.call_settings import CallRefused, CallSettings
from playground.runs.models import Run, RunKind, RunStatus
from tests.plugins.talks import APPLICATION, make_talk, make_turn

pytestmark = pytest.mark.django_db


class Launches(list):
    def __call__(self, prepared):
        self.append(prepared)


@pytest.fixture(autouse=True)
def _a_sandbox_that_nobody_calls(settings):
    settings.SANDBOX_URL = "http://127.0.0.1:9"


@pytest.fixture
def launches():
    return Launches()


def settings_of(credential, **fields):
    chosen = {"provider": "qianfan_v1", "model": "", "endpoint": APPLICATION, "parameters": {}}
    return CallSettings(credential, **{**chosen, **fields})


def asking(credential, *, query="Why?", talk=None, turn=None, kind=TalkKind.APPLICATION, **fields):
    plugins = fields.pop("plugins", ())
    question = Question(kind, query, plugins, has_history=fields.pop("has_history", True))
    return Asking(turn or uuid4(), question, settings_of(credential, **fields), talk)


def test_a_question_begins_a_talk(alice, sandbox_credential, launches):
    asked = services.ask(
        user=alice, asking=asking(sandbox_credential, query="Why? " * 50), launch=launches
    )

    assert asked.is_new
    assert asked.is_first
    talk = PluginTalk.objects.get()
    assert (talk.owner, talk.kind, talk.endpoint) == (alice, TalkKind.APPLICATION, APPLICATION)
    assert len(talk.title) == services.TITLE_CHARACTERS
    run = asked.turn.run
    assert (run.kind, run.status, run.uuid) == (RunKind.PLUGIN, RunStatus.RUNNING, launches[0].uuid)


def test_the_same_question_twice_is_asked_once(alice, sandbox_credential, launches):
    twice = asking(sandbox_credential)
    services.ask(user=alice, asking=twice, launch=launches)

    again = services.ask(user=alice, asking=twice, launch=launches)

    assert not again.is_new
    assert len(launches) == Run.objects.count() == PluginTurn.objects.count() == 1


def test_a_further_question_takes_along_what_was_said(alice, sandbox_credential, launches):
    talk = make_talk(alice, sandbox_credential)
    make_turn(talk, "Who?", "Nobody.")
    make_turn(talk, "Failed?", "", run_status=RunStatus.FAILED)

    services.ask(user=alice, asking=asking(sandbox_credential, talk=talk.uuid), launch=launches)

    history = launches[0].request.history
    assert [(turn.role, turn.content) for turn in history] == [
        ("user", "Who?"),
        ("assistant", "Nobody."),
    ]
    assert PluginTalk.objects.count() == 1


def test_what_was_said_can_be_left_out(alice, sandbox_credential, launches):
    talk = make_talk(alice, sandbox_credential)
    make_turn(talk)

    left = asking(sandbox_credential, talk=talk.uuid, has_history=False)
    services.ask(user=alice, asking=left, launch=launches)

    assert launches[0].request.history == ()


def test_ernie_bot_hears_of_the_files_of_earlier_turns(alice, sandbox_credential, launches):
    talk = make_talk(alice, sandbox_credential, kind=TalkKind.ERNIE)
    make_turn(talk, "What?", plugins=["ChatFile"], file_url="https://x.example/a.pdf")

    further = asking(
        sandbox_credential,
        talk=talk.uuid,
        kind=TalkKind.ERNIE,
        plugins=("ChatFile",),
        endpoint="",
        model="EBPlugin",
    )
    services.ask(user=alice, asking=further, launch=launches)

    assert "<file>a.pdf</file>" in launches[0].request.messages[0].content


def test_ernie_bot_is_not_asked_by_an_endpoint_of_ones_own(alice, sandbox_credential, launches):
    question = asking(
        sandbox_credential, kind=TalkKind.ERNIE, plugins=("eChart",), model="My service"
    )

    services.ask(user=alice, asking=question, launch=launches)

    assert launches[0].request.model == "EBPlugin"
    assert PluginTalk.objects.get().endpoint == ""


def test_one_answer_at_a_time(alice, sandbox_credential, launches):
    talk = make_talk(alice, sandbox_credential)
    make_turn(talk, run_status=RunStatus.RUNNING)

    with pytest.raises(QuestionRefused) as refused:
        services.ask(user=alice, asking=asking(sandbox_credential, talk=talk.uuid), launch=launches)

    assert refused.value.code == "talk_busy"
    assert launches == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"query": ""}, "query_missing"),
        ({"query": "x" * 1_001}, "prompt_too_long"),
        ({"endpoint": ""}, "endpoint_missing"),
        ({"provider": "qianfan_v2"}, "provider_without_plugins"),
        ({"kind": TalkKind.ERNIE}, "plugins_missing"),
    ],
)
def test_what_cannot_be_called_changes_nothing(alice, sandbox_credential, launches, change, code):
    with pytest.raises(QuestionRefused) as refused:
        services.ask(user=alice, asking=asking(sandbox_credential, **change), launch=launches)

    assert refused.value.code == code
    assert PluginTalk.objects.count() == Run.objects.count() == len(launches) == 0


def test_nobody_asks_in_the_talk_of_another(alice, charlie, sandbox_credential, launches):
    talk = make_talk(alice, sandbox_credential)

    with pytest.raises(QuestionRefused) as refused:
        services.ask(
            user=charlie, asking=asking(sandbox_credential, talk=talk.uuid), launch=launches
        )

    assert refused.value.code == "talk_gone"


def test_nobody_learns_of_a_turn_by_its_id(alice, charlie, sandbox_credential, launches):
    turn = make_turn(make_talk(alice, sandbox_credential))

    with pytest.raises(QuestionRefused) as refused:
        services.ask(
            user=charlie, asking=asking(sandbox_credential, turn=turn.uuid), launch=launches
        )

    assert refused.value.code == "talk_gone"
    assert Run.objects.count() == 1


def test_a_question_asked_again_gets_another_run_and_the_history_keeps_the_first(
    alice, sandbox_credential, launches
):
    talk = make_talk(alice, sandbox_credential)
    make_turn(talk, "Who?", "Nobody.")
    turn = make_turn(talk, run_status=RunStatus.FAILED, variables={"days": 3, "city": "Paris"})
    first = turn.run

    asked = services.ask_again(user=alice, turn=turn.uuid, launch=launches)

    assert asked.is_new
    turn.refresh_from_db()
    assert turn.run.uuid == launches[0].uuid != first.uuid
    assert Run.objects.filter(pk=first.pk).exists()
    assert launches[0].request.variables == {"days": 3, "city": "Paris"}
    assert [each.content for each in launches[0].request.history] == ["Who?", "Nobody."]


def test_only_the_last_question_is_asked_again(alice, sandbox_credential, launches):
    talk = make_talk(alice, sandbox_credential)
    first = make_turn(talk)
    make_turn(talk)

    with pytest.raises(QuestionRefused) as refused:
        services.ask_again(user=alice, turn=first.uuid, launch=launches)

    assert refused.value.code == "last_turn_only"


def test_a_question_that_is_being_answered_is_not_asked_again(alice, sandbox_credential, launches):
    turn = make_turn(make_talk(alice, sandbox_credential), run_status=RunStatus.RUNNING)

    with pytest.raises(QuestionRefused) as refused:
        services.ask_again(user=alice, turn=turn.uuid, launch=launches)

    assert refused.value.code == "talk_busy"


def test_without_its_credential_a_talk_asks_for_another(alice, launches):
    turn = make_turn(make_talk(alice))

    with pytest.raises(CallRefused) as refused:
        services.ask_again(user=alice, turn=turn.uuid, launch=launches)

    assert refused.value.code == "credential_missing"


def test_a_talk_is_deleted_and_its_runs_stay(alice, sandbox_credential):
    talk = make_talk(alice, sandbox_credential)
    make_turn(talk)
    live = make_turn(talk, run_status=RunStatus.RUNNING).run

    # Those that are live are told, to be stopped.
    assert services.delete(user=alice, talk=talk.uuid) == [live.uuid]

    assert PluginTurn.objects.count() == 0
    assert Run.objects.count() == 2


def test_nobody_else_deletes_a_talk(alice, charlie):
    talk = make_talk(alice)

    with pytest.raises(Http404):
        services.delete(user=charlie, talk=talk.uuid)

    assert PluginTalk.objects.exists()


def test_a_person_is_deleted_with_all_talks(alice, sandbox_credential):
    make_turn(make_talk(alice, sandbox_credential))

    alice.delete()

    assert PluginTalk.objects.count() == Run.objects.count() == 0
