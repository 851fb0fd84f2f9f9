"""The page of a talk, and its fragments; what plugins bring may be hostile."""

from __future__ import annotations

import re

import orjson
import pytest
from django.urls import reverse

from playground.plugins.models import TalkKind
from playground.runs.models import RunStatus
from tests.plugins.talks import make_talk, make_turn

pytestmark = pytest.mark.django_db

EVIL = "<img src=x onerror=alert(1)><script>alert(2)</script>"
EVIL_CHART = {
    "title": {"text": EVIL},
    "series": [{"type": "pie", "name": EVIL, "data": [{"name": EVIL, "value": 1}]}],
}
FAR = "https://evil.example/x.png"


def step(payload):
    return orjson.dumps({"step": "plugin", "part": "plugin", "payload": payload}).decode() + "\n"


def answer_of(*lines):
    text = "\n".join(orjson.dumps(line).decode() for line in lines)
    state = {"plugin_id": EVIL, "plugin_req": EVIL, "plugin_resp": text, "status": "2"}
    return step({"plugin_info": [state]})


def page(client, talk):
    return client.get(reverse("plugins:detail", args=[talk.uuid])).content.decode()


@pytest.fixture
def talk(alice, sandbox_credential):
    return make_talk(alice, sandbox_credential, kind=TalkKind.ERNIE, title=EVIL)


def test_a_talk_shows_questions_and_answers_in_their_order(talk, alice_client):
    make_turn(talk, "First question", "First answer", plugins=["eChart", "unknown-plugin"])
    make_turn(talk, "Second question", "Second answer")

    text = page(alice_client, talk)

    places = [
        text.index(f"{which} {what}")
        for which in ("First", "Second")
        for what in ("question", "answer")
    ]
    assert places == sorted(places)
    assert "unknown-plugin" in text


def test_only_the_last_question_offers_to_be_asked_again(talk, alice_client):
    first, last = make_turn(talk), make_turn(talk)

    text = page(alice_client, talk)

    assert reverse("plugins:ask_again", args=[last.uuid]) in text
    assert reverse("plugins:ask_again", args=[first.uuid]) not in text


def test_an_error_is_told_in_words(talk, alice_client):
    make_turn(talk, run_status=RunStatus.FAILED, run_error_code="rate_limited")

    assert "Too many requests" in page(alice_client, talk)


def test_the_form_remembers_with_what_was_asked(alice, sandbox_credential, alice_client):
    talk = make_talk(alice, sandbox_credential, parameters={"temperature": 0.3})
    make_turn(talk, plugins=["uuid-chatocr"], variables={"city": "Beijing"})

    text = page(alice_client, talk)

    for kept in ('value="my-knowledge"', 'value="0.3"', 'value="Beijing"'):
        assert kept in text


def test_the_fragments_of_a_turn_are_but_that(talk, alice_client):
    turn = make_turn(talk)

    for name, root in (("turn", "<article"), ("timeline", "<ol")):
        text = alice_client.get(reverse(f"plugins:{name}", args=[turn.uuid])).content.decode()

        assert text.strip().startswith(root)
        assert "<html" not in text


@pytest.mark.parametrize(
    "steps",
    [
        step({"plugin_metas": [{"pluginId": EVIL, "pluginNameForHuman": EVIL}]}),
        step({EVIL: EVIL}),
        step({"plugin_id": EVIL, "request": {EVIL: EVIL}, "response": {"result": {EVIL: EVIL}}}),
        answer_of({"rawText": EVIL}, {"actionName": EVIL, "actionContent": EVIL}),
        answer_of({"errCode": EVIL, "errMsg": EVIL}),
        answer_of({"option": EVIL_CHART}),
        answer_of({"option": {"series": [{"type": EVIL}]}}),
        step({"plugin_id": "p", "response": {"result": {"words_result": [{"words": EVIL}]}}}),
        step({"plugin_id": "p", "response": {"result": {"rows": [{EVIL: EVIL}]}}}),
        step(
            {
                "plugin_id": "uuid-zhishiku",
                "response": {
                    "result": {
                        "responses": [
                            {
                                "content": EVIL,
                                "docName": EVIL,
                                "kbName": EVIL,
                                "contentUrl": "javascript:alert(1)",
                                "next": {"content": EVIL},
                            }
                        ]
                    }
                },
            }
        ),
    ],
)  # fmt: skip
def test_whatever_plugins_say_is_text(talk, alice_client, steps):
    make_turn(talk, EVIL, EVIL, run_steps=steps, variables={EVIL: EVIL}, plugins=[EVIL])

    text = page(alice_client, talk)

    assert "<img src=x" not in text
    assert "alert(2)</script>" not in text
    assert re.findall(r'(?:href|src|action)="javascript:', text) == []


def test_no_picture_is_loaded_by_itself(talk, alice_client):
    steps = answer_of(
        {
            "image": FAR,
            "option": {
                "series": [{"type": "pie", "data": [1]}],
                "graphic": [{"style": {"image": FAR}}],
            },
        }
    )
    make_turn(talk, answer=f"![see]({FAR})", run_steps=steps)

    text = page(alice_client, talk)

    assert re.findall(rf'(?:src|srcset|poster|data-option)="[^"]*{FAR}', text) == []
    [link] = re.findall(rf'<a class="remote-picture__link"\s+href="{FAR}"[^>]*>', text)
    assert 'rel="noopener noreferrer nofollow"' in link


def test_the_data_of_a_chart_cannot_leave_its_attribute(talk, alice_client):
    name = '"><script>alert(1)</script>'
    option = {"series": [{"type": "pie", "data": [{"name": name, "value": 1}]}]}
    make_turn(talk, run_steps=answer_of({"option": option}))

    text = page(alice_client, talk)

    [data] = re.findall(r'data-option="([^"]*)"', text)
    assert "&lt;script&gt;" in data
    assert "<script>alert(1)" not in text


def test_charts_in_words_alone_are_drawn_too(talk, alice_client):
    block = '```echarts-option\n[{"series": [{"type": "bar", "data": [1, 2]}]}]\n```\n'
    make_turn(talk, answer=f"Look:\n\n{block}")

    assert page(alice_client, talk).count("<data-chart") == 1


def test_of_a_very_long_talk_the_last_turns_are_shown(talk, alice_client, monkeypatch):
    monkeypatch.setattr("playground.plugins.shown_turns.MAX_TURNS", 2)
    for number in range(3):
        make_turn(talk, f"question {number}")

    text = page(alice_client, talk)

    assert "Only the last 2 questions are shown." in text
    assert "question 0" not in text


def test_a_talk_of_many_turns_asks_the_database_as_often_as_one_of_two(
    talk, alice_client, django_assert_max_num_queries
):
    for number in range(40):
        make_turn(talk, f"question {number}")

    with django_assert_max_num_queries(18):
        text = page(alice_client, talk)

    assert text.count("data-turn\n") == 40


def test_the_page_of_its_run_leads_to_the_turn(talk, alice_client):
    turn = make_turn(talk)

    text = alice_client.get(reverse("runs:detail", args=[turn.run.uuid])).content.decode()

    assert f'href="/plugins/{talk.uuid}/#turn-{turn.uuid}"' in text
