"""The services that are answered at once, from the request to the result."""

from __future__ import annotations

import base64
import json

import httpx
import pytest

from playground.gateway import (
    BearerKey,
    Connection,
    EgressPolicy,
    EmbeddingRequest,
    GatewayError,
    ImageRequest,
    MalformedResponseError,
    RateLimitError,
    RerankRequest,
    TokenCountRequest,
    UnsafeUrlError,
)
from playground.gateway.client import count_tokens, embed, fetch_frame, generate_images, rerank
from tests.gateway.doubles import Naps, connection_for, runtime_for

PNG = b"\x89PNG\r\n\x1a\n" + b"picture"
JPEG = b"\xff\xd8\xff\xe0" + b"picture"
PROVIDERS = ["qianfan_v1", "qianfan_v2", "openai_compatible"]


class Answers:
    """Answers each request to a service with what `answer` makes of its body."""

    def __init__(self, answer):
        self.answer = answer
        self.bodies: list[dict] = []
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/oauth/2.0/token":
            return httpx.Response(200, json={"access_token": "token", "expires_in": 3600})
        self.requests.append(request)
        body = json.loads(request.content) if request.content else {}
        self.bodies.append(body)
        answer = self.answer(body)
        return answer if isinstance(answer, httpx.Response) else httpx.Response(200, json=answer)


def embedded(body: dict) -> dict:
    """Embed each text as its number; in falling order, as no server is bound to any."""
    items = [{"index": i, "embedding": [float(t), 1.0]} for i, t in enumerate(body["input"])]
    count = len(items)
    return {
        "id": "as-1",
        "data": items[::-1],
        "usage": {"prompt_tokens": count, "total_tokens": count},
    }


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_many_texts_are_split_and_joined_in_order(provider):
    upstream = Answers(embedded)
    request = EmbeddingRequest(tuple(str(number) for number in range(40)), model="embedding-v1")

    result = await embed(request, connection_for(provider), runtime=runtime_for(upstream))

    assert [len(body["input"]) for body in upstream.bodies] == [16, 16, 8]
    assert [vector[0] for vector in result.vectors] == [float(number) for number in range(40)]
    assert result.facts.usage.input_tokens == 40
    assert result.facts.timing.attempts == 3
    assert [item["index"] for item in result.facts.raw["data"]] == list(range(40))
    assert [item["embedding"][0] for item in result.facts.raw["data"]] == list(range(40))


async def test_a_model_that_takes_one_text_gets_one_at_a_time():
    upstream = Answers(embedded)
    request = EmbeddingRequest(("1", "2", "3"), model="tao-8k")

    result = await embed(request, connection_for("qianfan_v1"), runtime=runtime_for(upstream))

    assert [body["input"] for body in upstream.bodies] == [["1"], ["2"], ["3"]]
    assert len(result.vectors) == 3


@pytest.mark.parametrize(
    "data",
    [
        [],
        [{"index": 0, "embedding": [1.0]}],
        [{"index": 0, "embedding": [1.0]}, {"index": 0, "embedding": [1.0]}],
        [{"index": 0, "embedding": [1.0]}, {"index": 2, "embedding": [1.0]}],
        [{"index": 0, "embedding": [1.0]}, {"index": 1, "embedding": [1.0, 2.0]}],
        [{"index": 0, "embedding": [1.0]}, {"index": 1, "embedding": ["x"]}],
        [{"index": 0, "embedding": [1.0]}, {"index": 1, "embedding": None}],
        [{"index": 0, "embedding": [1.0]}, {"index": [], "embedding": [1.0]}],
        [{"index": 0, "embedding": [1.0]}, {"index": 1}],
        "nothing",
    ],
)
async def test_vectors_that_do_not_fit_the_texts_are_an_error(data):
    upstream = Answers(lambda body: {"data": data})
    request = EmbeddingRequest(("a", "b"))

    with pytest.raises(MalformedResponseError):
        await embed(request, connection_for("qianfan_v2"), runtime=runtime_for(upstream))


async def test_a_passing_failure_is_tried_again():
    failures = iter([{"error_code": 336100, "error_msg": "high load"}])
    upstream = Answers(lambda body: next(failures, None) or embedded(body))
    naps = Naps()

    result = await embed(
        EmbeddingRequest(("1",)), connection_for("qianfan_v1"), runtime=runtime_for(upstream, naps)
    )

    assert result.facts.timing.attempts == 2
    assert len(naps.seconds) == 1


async def test_a_failure_that_stays_is_raised_after_the_last_attempt():
    upstream = Answers(lambda body: {"error_code": 18, "error_msg": "qps"})

    with pytest.raises(RateLimitError):
        await embed(
            EmbeddingRequest(("1",)), connection_for("qianfan_v1"), runtime=runtime_for(upstream)
        )

    assert len(upstream.bodies) == 3


async def test_pictures_come_in_the_order_of_their_numbers_with_their_true_type():
    items = [
        {"b64_image": base64.b64encode(JPEG).decode(), "index": 2},
        {"b64_image": base64.b64encode(PNG).decode(), "index": 1},
    ]
    upstream = Answers(lambda body: {"id": "as-1", "data": items})

    result = await generate_images(
        ImageRequest("A cat"), connection_for("qianfan_v1"), runtime=runtime_for(upstream)
    )

    assert [image.media_type for image in result.images] == ["image/png", "image/jpeg"]
    assert result.images[0].data == PNG
    assert result.facts.request_id == "as-1"


