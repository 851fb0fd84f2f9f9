"""What a run was asked is read back from what it sent, whatever provider it was sent to."""

from __future__ import annotations

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
)
from playground.runs.models import Run, RunKind
from playground.runs.repeats import prefill
from tests.factories import make_credential
from tests.runs.sent_runs import QUESTION, make_sent_run

PROVIDERS = ["qianfan_v1", "qianfan_v2"]


def model_of(provider):
    return "ERNIE-Lite-8K" if provider == "qianfan_v1" else "ernie-lite-8k"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_chat_comes_back_with_its_turns_settings_and_tools(alice, sandbox_credential, provider):
    request = ChatRequest(
        messages=(
            ChatMessage("user", "first"),
            ChatMessage("assistant", "answer"),
            ChatMessage("user", QUESTION),
        ),
        model=model_of(provider),
        system="Be brief.",
        tools=(Tool("get_weather", "Tells it", {"type": "object", "properties": {}}),),
        parameters={"temperature": 0.3, "response_format": "json_object"},
    )
    run = make_sent_run(alice, request, provider, credential=sandbox_credential)

    given = prefill(alice, str(run.uuid))

    assert given is not None
    assert given.text == QUESTION
    assert given.system == "Be brief."
    assert [(turn.role, turn.content) for turn in given.turns] == [
        ("user", "first"),
        ("assistant", "answer"),
    ]
    assert given.parameters == {"temperature": 0.3, "response_format": "json_object"}
    assert [tool["name"] for tool in given.tools] == ["get_weather"]
    assert given.credential == sandbox_credential
    assert (given.provider, given.model) == (provider, model_of(provider))
    assert given.is_streaming


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_question_is_found_before_a_call_of_a_tool_and_its_result(alice, provider):
    request = ChatRequest(
        messages=(
            ChatMessage("user", QUESTION),
            ChatMessage("assistant", "", tool_calls=(ToolCall("get_weather", "{}", "call-1"),)),
            ChatMessage("tool", '{"sky": "blue"}', name="get_weather", tool_call_id="call-1"),
        ),
        model=model_of(provider),
        tools=(Tool("get_weather"),),
    )
    run = make_sent_run(alice, request, provider)

    given = prefill(alice, run.uuid)

    assert given.text == QUESTION
    assert given.turns == ()


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_prompt_comes_back_from_a_completion_and_from_one_by_a_chat_model(alice, provider):
    request = CompletionRequest(QUESTION, model=model_of(provider))
    run = make_sent_run(alice, request, provider, kind=RunKind.COMPLETION)

    given = prefill(alice, run.uuid)

    assert given.text == QUESTION
    assert given.turns == ()


def test_a_prompt_comes_back_from_a_true_completion_model(alice):
    request = CompletionRequest(QUESTION, model="SQLCoder-7B", parameters={"top_k": 5})
    run = make_sent_run(alice, request, kind=RunKind.COMPLETION)

    given = prefill(alice, run.uuid)

    assert given.text == QUESTION
    assert given.parameters == {"top_k": 5}


@pytest.mark.parametrize("provider", PROVIDERS)
def test_texts_to_embed_come_back(alice, provider):
    model = "Embedding-V1" if provider == "qianfan_v1" else "embedding-v1"
    run = make_sent_run(
        alice, EmbeddingRequest(("a", "b\nc"), model=model), provider, kind=RunKind.EMBEDDING
    )

    given = prefill(alice, run.uuid)

    assert given.texts == ("a", "b\nc")
    assert given.text == "a\nb\nc"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_an_image_comes_back_with_its_parameters(alice, provider):
    model = "Stable-Diffusion-XL" if provider == "qianfan_v1" else "irag-1.0"
    request = ImageRequest(QUESTION, model=model, parameters={"size": "1024x1024"})
    run = make_sent_run(alice, request, provider, kind=RunKind.IMAGE)

    given = prefill(alice, run.uuid)

    assert given.text == QUESTION
    assert given.parameters == {"size": "1024x1024"}


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_question_about_a_picture_comes_back(alice, provider):
    picture = Image(b"\x89PNG" + bytes(3_000), "image/png")
    model = "Fuyu-8B" if provider == "qianfan_v1" else "ernie-4.5-turbo-vl"
    request = ImageToTextRequest(QUESTION, picture, model=model)
    run = make_sent_run(alice, request, provider, kind=RunKind.IMAGE_TO_TEXT)

    given = prefill(alice, run.uuid)

    assert given.text == QUESTION
    assert given.parameters == {}


