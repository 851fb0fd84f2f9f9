"""What the documents show of pictures, and of texts about them."""

from __future__ import annotations

import base64
import io

import pytest
from PIL import Image

import playground.sdk as qianfan

pytestmark = pytest.mark.usefixtures("application_key", "bearer_key")


def test_pictures_are_decoded():
    resp = qianfan.Text2Image(model="Stable-Diffusion-XL").do(
        prompt="Rag doll cat", with_decode="base64", n=2, size="768x768"
    )

    images = [Image.open(io.BytesIO(item["image"])) for item in resp["body"]["data"]]
    assert [image.size for image in images] == [(768, 768)] * 2
    for item in resp["data"]:
        assert base64.b64decode(item["b64_image"]) == item["image"]
    assert "with_decode" not in resp.request.json_body


async def test_pictures_stay_as_they_came_unless_asked_for():
    qfg = qianfan.Text2Image()

    resp = await qfg.ado(prompt="Rag doll cat", size="768x768")

    assert "image" not in resp["data"][0]
    assert base64.b64decode(resp["data"][0]["b64_image"])
    assert resp.request.retry_config["retry_count"] == 1


async def test_batches_take_prompts():
    qfg = qianfan.Text2Image()

    results = qfg.batch_do(["A cat", "A dog"], with_decode="base64", size="768x768").results()
    later = await qfg.abatch_do(["A cat"], with_decode="base64", size="768x768")

    assert all(result["data"][0]["image"] for result in (*results, *later))


def test_v2_draws_as_well():
    resp = qianfan.Text2Image(version="2", model="irag-1.0").do(
        "Rag doll cat", with_decode="base64", size="512x512"
    )

    assert Image.open(io.BytesIO(resp["data"][0]["image"])).size == (512, 512)


@pytest.mark.parametrize("arguments", [{"with_decode": "hex"}, {"stream": True}])
def test_what_cannot_be_drawn_is_refused(arguments):
    with pytest.raises(qianfan.InvalidArgumentError):
        qianfan.Text2Image().do("Rag doll cat", **arguments)


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(file, "JPEG")
    return file.getvalue()


async def test_a_picture_is_talked_about():
    i2t = qianfan.Image2Text(endpoint="fuyu_8b")
    encoded = base64.b64encode(picture()).decode()

    resp = i2t.do(prompt="Rag doll cat", image=encoded)
    frames = list(i2t.do("Rag doll cat", picture(), stream=True))
    later = await i2t.ado("Rag doll cat", encoded)

    assert resp["result"] == later["result"]
    assert "".join(frame["result"] for frame in frames) == resp["result"]
    assert resp.request.url.endswith("/image2text/fuyu_8b")


async def test_batches_take_pairs_of_a_prompt_and_a_picture():
    i2t = qianfan.Image2Text()
    pairs = [("What is it?", picture()), ("Which color?", picture())]

    results = i2t.batch_do(pairs).results()
    later = await i2t.abatch_do(pairs)

    assert [resp["result"] for resp in results] == [resp["result"] for resp in later]
