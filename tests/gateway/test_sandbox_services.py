"""Every service beside chat against the sandbox, over a real socket, with every key."""

from __future__ import annotations

import math
from contextlib import aclosing

import pytest

from playground.gateway import (
    AccessToken,
    ChatMessage,
    ChatRequest,
    CompletionRequest,
    Connection,
    EmbeddingRequest,
    ErniePluginRequest,
    Finished,
    FinishReason,
    ImageRequest,
    ImageToTextRequest,
    InvalidRequestError,
    NotFoundError,
    PluginRequest,
    PluginUpdate,
    RateLimitError,
    RerankRequest,
    Task,
    TokenCountRequest,
    Tool,
    ToolCall,
    ToolCallDelta,
)
from playground.gateway.client import (
    count_tokens,
    embed,
    fetch_frame,
    generate_images,
    list_services,
    rerank,
    stream_frames,
    stream_reply,
)
from playground.gateway.retries import RetryPolicy
from playground.gateway.runtime import Runtime
from tests.gateway.doubles import Naps, text_of
from tests.gateway.test_sandbox_integration import WAYS, connect
from tests.sandbox.server import start_sandbox

WEATHER = Tool(
    "get_weather",
    "Tells the weather of a city",
    {
        "type": "object",
        "properties": {"city": {"type": "string", "enum": ["Beijing", "Paris"]}},
        "required": ["city"],
    },
)


@pytest.fixture(scope="module")
def sandbox():
    with start_sandbox() as base_url:
        yield base_url


async def read(connection: Connection, request):
    async with aclosing(stream_reply(request, connection)) as stream:
        return [event async for event in stream]


def model_for(way: str, model: str) -> str:
    return model if way == "openai-key" else ""


@pytest.mark.parametrize("way", WAYS)
async def test_texts_are_embedded(sandbox, way):
    texts = tuple(f"Text number {number} about tides" for number in range(20))

    result = await embed(
        EmbeddingRequest(texts, model=model_for(way, "embedding-v1")), connect(sandbox, way)
    )

    assert len(result.vectors) == 20
    assert {len(vector) for vector in result.vectors} == {384}
    assert math.isclose(math.hypot(*result.vectors[0]), 1.0, rel_tol=1e-3)
    assert result.facts.usage.total_tokens > 0
    assert result.facts.rate_limits["remaining-requests"] > 0


@pytest.mark.parametrize("way", WAYS)
async def test_pictures_are_drawn(sandbox, way):
    size = "768x768" if way.startswith("v1") else "512x512"
    request = ImageRequest(
        "A lighthouse", model=model_for(way, "irag-1.0"), parameters={"n": 2, "size": size}
    )

    result = await generate_images(request, connect(sandbox, way))

    assert len(result.images) == 2
    assert all(image.media_type in ("image/png", "image/jpeg") for image in result.images)


@pytest.mark.parametrize("way", ["v1-application", "v1-iam", "v2-key", "v2-iam"])
async def test_documents_are_ranked(sandbox, way):
    documents = ("The cat sleeps.", "Tides are caused by the moon.", "Bread is baked.")

    result = await rerank(RerankRequest("What causes tides?", documents, 2), connect(sandbox, way))

    assert result.documents[0].index == 1
    assert len(result.documents) == 2
    assert result.documents[0].text == documents[1]


async def test_tokens_are_counted_by_the_server(sandbox):
    counted = await count_tokens(TokenCountRequest("Hello there 你好"), connect(sandbox, "v1-iam"))

    assert counted.tokens > 0


@pytest.mark.parametrize(
    "request_",
    [
        CompletionRequest("Once upon a time", model="SQLCoder-7B"),
        CompletionRequest("Once upon a time", model="ERNIE-Speed-8K"),
        CompletionRequest("Once upon a time", endpoint="my-own"),
    ],
    ids=["completion-model", "chat-model", "own"],
)
@pytest.mark.parametrize("is_streaming", [True, False])
async def test_prompts_are_continued(sandbox, request_, is_streaming):
    values = {"model": request_.model, "endpoint": request_.endpoint}
    request = CompletionRequest(request_.prompt, is_streaming=is_streaming, **values)

    events = await read(connect(sandbox, "v1-application"), request)

    assert "Once upon a time" in text_of(events)
    assert events[-1].finish_reason is FinishReason.STOP


@pytest.mark.parametrize("way", WAYS)
async def test_a_tool_is_called_and_its_result_used(sandbox, way):
    question = ChatMessage("user", "Call get_weather for Paris")
    model = model_for(way, "ernie-4.0-turbo-8k") or "ERNIE-4.0-8K"
    asked = await read(
        connect(sandbox, way), ChatRequest((question,), model=model, tools=(WEATHER,))
    )
    calls = [event for event in asked if isinstance(event, ToolCallDelta)]
    arguments = "".join(call.arguments for call in calls)
    call = ToolCall(calls[0].name, arguments, calls[0].id)

    answered = await read(
        connect(sandbox, way),
        ChatRequest(
            (
                question,
                ChatMessage("assistant", "", tool_calls=(call,)),
                ChatMessage("tool", '{"sky":"rainy"}', tool_call_id=call.id),
            ),
            model=model,
            tools=(WEATHER,),
        ),
    )

    assert asked[-1].finish_reason is FinishReason.TOOL_CALLS
    assert (call.name, "Paris" in arguments) == ("get_weather", True)
    assert "rainy" in text_of(answered)
    assert answered[-1].finish_reason is FinishReason.STOP


