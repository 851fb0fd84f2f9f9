"""Image to text: the picture has to be one, and is described by what its bytes say."""

from __future__ import annotations

import base64
import contextlib
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from playground.sandbox.errors import V1Error
from playground.sandbox.image_to_text import read_picture
from tests.sandbox.wire import ChatClient, frames, v1_text

PATH = "image2text/fuyu_8b"


def encoded(
    size: tuple[int, int] = (40, 30), color: Any = (200, 20, 20), format: str = "PNG"
) -> str:
    """Return a picture of one color in base64."""
    file = io.BytesIO()
    Image.new("RGB", size, color).save(file, format)
    return base64.b64encode(file.getvalue()).decode()


RED = encoded()


@pytest.mark.parametrize("format", ["PNG", "JPEG", "BMP"])
def test_a_picture_is_described(v1: ChatClient, format: str) -> None:
    body = v1.call(PATH, prompt="What is it?", image=encoded(format=format)).json()

    assert (body["object"], body["is_safe"]) == ("chat.completion", 1)
    assert f"{format} of 40 × 30 pixels" in body["result"]
    assert "dark red" in body["result"]
    assert "nobody looked at the picture" in body["result"]
    assert "need_clear_history" not in body


def test_a_description_is_streamed(v1: ChatClient) -> None:
    response = v1.call("image2text/my-eyes", prompt="图里是什么？", image=RED, stream=True)

    assert "不是模型生成的" in v1_text(response.content)
    assert frames(response.content)[-1]["is_end"] is True


@pytest.mark.parametrize(
    ("color", "words"),
    [((10, 10, 10), "dark gray"), ((120, 160, 120), "medium green"), ((190, 200, 255), "bright b")],
)
def test_the_mean_color_has_a_name(color: tuple[int, int, int], words: str) -> None:
    picture = read_picture(encoded(color=color))

    assert picture.color == color
    assert f"{picture.shade} {picture.hue}".startswith(words)


@pytest.mark.parametrize(
    ("image", "words"),
    [
        (None, "empty"),
        ("", "empty"),
        ("data:image/png;base64," + RED, "data URI"),
        ("not base64!", "base64"),
        (base64.b64encode(b"hello").decode(), "jpg, png or bmp"),
        (RED[:80], "jpg, png or bmp"),
        (encoded(format="GIF"), "jpg, png or bmp"),
        (encoded((14, 40)), "15 to 4096"),
        (encoded((4097, 15)), "15 to 4096"),
        ("A" * (4 * 1024 * 1024 + 4), "4 MB"),
    ],
)
def test_what_is_no_good_picture_is_refused(v1: ChatClient, image: Any, words: str) -> None:
    answer = v1.call(PATH, prompt="What is it?", image=image).json()

    assert answer["error_code"] == 336003
    assert words in answer["error_msg"]


def test_the_prompt_has_a_limit(v1: ChatClient) -> None:
    assert v1.call(PATH, prompt="a" * 1024, image=RED).json()["is_safe"] == 1
    assert v1.call(PATH, prompt="a" * 1025, image=RED).json()["error_code"] == 336007
    assert v1.call(PATH, image=RED).json()["error_code"] == 336003
    assert v1.call("image2text/nobody", prompt="a", image=RED).json()["error_code"] == 3


@given(position=st.integers(0, 5000), value=st.integers(0, 255), end=st.integers(0, 5000))
@pytest.mark.parametrize("format", ["PNG", "JPEG", "BMP"])
def test_no_bytes_bring_the_reader_down(format: str, position: int, value: int, end: int) -> None:
    data = bytearray(base64.b64decode(encoded(format=format)))
    data[position % len(data)] = value
    text = base64.b64encode(data[: max(1, end % (2 * len(data)))]).decode()

    with contextlib.suppress(V1Error):
        assert read_picture(text).format == format
