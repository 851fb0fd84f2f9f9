from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from playground.images.metadata import parameter_text, with_parameters
from playground.images.models import GeneratedImage
from tests.images.pictures import picture_bytes

PROMPT = "A quiet bay 安静的海湾, 🌅"
PARAMETERS = {"negative_prompt": "人群, cars", "steps": 30, "style": "Anime"}


def image(media_type):
    return GeneratedImage(
        prompt=PROMPT,
        provider="qianfan_v1",
        model="Stable-Diffusion-XL",
        service="Stable-Diffusion-XL",
        seed=4294967295,
        parameters=PARAMETERS,
        media_type=media_type,
        width=64,
        height=48,
    )


def comment(exif):
    """The comment of a picture's Exif, as other tools read it."""
    raw = exif.get_ifd(0x8769)[0x9286]
    assert raw.startswith(b"UNICODE\x00")
    return raw[8:].decode("utf-16-be")


def pixels(data):
    return Image.open(BytesIO(data)).convert("RGBA").tobytes()


def test_the_text_names_all_that_other_tools_look_for():
    assert parameter_text(image("image/png")).split("\n") == [
        PROMPT,
        "Negative prompt: 人群, cars",
        "Size: 1024x1024, Steps: 30, Sampler: Euler a, CFG scale: 5, Style: Anime, "
        "Seed: 4294967295, Model: Stable-Diffusion-XL",
    ]


def test_a_png_keeps_its_pixels_and_gains_the_text():
    data = picture_bytes("PNG")

    written, media_type = with_parameters(data, image("image/png"))

    assert media_type == "image/png"
    assert Image.open(BytesIO(written)).info["parameters"] == parameter_text(image("image/png"))
    assert pixels(written) == pixels(data)


@pytest.mark.parametrize("has_exif", [False, True], ids=["plain", "with Exif of its own"])
def test_a_jpeg_keeps_its_pixels_and_gains_the_text(has_exif):
    exif = Image.Exif()
    exif[0x010E] = "somebody else's"
    data = picture_bytes("JPEG", **({"exif": exif} if has_exif else {}))

    written, media_type = with_parameters(data, image("image/jpeg"))

    assert media_type == "image/jpeg"
    shown = Image.open(BytesIO(written))
    assert comment(shown.getexif()) == parameter_text(image("image/jpeg"))
    assert pixels(written) == pixels(data)


@pytest.mark.parametrize("options", [{}, {"lossless": True}], ids=["lossy", "lossless"])
def test_a_webp_keeps_its_pixels_and_gains_the_text(options):
    data = picture_bytes("WEBP", **options)

    written, media_type = with_parameters(data, image("image/webp"))

    assert media_type == "image/webp"
    assert comment(Image.open(BytesIO(written)).getexif()) == parameter_text(image("image/webp"))
    assert pixels(written) == pixels(data)


@pytest.mark.parametrize("kind", ["GIF", "BMP"])
def test_what_holds_no_text_becomes_a_png(kind):
    written, media_type = with_parameters(picture_bytes(kind), image(f"image/{kind.lower()}"))

    assert media_type == "image/png"
    assert Image.open(BytesIO(written)).info["parameters"].startswith(PROMPT)