def test_a_plugin_application_comes_back_with_all_it_was_given(alice):
    request = PluginRequest(
        query=QUESTION,
        endpoint="my-app",
        plugins=("uuid-zhishiku",),
        file_url="https://example.com/a.png",
        variables={"city": "Xiamen"},
        history=(ChatMessage("user", "before"), ChatMessage("assistant", "yes")),
        parameters={"temperature": 0.5},
    )
    run = make_sent_run(alice, request, kind=RunKind.PLUGIN)

    given = prefill(alice, run.uuid)

    assert given.text == QUESTION
    assert given.plugins == ("uuid-zhishiku",)
    assert given.file_url == "https://example.com/a.png"
    assert given.variables == {"city": "Xiamen"}
    assert [turn.content for turn in given.turns] == ["before", "yes"]
    assert given.parameters == {"temperature": 0.5}


def test_the_plugins_of_ernie_bot_come_back(alice):
    request = ErniePluginRequest((ChatMessage("user", QUESTION),), ("eChart",))
    run = make_sent_run(alice, request, kind=RunKind.PLUGIN)

    given = prefill(alice, run.uuid)

    assert given.text == QUESTION
    assert given.plugins == ("eChart",)
    assert given.parameters == {}


def test_a_run_that_has_sent_nothing_yet_is_known_by_its_title(alice):
    run = make_sent_run(alice, ChatRequest((ChatMessage("user", QUESTION),), model="ERNIE-Lite-8K"))
    Run.objects.update(request={})

    assert prefill(alice, run.uuid).text == "A title"


def test_a_chat_as_a_completion_keeps_the_model_and_what_it_knows(alice):
    request = ChatRequest(
        (ChatMessage("user", QUESTION),),
        model="ERNIE-Lite-8K",
        parameters={"temperature": 0.3, "unheard_of": 1},
    )
    run = make_sent_run(alice, request)

    given = prefill(alice, run.uuid, as_kind=RunKind.COMPLETION)

    assert given.kind == RunKind.COMPLETION
    assert given.model == "ERNIE-Lite-8K"
    assert given.parameters == {"temperature": 0.3}


def test_a_completion_model_cannot_chat(alice):
    run = make_sent_run(
        alice, CompletionRequest(QUESTION, model="SQLCoder-7B"), kind=RunKind.COMPLETION
    )

    given = prefill(alice, run.uuid, as_kind=RunKind.CHAT)

    assert (given.text, given.model) == (QUESTION, "")


def test_to_embed_what_was_asked_needs_another_model(alice):
    request = ChatRequest(
        (ChatMessage("user", QUESTION),), model="ERNIE-Lite-8K", parameters={"top_p": 0.5}
    )
    run = make_sent_run(alice, request)

    given = prefill(alice, run.uuid, as_kind=RunKind.EMBEDDING)

    assert (given.text, given.model, given.parameters) == (QUESTION, "", {})


def test_a_credential_of_somebody_else_is_left_out(alice, charlie):
    foreign = make_credential(owner=charlie)
    request = ChatRequest((ChatMessage("user", QUESTION),), model="ERNIE-Lite-8K")
    run = make_sent_run(alice, request, credential=foreign)

    assert prefill(alice, run.uuid).credential is None


def test_a_stranger_reads_nothing_back(alice, charlie):
    run = make_sent_run(alice, ChatRequest((ChatMessage("user", QUESTION),), model="ERNIE-Lite-8K"))

    assert prefill(charlie, run.uuid) is None


@pytest.mark.parametrize("text", [None, "", "nonsense", "6b1f2c7e-0000-4000-8000-000000000000"])
def test_what_names_no_run_prefills_nothing(alice, text):
    assert prefill(alice, text) is None
