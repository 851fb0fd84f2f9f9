"""A call that is made again sends the very same."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from playground.gateway import (
    ChatMessage,
    ChatRequest,
    CompletionRequest,
    EmbeddingRequest,
    ErniePluginRequest,
    Image,
    ImageRequest,
    ImageToTextRequest,
    PluginRequest,
    Tool,
    ToolCall,
    describe_request,
)
from playground.runs.models import Run, RunKind, RunStatus
from playground.runs.repeat_forms import plain_turns, repeat_forms
from playground.runs.repeated_calls import CredentialGone, prepare_again, request_of
from playground.runs.repeats import prefill_of
from tests.factories import make_credential
from tests.runs.sent_runs import CHAT, QUESTION, connection, make_sent_run

USER = ChatMessage("user", QUESTION)
WITH_TOOLS = ChatRequest(
    messages=(
        ChatMessage("user", "first"),
        ChatMessage("assistant", "answer"),
        USER,
        ChatMessage("assistant", "", tool_calls=(ToolCall("get_weather", '{"a": 1}', "call-1"),)),
        ChatMessage("tool", '{"sky": "blue"}', name="get_weather", tool_call_id="call-1"),
    ),
    model="ERNIE-3.5-8K",
    system="Be brief.",
    tools=(Tool("get_weather", "Tells it", {"type": "object", "properties": {}}),),
    tool_choice="get_weather",
    parameters={"temperature": 0.3, "response_format": "json_object"},
)
CALLS = [
    (RunKind.CHAT, "qianfan_v1", WITH_TOOLS),
    (RunKind.CHAT, "qianfan_v2", WITH_TOOLS),
    (RunKind.CHAT, "qianfan_v1", ChatRequest((USER,), endpoint="my-own", is_streaming=False)),
    (RunKind.CREDENTIAL_TEST, "qianfan_v2", ChatRequest((USER,), model="deepseek-v3")),
    (RunKind.COMPLETION, "qianfan_v1", CompletionRequest(QUESTION, model="SQLCoder-7B")),
    (RunKind.COMPLETION, "qianfan_v1", CompletionRequest(QUESTION, model="ERNIE-Lite-8K")),
    (RunKind.COMPLETION, "qianfan_v2", CompletionRequest(QUESTION, model="deepseek-v3")),
    (RunKind.PLUGIN, "qianfan_v1", ErniePluginRequest((USER,), ("eChart",))),
    (
        RunKind.PLUGIN,
        "qianfan_v1",
        PluginRequest(
            QUESTION,
            "my-app",
            plugins=("uuid-zhishiku",),
            file_url="https://example.com/a.png",
            variables={"city": "Xiamen"},
            history=(ChatMessage("user", "before"), ChatMessage("assistant", "yes")),
            is_verbose=False,
            parameters={"temperature": 0.5},
        ),
    ),
]


@pytest.mark.parametrize(("kind", "provider", "request_then"), CALLS)
def test_the_request_is_the_one_of_then(alice, kind, provider, request_then):
    run = make_sent_run(alice, request_then, provider, kind=kind)

    again = request_of(run)

    assert again is not None
    assert describe_request(again, connection(provider)) == run.request


@pytest.mark.parametrize(
    ("kind", "request_then"),
    [
        (RunKind.EMBEDDING, EmbeddingRequest(("a",), model="Embedding-V1")),
        (RunKind.IMAGE, ImageRequest("a", model="Stable-Diffusion-XL")),
        (
            RunKind.IMAGE_TO_TEXT,
            ImageToTextRequest("a", Image(b"\x89PNG", "image/png"), model="Fuyu-8B"),
        ),
    ],
)
def test_what_belongs_to_a_page_is_not_made_again_without_it(alice, kind, request_then):
    assert request_of(make_sent_run(alice, request_then, kind=kind)) is None


def test_pictures_that_were_not_kept_are_not_sent_again(alice):
    picture = ChatMessage("user", "What is it?", images=(Image(bytes(3_000), "image/png"),))
    run = make_sent_run(alice, ChatRequest((picture,), model="ernie-4.5-vl"), "qianfan_v2")

    assert request_of(run) is None


def test_a_live_run_is_not_made_again(alice):
    assert request_of(make_sent_run(alice, status=RunStatus.RUNNING)) is None


def test_a_run_that_sent_nothing_is_not_made_again(alice):
    assert request_of(make_sent_run(alice, request={})) is None


def test_the_new_run_is_called_with_the_credential_of_then(alice, settings):
    settings.SANDBOX_URL = "http://127.0.0.1:1"
    credential = make_credential(owner=alice)
    run = make_sent_run(alice, credential=credential)

    prepared = prepare_again(user=alice, run=run, request=CHAT)

    saved = Run.objects.get(uuid=prepared.uuid)
    assert (saved.kind, saved.credential, saved.user) == (RunKind.CHAT, credential, alice)
    assert saved.pk != run.pk


@pytest.mark.parametrize("fields", [{"is_enabled": False}, None])
def test_without_its_credential_nothing_is_called(alice, fields):
    credential = None if fields is None else make_credential(owner=alice, **fields)
    run = make_sent_run(alice, credential=credential)

    with pytest.raises(CredentialGone):
        prepare_again(user=alice, run=run, request=CHAT)

    assert Run.objects.count() == 1


def test_a_chat_is_handed_over_with_its_turns(alice):
    forms = repeat_forms(prefill_of(make_sent_run(alice, WITH_TOOLS), alice))

    assert forms is not None
    assert forms.chat["prompt"] == QUESTION
    assert forms.chat["turns"] == (
        '[{"role": "user", "content": "first"}, {"role": "assistant", "content": "answer"}]'
    )
    assert forms.chat["system"] == "Be brief."
    assert forms.batch["kind"] == "chat"


ASKED_ON = (*WITH_TOOLS.messages, ChatMessage("assistant", "Blue."), ChatMessage("user", "Sure?"))


@pytest.mark.parametrize("provider", ["qianfan_v1", "qianfan_v2"])
def test_calls_and_their_results_are_handed_over(alice, provider):
    run = make_sent_run(alice, replace(WITH_TOOLS, messages=ASKED_ON), provider=provider)

    forms = repeat_forms(prefill_of(run, alice))

    assert forms is not None
    assert json.loads(forms.chat["turns"])[3:] == [
        {
            "role": "assistant",
            "content": "",
            "tool_calls": [{"name": "get_weather", "arguments": '{"a": 1}'}],
        },
        {"role": "tool", "content": '{"sky": "blue"}', "name": "get_weather"},
        {"role": "assistant", "content": "Blue."},
    ]
    assert forms.chat["prompt"] == "Sure?"
    (function,) = json.loads(forms.chat["tools"])
    assert (function["name"], function["description"]) == ("get_weather", "Tells it")


@pytest.mark.parametrize("lost", [3, 4])
def test_calls_without_results_are_not_handed_over(alice, lost):
    messages = (*ASKED_ON[:lost], *ASKED_ON[lost + 1 :])
    given = replace(prefill_of(make_sent_run(alice), alice), turns=messages[:-1])

    forms = repeat_forms(given)

    assert forms is not None
    roles = [turn["role"] for turn in json.loads(forms.chat["turns"])]
    assert roles == ["user", "assistant", "user", "assistant"]


def test_an_image_becomes_a_chat_without_its_model_and_a_batch_with_it(alice):
    request = ImageRequest("A lake", model="Stable-Diffusion-XL", parameters={"n": 1})
    run = make_sent_run(alice, request, kind=RunKind.IMAGE)

    forms = repeat_forms(prefill_of(run, alice))

    assert forms is not None
    assert (forms.chat["model"], forms.chat["parameters"]) == ("", "{}")
    assert (forms.batch["model"], forms.batch["kind"]) == ("Stable-Diffusion-XL", "image")


def test_where_nothing_was_asked_there_is_nothing_to_hand_over(alice):
    run = make_sent_run(alice, request={}, title="")

    assert repeat_forms(prefill_of(run, alice)) is None


@pytest.mark.parametrize(
    "roles", [["assistant"], ["user", "user"], ["user"], ["user", "assistant", "user"]]
)
def test_turns_that_do_not_alternate_are_left_out(roles):
    assert plain_turns([ChatMessage(role, "text") for role in roles]) == []
