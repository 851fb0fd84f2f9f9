"""Image to text, V1: nobody looks at the picture; its format, size and colors are told."""

from __future__ import annotations

import base64
import binascii
import io
import warnings
from dataclasses import dataclass

from PIL import Image
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from playground.sandbox.catalog import TextModel, find_image_to_text_model
from playground.sandbox.errors import V1Error
from playground.sandbox.exchange import Exchange, v1_service
from playground.sandbox.frames import Answer
from playground.sandbox.languages import detect_language
from playground.sandbox.prompt_requests import read_prompt
from playground.sandbox.replies import start_reply
from playground.sandbox.scripted import gist
from playground.sandbox.text_answers import deliver
from playground.sandbox.v1_frames import SafetyDialect

# The sides are checked before anything is decoded.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)

_MOST_BASE64_CHARACTERS = 4 * 1024 * 1024
_SHORTEST_SIDE = 15
_LONGEST_SIDE = 4096
_FORMATS = ("JPEG", "PNG", "BMP")
_EN = (
    "This is a scripted sample from the sandbox, not a model: nobody looked at the picture. It is "
    "a {format} of {width} × {height} pixels, on average rgb({red}, {green}, {blue}), "
    "a {shade} {hue}. You asked: “{gist}”."
)
_ZH = (
    "这是沙盒给出的示例回复，不是模型生成的，也没有人看过这张图片。"
    "它是一张 {width} × {height} 像素的 {format} 图片，"
    "平均颜色为 rgb({red}, {green}, {blue})，{shade}{hue}。你问的是：“{gist}”。"
)
_WORDS_ZH = {
    "dark": "偏暗的",
    "medium": "中等亮度的",
    "bright": "偏亮的",
    "gray": "灰色",
    "red": "红色",
    "green": "绿色",
    "blue": "蓝色",
}


@dataclass(frozen=True, slots=True)
class Picture:
    """What its bytes say of a picture; the color is the mean of all pixels."""

    format: str
    width: int
    height: int
    color: tuple[int, int, int]

    @property
    def shade(self) -> str:
        """Return how bright the color is."""
        brightness = sum(self.color) / 3
        return "dark" if brightness < 85 else "medium" if brightness < 170 else "bright"

    @property
    def hue(self) -> str:
        """Return the strongest of the three colors, or gray."""
        if max(self.color) - min(self.color) < 24:
            return "gray"
        return ("red", "green", "blue")[self.color.index(max(self.color))]


async def _answer(exchange: Exchange[TextModel]) -> Response:
    limit = exchange.model.max_characters
    prompt = read_prompt(exchange.body, max_characters=limit, task="chat")
    picture = await run_in_threadpool(read_picture, exchange.body.get("image"))
    exchange.count(prompt.tokens)
    answer = Answer(
        model=exchange.name,
        prompt_tokens=prompt.tokens,
        faults=exchange.faults,
        has_finish_reason=False,
    )
    text = _describe(picture, prompt.question)
    reply = start_reply(prompt, exchange.faults, exchange.sandbox, text=text)
    dialect = SafetyDialect(answer, "chat.completion")
    return deliver(exchange, reply, dialect, is_stream=prompt.is_stream)


def read_picture(image: object) -> Picture:
    """Return what a picture in base64 is.

    Raises: V1Error 336003
    """
    if not isinstance(image, str) or not image:
        raise V1Error(336003, "image can not be empty")
    if image.startswith("data:"):
        raise V1Error(336003, "image must be base64 without the head of a data URI")
    if len(image) > _MOST_BASE64_CHARACTERS:
        raise V1Error(336003, "image must not be larger than 4 MB")
    try:
        data = base64.b64decode(image, validate=True)
    except (binascii.Error, ValueError) as exc:
        raise V1Error(336003, "image is not valid base64") from exc
    try:
        return _inspect(data)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as exc:
        raise V1Error(336003, "image must be a whole jpg, png or bmp") from exc


def _inspect(data: bytes) -> Picture:
    with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
        width, height = opened.size
        if min(opened.size) < _SHORTEST_SIDE or max(opened.size) > _LONGEST_SIDE:
            raise V1Error(336003, "sides of the image must be 15 to 4096 pixels long")
        mean = opened.convert("RGB").resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
        red, green, blue = mean if isinstance(mean, tuple) else (0, 0, 0)
        return Picture(opened.format or "", width, height, (int(red), int(green), int(blue)))


def _describe(picture: Picture, question: str) -> str:
    is_chinese = detect_language(question) == "zh"
    red, green, blue = picture.color
    return (_ZH if is_chinese else _EN).format(
        format=picture.format,
        width=picture.width,
        height=picture.height,
        red=red,
        green=green,
        blue=blue,
        shade=_WORDS_ZH[picture.shade] if is_chinese else picture.shade,
        hue=_WORDS_ZH[picture.hue] if is_chinese else picture.hue,
        gist=gist(question),
    )


ROUTES = [v1_service("/image2text/{endpoint}", find_image_to_text_model, _answer)]
