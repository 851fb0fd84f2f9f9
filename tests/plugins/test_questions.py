"""Questions as they are typed, and the requests that are made of them."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from playground.gateway import ChatMessage
from playground.plugins.models import TalkKind
from playground.plugins.questions import (
    MAX_VARIABLES,
    Question,
    read_question,
    with_file,
    without_file,
)
from playground.plugins.refusals import QuestionRefused
from playground.runs.call_settings import CallSettings

HISTORY = [ChatMessage("user", "Hi"), ChatMessage("assistant", "Hello")]


TARGET = CallSettings(None, "qianfan_v1", "EBPlugin", "my-application", {"temperature": 0.5})


def typed(**fields):
    data = QueryDict(mutable=True)
    for name, value in fields.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def application(**fields):
    return Question(TalkKind.APPLICATION, "Why?", **fields)


def test_an_application_gets_all_that_goes_beside_a_question():
    question = application(
        plugins=("uuid-chatocr",),
        file_url="https://x.bcebos.com/a.png",
        variables=(("city", "Beijing"),),
        variables_json='{"days": 3, "city": "Paris"}',
    )

    request = question.request(TARGET, HISTORY)

    assert request.endpoint == "my-application"
    assert request.plugins == ("uuid-chatocr",)
    assert request.file_url == "https://x.bcebos.com/a.png"
    assert request.variables == {"days": 3, "city": "Beijing"}
    assert request.history == tuple(HISTORY)
    assert request.parameters == {"temperature": 0.5}
    assert request.is_verbose


def test_ernie_bot_reads_the_file_in_the_words_of_the_question():
    question = Question(TalkKind.ERNIE, "What is it?", ("ImageAI",), "https://x.example/a%20b.png")

    request = question.request(TARGET, HISTORY)

    text = "What is it?\n<img>a b.png</img><url>https://x.example/a%20b.png</url>"
    assert request.messages == (*HISTORY, ChatMessage("user", text))
    assert (request.plugins, request.model) == (("ImageAI",), "EBPlugin")


@pytest.mark.parametrize(
    ("address", "plugins", "tag"),
    [
        ("https://x.example/a.png", ("ChatFile",), "<img>a.png</img>"),
        ("https://x.example/a.pdf", ("ImageAI", "ChatFile"), "<file>a.pdf</file>"),
        ("https://x.example/show?id=1", ("ImageAI",), "<img>show</img>"),
        ("https://x.example/", ("ChatFilePlus",), "<file>file</file>"),
        ("https://x.example/a%3C/file%3E.pdf", ("ChatFile",), "<file>file.pdf</file>"),
    ],
)
def test_a_file_is_named_for_what_it_is(address, plugins, tag):
    assert f"{tag}<url>{address}</url>" in with_file("", address, plugins)


def test_a_file_can_be_taken_out_of_the_words_again():
    text = with_file("What is it?", "https://x.example/a.png", ("ImageAI",))

    assert without_file(text) == ("What is it?", "https://x.example/a.png")
    assert without_file("What is it?") == ("What is it?", "")


@pytest.mark.parametrize(
    ("question", "code", "field"),
    [
        (application(plugins=()), "", ""),
        (Question(TalkKind.ERNIE, "  \n", ("eChart",)), "query_missing", "query"),
        (Question(TalkKind.ERNIE, "Why?"), "plugins_missing", "plugins"),
        (Question(TalkKind.ERNIE, "Why?", ("a", "b", "c", "d")), "plugins_too_many", "plugins"),
        (application(file_url="no address"), "file_url_invalid", "file_url"),
        (application(file_url="javascript:alert(1)"), "file_url_invalid", "file_url"),
        (application(file_url="https://x/<url>"), "file_url_invalid", "file_url"),
        (application(variables=(("", "Beijing"),)), "variable_unnamed", "variables"),
        (application(variables_json="{"), "variables_invalid", "variables"),
        (application(variables_json="[1]"), "variables_invalid", "variables"),
        (
            application(variables=tuple((str(n), "") for n in range(MAX_VARIABLES + 1))),
            "variables_too_many",
            "variables",
        ),
    ],
)
def test_what_cannot_be_asked_is_refused_by_its_field(question, code, field):
    refused = None
    try:
        question.check()
    except QuestionRefused as error:
        refused = error

    assert (refused.code, refused.field) == (code, field) if code else refused is None
    assert refused is None or refused.sentence != code


def test_the_variables_of_an_application_are_nothing_to_ernie_bot():
    question = Question(TalkKind.ERNIE, "Why?", ("eChart",), variables_json="{")

    question.check()

    assert question.variable_values() == {}


def test_a_form_is_read_as_it_was_typed():
    question = read_question(
        typed(
            kind="application",
            query="Why?\r\nAnd how?\x00",
            application_plugins=["uuid-chatocr", "uuid-chatocr", ""],
            ernie_plugins=["eChart"],
            file_url=" https://x.example/a.png ",
            variable_name=["city", "", ""],
            variable_value=[" Beijing ", "", "lost?"],
            variables_json='{"a": 1}',
            is_verbose="1",
        )
    )

    assert question == Question(
        kind=TalkKind.APPLICATION,
        query="Why?\nAnd how?",
        plugins=("uuid-chatocr",),
        file_url="https://x.example/a.png",
        variables=(("city", " Beijing "), ("", "lost?")),
        variables_json='{"a": 1}',
        is_verbose=True,
        has_history=False,
    )


def test_an_empty_form_is_read_too():
    question = read_question(typed())

    assert (question.query, question.plugins, question.kind) == ("", (), TalkKind.ERNIE)