async def test_a_picture_behind_an_address_is_fetched_without_the_key():
    link = "https://pictures.example.com/a.png?sign=a%2Fb&t=1"

    def answer(body: dict) -> object:
        return httpx.Response(200, content=PNG) if not body else {"data": [{"url": link}]}

    upstream = Answers(answer)

    result = await generate_images(
        ImageRequest("A cat"), connection_for("qianfan_v2"), runtime=runtime_for(upstream)
    )

    assert result.images[0].data == PNG
    assert str(upstream.requests[1].url) == link
    assert "authorization" not in upstream.requests[1].headers


async def test_a_plain_address_of_a_picture_is_asked_for_in_private():
    link = "http://pictures.example.com/a.png"
    upstream = Answers(
        lambda body: {"data": [{"url": link}]} if body else httpx.Response(200, content=PNG)
    )

    await generate_images(
        ImageRequest("A cat"), connection_for("qianfan_v2"), runtime=runtime_for(upstream)
    )

    assert str(upstream.requests[1].url) == "https://pictures.example.com/a.png"


@pytest.mark.parametrize(
    "link",
    [
        "http://169.254.169.254/latest/meta-data",
        "https://127.0.0.1/a.png",
        "https://[::ffff:10.0.0.1]/a.png",
        "http://models.lan:8080/a.png",
        "https://localhost/a.png",
        "file:///etc/passwd",
        "https://user@pictures.example.com/a.png",
        "https://pictures.example.com/a.png?a b",
        "https://pictures.example.com/a.png#fragment",
        "",
    ],
)
async def test_an_address_that_leads_inside_is_never_asked(link):
    upstream = Answers(lambda body: {"data": [{"url": link}]})

    with pytest.raises(UnsafeUrlError):
        await generate_images(
            ImageRequest("A cat"), connection_for("qianfan_v2"), runtime=runtime_for(upstream)
        )

    assert len(upstream.requests) == 1


async def test_an_allowed_private_server_may_keep_its_pictures_itself():
    link = "http://models.lan:8080/images/a.png"
    upstream = Answers(
        lambda body: {"data": [{"url": link}]} if body else httpx.Response(200, content=PNG)
    )
    connection = Connection(
        "openai_compatible",
        "http://models.lan:8080/v1",
        BearerKey("a-bearer-key"),
        egress=EgressPolicy(("models.lan:8080",)),
    )

    result = await generate_images(
        ImageRequest("A cat", model="sd"), connection, runtime=runtime_for(upstream)
    )

    assert result.images[0].data == PNG


@pytest.mark.parametrize(
    "item",
    [
        {"b64_image": base64.b64encode(b"<svg onload=alert(1)>").decode()},
        {"b64_image": "not base64!"},
        {"b64_image": "图"},
        {"b64_image": 7, "url": 7},
    ],
)
async def test_what_is_no_picture_is_an_error(item):
    upstream = Answers(lambda body: {"data": [item]})

    with pytest.raises(GatewayError) as caught:
        await generate_images(
            ImageRequest("A cat"), connection_for("qianfan_v1"), runtime=runtime_for(upstream)
        )

    assert caught.value.code in ("malformed_response", "url_malformed")


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_documents_come_best_first_with_their_texts(provider):
    ranked = [{"index": 1, "relevance_score": 0.2}, {"index": 0, "relevance_score": 0.9}]
    upstream = Answers(lambda body: {"id": "as-1", "results": ranked})
    request = RerankRequest("Rain?", ("wet", "dry"), model="bce-reranker-base_v1")

    result = await rerank(request, connection_for(provider), runtime=runtime_for(upstream))

    assert [(d.index, d.text, d.score) for d in result.documents] == [
        (0, "wet", 0.9),
        (1, "dry", 0.2),
    ]


@pytest.mark.parametrize(
    "results",
    [
        [],
        [{"index": 2, "relevance_score": 0.5}],
        [{"index": -1, "relevance_score": 0.5}],
        [{"index": 0}],
        [{"index": 0, "relevance_score": "high"}],
        [{"index": True, "relevance_score": 1}],
        None,
    ],
)
async def test_a_ranking_of_other_documents_is_an_error(results):
    upstream = Answers(lambda body: {"results": results})

    with pytest.raises(MalformedResponseError):
        await rerank(
            RerankRequest("Rain?", ("wet", "dry")),
            connection_for("qianfan_v1"),
            runtime=runtime_for(upstream),
        )


async def test_tokens_are_counted():
    usage = {"prompt_tokens": 7, "total_tokens": 7}
    upstream = Answers(lambda body: {"object": "tokenizer.erniebot", "usage": usage})

    counted = await count_tokens(
        TokenCountRequest("Hello there"),
        connection_for("qianfan_v1"),
        runtime=runtime_for(upstream),
    )

    assert counted.tokens == 7


async def test_a_count_that_is_missing_is_an_error():
    upstream = Answers(lambda body: {"object": "tokenizer.erniebot"})

    with pytest.raises(MalformedResponseError):
        await count_tokens(
            TokenCountRequest("Hello"),
            connection_for("qianfan_v1"),
            runtime=runtime_for(upstream),
        )


@pytest.mark.parametrize(
    "request_",
    [EmbeddingRequest(("one",)), ImageRequest("A cat"), RerankRequest("one", ("two",))],
    ids=lambda request: type(request).__name__,
)
async def test_a_frame_is_the_answer_as_it_came(request_):
    told = {"id": "as-1", "data": [{"url": "https://127.0.0.1/picture.png"}], "usage": {}}
    upstream = Answers(lambda body: httpx.Response(200, json=told, headers={"X-One": "1"}))

    frame = await fetch_frame(request_, connection_for("qianfan_v1"), runtime=runtime_for(upstream))

    assert frame.payload == told
    assert frame.status_code == 200
    assert frame.headers["x-one"] == "1"
    assert len(upstream.requests) == 1
