"""Functions on the pages: their editor, and calls and results in the thread."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from playground.runs.models import RunStatus
from tests.conversations.trees import add_result, add_turn, call_steps, make_conversation

WEATHER = {
    "name": "get_weather",
    "description": "Look up the weather",
    "parameters": {
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
    },
    "mock": {"sky": "clear"},
}
CHECK = reverse("conversations:check_functions")
LONG = '{"city": "' + "x" * 200_000 + '"}'
CHECK_RESULT = reverse("conversations:check_result")


@pytest.fixture
def conversation(alice):
    return make_conversation(alice, tools=json.dumps([WEATHER]))


def thread(client, conversation):
    return client.get(reverse("conversations:thread", args=[conversation.uuid]))


def calls_of(response):
    return response.context["messages"][1].calls


def test_sound_functions_are_listed(alice_client):
    response = alice_client.post(CHECK, {"tools": json.dumps([WEATHER])})

    assert [function.name for function in response.context["functions"]] == ["get_weather"]
    assert b"data-valid" in response.content


def test_a_fault_is_told_with_its_line(alice_client):
    response = alice_client.post(CHECK, {"tools": '[\r\n{"name": "a"}\r\n{}]'})

    text = response.content.decode()
    assert response.status_code == 200
    assert "data-valid" not in text
    assert 'data-line="3"' in text
    assert response.context["excerpt"] == "{}]"


@pytest.mark.parametrize("text", ["\x00", "[\x00]", '["\ud800"]', "[" * 60_000, "\u2028[1\u2028"])
def test_no_text_breaks_the_check(alice_client, text):
    response = alice_client.post(CHECK, {"tools": text.encode("utf-8", "replace").decode()})

    assert response.status_code == 200


@pytest.mark.parametrize("address", [CHECK, CHECK_RESULT])
def test_only_people_who_are_signed_in_check_functions_and_results(address):
    response = Client().post(address, {"tools": "[]", "text": "[]"})

    assert response.status_code == 302


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"sky":\r\n "gray"', "not valid JSON. Look at line 2, column 8."),
        ("[1\x00 2]", "line 1, column 4"),
        ('  "half', "line 1, column 3"),
        ("noon", "This is not JSON. It is sent as plain text."),
        ("\ud83d", "plain text"),
    ],
)
def test_a_result_that_is_no_json_is_told_so(alice_client, text, sentence):
    text = text.encode("utf-8", "replace").decode()

    response = alice_client.post(CHECK_RESULT, {"text": text})

    assert sentence in " ".join(response.content.decode().split())


@pytest.mark.parametrize("text", ["", " \r\n", '{"sky": "gray"}', "3"])
def test_nothing_is_said_of_a_result_that_is_json(alice_client, text):
    response = alice_client.post(CHECK_RESULT, {"text": text})

    assert "JSON" not in response.content.decode()


def test_functions_are_saved_with_the_settings(alice_client, alice, sandbox):
    conversation = make_conversation(alice, sandbox)

    response = alice_client.post(
        reverse("conversations:save_settings", args=[conversation.uuid]),
        {
            "credential": sandbox.uuid,
            "provider": "qianfan_v2",
            "tools": json.dumps([WEATHER]),
            "tool_choice": "get_weather",
        },
    )

    conversation.refresh_from_db()
    assert response.status_code == 204
    assert json.loads(conversation.tools) == [WEATHER]
    assert conversation.tool_choice == "get_weather"


def test_faulty_functions_are_not_saved(alice_client, alice, sandbox):
    conversation = make_conversation(alice, sandbox)

    response = alice_client.post(
        reverse("conversations:save_settings", args=[conversation.uuid]),
        {"credential": sandbox.uuid, "provider": "qianfan_v2", "tools": "[1]"},
    )

    assert response.status_code == 422
    assert response.json()["field"] == "tools"


def test_the_page_offers_the_functions_that_are_kept(alice_client, conversation):
    response = alice_client.get(reverse("conversations:detail", args=[conversation.uuid]))

    assert [function.name for function in response.context["functions"]] == ["get_weather"]
    assert response.context["settings"].tools == conversation.tools


def test_a_page_with_functions_of_older_rules_opens(alice_client, alice):
    conversation = make_conversation(alice, tools="[1]")
    add_turn(conversation, "Q", "", steps=call_steps(("get_weather", "{}")))

    response = alice_client.get(reverse("conversations:detail", args=[conversation.uuid]))

    assert response.status_code == 200
    assert response.context["functions"] == ()


def test_a_call_is_shown_with_a_form_for_its_result(alice_client, conversation):
    add_turn(conversation, "Q", "", steps=call_steps(("get_weather", '{"city":"Paris"}')))

    response = thread(alice_client, conversation)

    (call,) = calls_of(response)
    assert (call.name, call.arguments) == ("get_weather", '{\n  "city": "Paris"\n}')
    assert call.faults == ()
    assert json.loads(call.mock) == {"sky": "clear"}
    assert "data-results" in response.content.decode()


@pytest.mark.parametrize(
    ("arguments", "verdict", "fault"),
    [
        ("", "Does not fit its schema", "city This key is missing."),
        ("{}", "Does not fit its schema", "city This key is missing."),
        ('{"city": 3}', "Does not fit its schema", "city The value must be of the type string."),
        ('{"city":\n "Pa', "Not JSON", "not valid JSON. Look at line 2, column 2."),
        ('{"city": NaN}', "Not JSON", "not valid JSON. Look at line 1, column 10."),
        (LONG, "Not checked", " The arguments are too long to be checked."),
        ("[" * 50_000, "Not JSON", "not valid JSON. Look at line 1, column 1."),
    ],
)
def test_arguments_that_do_not_fit_are_marked(
    alice_client, conversation, arguments, verdict, fault
):
    add_turn(conversation, "Q", "", steps=call_steps(("get_weather", arguments)))

    (call,) = calls_of(thread(alice_client, conversation))

    (told,) = call.faults
    assert fault in f"{told.place} {told.sentence}"
    assert call.verdict == verdict


def test_of_long_arguments_the_beginning_is_shown(alice_client, conversation):
    add_turn(conversation, "Q", "", steps=call_steps(("get_weather", LONG)))

    response = thread(alice_client, conversation)

    text = response.content.decode()
    assert f"{len(LONG) - 100_000} more characters are not shown" in text
    assert len(text) < 120_000


def test_a_function_that_nobody_offered_is_marked(alice_client, conversation):
    add_turn(conversation, "Q", "", steps=call_steps(("drop_tables", "{}")))

    (call,) = calls_of(thread(alice_client, conversation))

    assert call.verdict == "Not offered"
    assert [each.sentence for each in call.faults] == [
        "The settings have no function of this name. They have get_weather."
    ]


@pytest.mark.parametrize("status", [RunStatus.RUNNING, RunStatus.STOPPED, RunStatus.FAILED])
def test_a_call_that_is_not_whole_takes_no_result(alice_client, conversation, status):
    add_turn(conversation, "Q", "", steps=call_steps(("get_weather", '{"ci')), status=status)

    response = thread(alice_client, conversation)

    (call,) = calls_of(response)
    assert (call.arguments, call.verdict, call.faults) == ('{"ci', "", ())
    text = response.content.decode()
    assert "data-results" not in text
    assert ("cannot be answered. Regenerate it." in text) is (status != RunStatus.RUNNING)


def test_an_answered_call_shows_its_result_and_no_form(alice_client, conversation):
    _, caller = add_turn(
        conversation, "Q", "", steps=call_steps(("get_weather", '{"city":"Paris"}'))
    )
    add_result(caller, '{"sky": "gray"}')

    response = thread(alice_client, conversation)

    text = response.content.decode()
    assert "data-results" not in text
    assert "{&quot;sky&quot;: &quot;gray&quot;}" in text
    assert response.context["messages"][2].tool_name == "get_weather"


def test_what_a_model_calls_is_shown_as_text(alice_client, alice):
    evil = "</pre></script><img src=x onerror=alert(1)>{{7*7}}"
    tools = json.dumps([{**WEATHER, "description": evil, "mock": evil}])
    conversation = make_conversation(alice, tools=tools)
    steps = call_steps((evil, json.dumps({"city": evil})), ("get_weather", evil))
    _, caller = add_turn(conversation, "Q", "", steps=steps)

    forms = alice_client.get(reverse("conversations:detail", args=[conversation.uuid]))
    add_result(add_result(caller, evil, evil[:200]), evil)
    results = alice_client.get(reverse("conversations:detail", args=[conversation.uuid]))
    checked = alice_client.post(CHECK, {"tools": tools})

    for response in (forms, results, checked):
        assert "<img src=x" not in response.content.decode()
        assert "{{7*7}}" in response.content.decode()


def test_a_parameter_that_functions_become_is_not_asked_for_twice(alice_client):
    query = {"provider": "qianfan_v2", "model": "ernie-4.0-8k"}

    response = alice_client.get(reverse("conversations:parameters"), query)

    names = {each.spec.name for each in response.context["parameters"]}
    assert {"tools", "tool_choice"} & names == set()
    assert "temperature" in names


def test_such_a_parameter_that_is_set_can_still_be_reset(alice_client, alice):
    conversation = make_conversation(alice, parameters={"tools": [{"type": "web_search"}]})
    query = {"provider": "qianfan_v2", "conversation": conversation.uuid}

    response = alice_client.get(reverse("conversations:parameters"), query)

    assert "tools" in {each.spec.name for each in response.context["parameters"]}