@pytest.mark.parametrize("is_streaming", [True, False])
async def test_a_plugin_application_finds_and_answers(sandbox, is_streaming):
    request = PluginRequest(
        "What does the manual say?", "my-app", ("uuid-zhishiku",), is_streaming=is_streaming
    )

    events = await read(connect(sandbox, "v1-application"), request)

    found = [event.payload for event in events if isinstance(event, PluginUpdate)]
    assert found[0]["plugin_id"] == "uuid-zhishiku"
    assert text_of(events)
    assert isinstance(events[-1], Finished)


@pytest.mark.parametrize("model", ["EBPlugin", "EBPluginV2"])
@pytest.mark.parametrize("is_streaming", [True, False])
async def test_ernie_bot_plugins_answer(sandbox, model, is_streaming):
    request = ErniePluginRequest(
        (ChatMessage("user", "Draw a bar chart: A 3, B 5"),),
        ("eChart",),
        model=model,
        is_streaming=is_streaming,
    )

    events = await read(connect(sandbox, "v1-application"), request)

    assert any(isinstance(event, PluginUpdate) for event in events)
    assert text_of(events)
    assert events[-1].finish_reason is FinishReason.STOP


@pytest.mark.parametrize("way", ["v1-application", "v2-key"])
async def test_a_picture_is_described(sandbox, way):
    connection = connect(sandbox, way)
    drawn = await generate_images(
        ImageRequest("The sea", parameters={"size": "768x768"}), connection
    )

    events = await read(connection, ImageToTextRequest("What is it?", drawn.images[0]))

    assert text_of(events)
    assert isinstance(events[-1], Finished)


@pytest.mark.parametrize(("way", "provider"), [("v1-iam", "qianfan_v1"), ("v2-key", "qianfan_v2")])
async def test_services_are_listed_with_their_tasks(sandbox, way, provider):
    services = await list_services(connect(sandbox, way))

    assert {service.provider for service in services} == {provider}
    assert {Task.CHAT, Task.EMBEDDING, Task.IMAGE} <= {service.task for service in services}
    own = [service for service in services if service.is_custom]
    assert bool(own) == (way == "v1-iam")


async def test_an_own_service_of_the_list_can_be_called(sandbox):
    connection = connect(sandbox, "v1-iam")
    own = next(
        service
        for service in await list_services(connection)
        if service.is_custom and service.task is Task.CHAT
    )

    events = await read(
        connection, ChatRequest((ChatMessage("user", "Hello"),), endpoint=own.endpoint)
    )

    assert "Hello" in text_of(events)


async def test_an_application_key_lists_what_the_catalogue_knows(sandbox):
    services = await list_services(connect(sandbox, "v1-application"))

    assert "ERNIE-4.0-8K" in {service.name for service in services}


@pytest.mark.parametrize("way", WAYS)
async def test_frames_come_as_they_were_sent(sandbox, way):
    model = model_for(way, "ernie-lite-8k")
    request = ChatRequest((ChatMessage("user", "Hello"),), model=model)
    async with aclosing(stream_frames(request, connect(sandbox, way))) as stream:
        frames = [frame async for frame in stream]

    whole = await fetch_frame(
        ChatRequest((ChatMessage("user", "Hello"),), model=model, is_streaming=False),
        connect(sandbox, way),
    )

    if way.startswith("v1"):
        assert "".join(frame.payload["result"] for frame in frames) == whole.payload["result"]
        assert frames[-1].payload["is_end"] is True
    else:
        assert whole.payload["choices"][0]["message"]["content"]
    assert whole.headers["content-type"] == "application/json"
    assert whole.status_code == 200


async def test_a_token_of_somebody_else_is_used_until_it_is_refused(sandbox):
    connection = connect(sandbox, "v1-application")
    stranger = Connection(
        "qianfan_v1", connection.base_url, AccessToken("24.nobody"), egress=connection.egress
    )

    with pytest.raises(Exception, match="access_token") as caught:
        await embed(EmbeddingRequest(("Hello",)), stranger)

    assert caught.value.code == "access_token_expired"


@pytest.mark.parametrize(
    ("request_", "verb"),
    [
        (EmbeddingRequest(("a",), endpoint="my-fault-rate-limit"), embed),
        (ImageRequest("a", endpoint="my-fault-rate-limit"), generate_images),
        (RerankRequest("a", ("b",), endpoint="my-fault-rate-limit"), rerank),
    ],
)
async def test_a_limit_is_told_after_the_last_attempt(sandbox, request_, verb):
    naps = Naps()
    runtime = Runtime(retries=RetryPolicy(sleep=naps))

    with pytest.raises(RateLimitError):
        await verb(request_, connect(sandbox, "v1-application"), runtime=runtime)

    assert len(naps.seconds) == 2


async def test_a_service_that_is_not_there_is_not_found(sandbox):
    with pytest.raises(NotFoundError):
        await embed(
            EmbeddingRequest(("a",), endpoint="no-such"), connect(sandbox, "v1-application")
        )


async def test_what_only_the_server_can_judge_is_its_word(sandbox):
    with pytest.raises(InvalidRequestError) as caught:
        await generate_images(
            ImageRequest("a", parameters={"steps": 999}), connect(sandbox, "v1-application")
        )

    assert "steps" in caught.value.provider_message
