"""The code of a call, run for real, sends what the run has sent."""

from __future__ import annotations

import pytest

from playground.credentials.connections import SANDBOX_IAM_KEY, SANDBOX_V2_KEY
from playground.gateway import (
    ApplicationKey,
    ChatMessage,
    ChatRequest,
    CompletionRequest,
    Connection,
    EgressPolicy,
    EmbeddingRequest,
    ErniePluginRequest,
    Image,
    ImageRequest,
    ImageToTextRequest,
    PluginRequest,
    Tool,
    describe_request,
)
from playground.runs.call_code import code_snippets
from tests.runs.call_code.conftest import run_snippets

HOSTILE = (
    'It\'s "quoted" `whoami` $(touch owned) ${HOME} \\n \\\' \\" %s {x} {{y}}\n'
    "JSON\n'''\n\"\"\"\n#{1+1} !! ~ & ; | <b> \t 你好 🚢 \u2028 \u202e end"
)
# What the `qianfan` package puts there on its own.
OF_PACKAGE = {"extra_parameters", "stream"}
WEATHER = Tool("get_weather", "Tells the weather", {"type": "object", "properties": {}})
BMP = bytes.fromhex("424d3603000000000000360000002800000010000000100000000100180000000000") + bytes(
    788
)

CHAT = ChatRequest(
    messages=(
        ChatMessage("user", "first"),
        ChatMessage("assistant", "answer"),
        ChatMessage("user", HOSTILE),
    ),
    model="ERNIE-Speed-8K",
    system=HOSTILE,
    parameters={"temperature": 0.3, "stop": ["a", "'b'"]},
)
V1 = [
    CHAT,
    ChatRequest(
        (ChatMessage("user", HOSTILE),), model="ERNIE-3.5-8K", tools=(WEATHER,), is_streaming=False
    ),
    ChatRequest((ChatMessage("user", HOSTILE),), endpoint="my-service"),
    CompletionRequest(HOSTILE, model="SQLCoder-7B"),
    EmbeddingRequest((HOSTILE, "b"), model="Embedding-V1"),
    ImageRequest("A lake, 'calm'", model="Stable-Diffusion-XL", parameters={"n": 1}),
    ImageToTextRequest(HOSTILE, Image(BMP, "image/bmp"), model="Fuyu-8B"),
    PluginRequest(HOSTILE, "my-helper", variables={"city": HOSTILE}),
    ErniePluginRequest((ChatMessage("user", HOSTILE),), ("eChart",)),
]
V2 = [
    ChatRequest(
        messages=CHAT.messages,
        model="ernie-speed-8k",
        system=HOSTILE,
        parameters={"temperature": 0.3, "web_search": {"enable": False}},
    ),
    ChatRequest(
        (ChatMessage("user", HOSTILE),),
        model="deepseek-v3",
        tools=(WEATHER,),
        is_streaming=False,
    ),
    EmbeddingRequest((HOSTILE, "b"), model="embedding-v1"),
    ImageRequest("A lake, 'calm'", model="irag-1.0", parameters={"n": 1}),
]


def sent(recorder, request, provider, auth, **fields):
    base_url = recorder.url + ("/v2" if provider == "openai_compatible" else "")
    connection = Connection(
        provider=provider,
        base_url=base_url,
        auth=auth,
        egress=EgressPolicy(is_guarded=False),
        **fields,
    )
    return describe_request(request, connection)


def check(recorder, descriptions, provider, name, folder):
    """Run one program for each of the calls; all send what was sent, and are answered."""
    snippets = [
        next(each for each in code_snippets(description, provider) if each.name == name)
        for description in descriptions
    ]

    printed = run_snippets(snippets, folder)

    sent_now = recorder.taken()
    assert len(sent_now) == len(descriptions)
    for (path, body), description, text in zip(sent_now, descriptions, printed, strict=True):
        expected = description["body"]
        assert path == description["url"].partition("?")[0].removeprefix(recorder.url)
        assert body.get("stream", False) == expected.get("stream", False)
        assert _without_own(body, name) == _without_own(expected, name)
        assert text
        assert '"error' not in text
    assert not (folder / "owned").exists()


def _without_own(body, name):
    """Leave out what a package adds on its own."""
    if name == "qianfan":
        return {key: value for key, value in body.items() if key not in OF_PACKAGE}
    if name == "openai" and "input" in body:
        return {"encoding_format": "float", **body}
    return body


@pytest.mark.parametrize("name", ["curl", "httpx", "qianfan"])
@pytest.mark.parametrize(
    "auth", [SANDBOX_IAM_KEY, ApplicationKey("key", "secret")], ids=["signed", "oauth"]
)
def test_v1_is_sent_what_the_run_sent(recorder, tmp_path, auth, name):
    descriptions = [sent(recorder, each, "qianfan_v1", auth) for each in V1]

    check(recorder, descriptions, "qianfan_v1", name, tmp_path)


@pytest.mark.parametrize("name", ["curl", "httpx", "openai"])
def test_v2_is_sent_what_the_run_sent(recorder, tmp_path, name):
    descriptions = [sent(recorder, each, "qianfan_v2", SANDBOX_V2_KEY) for each in V2]

    check(recorder, descriptions, "qianfan_v2", name, tmp_path)


def test_the_official_package_chats_with_v2(recorder, tmp_path):
    chats = [request for request in V2 if isinstance(request, ChatRequest)]
    descriptions = [sent(recorder, each, "qianfan_v2", SANDBOX_V2_KEY) for each in chats]

    check(recorder, descriptions, "qianfan_v2", "qianfan", tmp_path)


@pytest.mark.parametrize("name", ["curl", "httpx", "openai"])
def test_other_servers_are_sent_what_the_run_sent(recorder, tmp_path, name):
    description = sent(recorder, V2[0], "openai_compatible", SANDBOX_V2_KEY)

    check(recorder, [description], "openai_compatible", name, tmp_path)


@pytest.mark.parametrize("name", ["curl", "httpx", "openai"])
def test_an_application_of_v2_is_named(recorder, tmp_path, name):
    description = sent(
        recorder, V2[0], "qianfan_v2", SANDBOX_V2_KEY, application_id="app-1'$(touch${IFS}owned)"
    )

    check(recorder, [description], "qianfan_v2", name, tmp_path)
