"""Whole pictures: every setting, hour and style can be painted, and a seed decides."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from playground.sandbox.image_requests import CHOICES
from playground.sandbox.painters.pictures import Mood, Picture
from playground.sandbox.painting.motifs import HOURS, SETTINGS, describe
from playground.sandbox.painting.studio import paint

MOOD = Mood("meadow", 0.0, 1.0)
PICTURE = Picture("a lake under mountains", 192, 128, seed=3)


def open_image(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def brightness(content: bytes) -> float:
    return float(np.asarray(open_image(content).convert("L")).mean())


def test_an_equal_order_gives_an_equal_file() -> None:
    assert paint(PICTURE, MOOD) == paint(PICTURE, MOOD)


@pytest.mark.parametrize(
    "change",
    [
        {"seed": 4},
        {"prompt": "a lake under a mountain"},
        {"style": "Anime"},
        {"negative_prompt": "mountains"},
        {"steps": 10},
        {"cfg_scale": 20.0},
        {"width": 128, "height": 192},
    ],
)
def test_every_part_of_the_order_shows(change: dict[str, object]) -> None:
    assert paint(replace(PICTURE, **change), MOOD) != paint(PICTURE, MOOD)


def test_the_mood_of_a_prompt_shows() -> None:
    assert paint(PICTURE, Mood("meadow", 0.03, 1.2)) != paint(PICTURE, MOOD)


@pytest.mark.parametrize("hour", HOURS)
@pytest.mark.parametrize("setting", SETTINGS)
def test_every_setting_is_painted_at_every_hour(setting: str, hour: str) -> None:
    picture = replace(PICTURE, prompt=f"{describe(setting)}, {describe(hour)}")

    image = open_image(paint(picture, MOOD))

    assert (image.format, image.size) == ("JPEG", (192, 128))
    assert len(image.convert("RGB").getcolors(192 * 128) or []) > 200


@pytest.mark.parametrize("style", CHOICES["style"])
def test_every_style_is_painted(style: str) -> None:
    image = open_image(paint(replace(PICTURE, style=style), MOOD))

    assert image.size == (192, 128)


@pytest.mark.parametrize(
    "words",
    [
        *("cat", "person", "birds", "balloon", "house in a field", "boat on the sea"),
        *("tree in a meadow", "spring cherry tree", "autumn forest", "fog over a lake"),
        *("northern lights", "snowing in a city", "rain in the forest", "flowers", "一条龙"),
    ],
)
def test_every_figure_and_weather_is_painted(words: str) -> None:
    assert open_image(paint(replace(PICTURE, prompt=words), MOOD)).size == (192, 128)


def test_night_is_darker_than_day() -> None:
    day = paint(replace(PICTURE, prompt="the sea by day"), MOOD)
    night = paint(replace(PICTURE, prompt="the sea by night"), MOOD)

    assert brightness(night) < brightness(day) / 2


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_prompt_without_a_known_word_follows_its_embedding(setting: str) -> None:
    picture = replace(PICTURE, prompt="loneliness")

    pictures = {paint(picture, Mood(name, 0.0, 1.0)) for name in ("meadow", setting)}

    assert len(pictures) == (1 if setting == "meadow" else 2)


@pytest.mark.parametrize("size", [(2048, 2048), (512, 2048), (576, 1024)])
def test_large_and_narrow_pictures_have_the_size_asked_for(size: tuple[int, int]) -> None:
    content = paint(replace(PICTURE, width=size[0], height=size[1]), MOOD)

    assert open_image(content).size == size
