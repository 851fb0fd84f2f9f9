"""Text to image on V1 and V2, painted by the script."""

from __future__ import annotations

import base64
import io
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.sandbox.wire import ChatClient, error_of

V2 = "/v2/images/generations"


def decode(image: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(image)))


def test_v1_paints_as_many_pictures_as_asked_for(v1: ChatClient) -> None:
    answer = v1.call("text2image/sd_xl", prompt="a cat", n=3, size="768x1024", seed=5)

    body = answer.json()
    assert body["object"] == "image"
    assert [(item["object"], item["index"]) for item in body["data"]] == [
        ("image", 1),
        ("image", 2),
        ("image", 3),
    ]
    assert {decode(item["b64_image"]).size for item in body["data"]} == {(768, 1024)}
    assert len({item["b64_image"] for item in body["data"]}) == 3
    assert body["usage"] == {"prompt_tokens": 2, "total_tokens": 2}
    assert answer.headers["X-Sandbox-Backend"] == "scripted"


def test_the_same_seed_gives_the_same_picture(v1: ChatClient) -> None:
    def paint(**body: Any) -> str:
        answer = v1.call("text2image/my-own", prompt="sea", size="768x768", **body)
        image: str = answer.json()["data"][0]["b64_image"]
        return image

    assert paint(seed=1) == paint(seed=1)
    assert len({paint(seed=1), paint(seed=2), paint(seed=1, style="Anime"), paint(), paint()}) == 5


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"prompt": ""}, "prompt can not be empty"),
        ({"prompt": "a" * 1025}, "the length of prompt must not exceed 1024"),
        ({"negative_prompt": "a" * 1025}, "the length of negative_prompt must not exceed 1024"),
        ({"negative_prompt": 5}, "negative_prompt must be a string"),
        ({"n": 5}, "n must be in [1, 4]"),
        ({"n": 0}, "n must be in [1, 4]"),
        ({"steps": 9}, "steps must be in [10, 50]"),
        ({"steps": 20.5}, "steps must be in [10, 50]"),
        ({"seed": -1}, "seed must be in [0, 4294967295]"),
        ({"seed": 2**32}, "seed must be in [0, 4294967295]"),
        ({"cfg_scale": 30.5}, "cfg_scale must be in [0, 30]"),
        ({"sampler_index": "Magic"}, "sampler_index must be one of Euler, Euler a"),
        ({"style": "Isometric"}, "style must be one of Base, 3D Model"),
        ({"size": "512x512"}, "size must be one of 768x768"),
        ({"size": 1024}, "size must be one of 768x768"),
    ],
)
def test_v1_refuses_what_is_out_of_range(
    v1: ChatClient, change: dict[str, Any], reason: str
) -> None:
    body = v1.call("text2image/sd_xl", **{"prompt": "a cat", **change}).json()

    assert body["error_code"] == 336003
    assert body["error_msg"].startswith(reason)


def test_v2_answers_with_urls_on_the_host_it_was_asked_at(v2: ChatClient) -> None:
    body = v2.call(V2, model="irag-1.0", prompt="海", n=2, size="512x640").json()

    urls = [item["url"] for item in body["data"]]
    assert all(url.startswith(f"{v2.http.base_url}".rstrip("/")) for url in urls)
    picture = v2.http.get(urls[0])
    assert picture.headers["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(picture.content)).size == (512, 640)
    assert urls[0] != urls[1]


def test_v2_sends_base64_to_those_who_ask(v2: ChatClient) -> None:
    body = v2.call(
        V2, model="flux.1-schnell", prompt="sea", size="512x512", response_format="b64_json"
    ).json()

    assert decode(body["data"][0]["b64_json"]).size == (512, 512)
    assert "url" not in body["data"][0]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"prompt": " "}, "invalid_image_generation_prompt"),
        ({"prompt": "a" * 221}, "invalid_image_generation_prompt"),
        ({"prompt": "a" * 513, "model": "flux.1-schnell"}, "invalid_image_generation_prompt"),
        ({"refer_image": "not a url"}, "invalid_image_generation_refer_image"),
        ({"refer_image": 5}, "invalid_image_generation_refer_image"),
        ({"n": 5}, "invalid_argument"),
        ({"size": "511x1024"}, "invalid_argument"),
        ({"size": "1024x2049"}, "invalid_argument"),
        ({"size": "auto"}, "invalid_argument"),
        ({"response_format": "gif"}, "invalid_argument"),
    ],
)
def test_v2_refuses_what_is_out_of_range(v2: ChatClient, change: dict[str, Any], code: str) -> None:
    answer = v2.call(V2, **{"model": "irag-1.0", "prompt": "sea", **change})

    assert (answer.status_code, error_of(answer)) == (400, code)


def test_a_reference_image_is_taken(v2: ChatClient) -> None:
    answer = v2.call(
        V2, model="irag-1.0", prompt="a", size="512x512", refer_image="https://example.com/a.png"
    )

    assert answer.status_code == 200


def test_an_unknown_picture_is_not_found(http: httpx.Client) -> None:
    assert http.get("/sandbox/images/nothing.png").status_code == 404


def test_faults_strike_here_too(v1: ChatClient, v2: ChatClient) -> None:
    assert error_of(v1.call("text2image/my-fault-server-error", prompt="a")) == 336100
    answer = v2.call(V2, model="irag-1.0", prompt="a", fault="rate-limit=3")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3")
