"""Reads the bodies of text to image: prompts, sizes, and the parameters with their ranges."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from playground.sandbox.catalog import ImageModel
from playground.sandbox.errors import V1Error, V2Error, Version, invalid_argument
from playground.sandbox.painters.pictures import Picture
from playground.sandbox.parameters import Range

_DEFAULT_SIZE = "1024x1024"
_SIZE = re.compile(r"([1-9][0-9]{0,4})x([1-9][0-9]{0,4})\Z")
_MOST_SEEDS = 2**32
_COUNT = Range(1, 4, is_integer=True)
_V1_RANGES: Mapping[str, Range] = {
    "n": _COUNT,
    "steps": Range(10, 50, is_integer=True),
    "seed": Range(0, _MOST_SEEDS - 1, is_integer=True),
    "cfg_scale": Range(0, 30),
}
_V2_RANGES: Mapping[str, Range] = {"n": _COUNT, "seed": _V1_RANGES["seed"]}
CHOICES: Mapping[str, tuple[str, ...]] = {
    "sampler_index": (
        *("Euler", "Euler a", "DPM++ 2M", "DPM++ 2M Karras", "LMS Karras", "DPM++ SDE"),
        *("DPM++ SDE Karras", "DPM2 a Karras", "Heun", "DPM++ 2M SDE", "DPM++ 2M SDE Karras"),
        *("DPM2", "DPM2 Karras", "DPM2 a", "LMS"),
    ),
    "style": (
        *("Base", "3D Model", "Analog Film", "Anime", "Cinematic", "Comic Book", "Craft Clay"),
        # The platform spells the first of these with a small L.
        *("Digital Art", "Enhance", "Fantasy Art", "lsometric", "Line Art", "Lowpoly"),
        *("Neonpunk", "Origami", "Photographic", "Pixel Art", "Texture"),
    ),
}


def read_v1_pictures(body: dict[str, Any], model: ImageModel) -> list[Picture]:
    """Return one order for each picture; they differ in their seeds.

    Raises: V1Error 336003
    """
    prompt = body.get("prompt")
    if not isinstance(prompt, str) or not prompt.strip():
        raise V1Error(336003, "prompt can not be empty")
    negative_prompt = body.get("negative_prompt") or ""
    if not isinstance(negative_prompt, str):
        raise V1Error(336003, "negative_prompt must be a string")
    for name, text in (("prompt", prompt), ("negative_prompt", negative_prompt)):
        if len(text) > model.max_prompt_characters:
            message = f"the length of {name} must not exceed {model.max_prompt_characters}"
            raise V1Error(336003, message)
    _check_ranges(body, _V1_RANGES, "v1")
    for name, choices in CHOICES.items():
        if body.get(name) is not None and body[name] not in choices:
            raise V1Error(336003, f"{name} must be one of {', '.join(choices)}")
    width, height = _read_size(body, model, "v1")
    first = Picture(
        prompt=prompt,
        width=width,
        height=height,
        seed=_read_seed(body),
        negative_prompt=negative_prompt,
        style=body.get("style") or "Base",
        steps=body.get("steps") or 20,
        cfg_scale=body["cfg_scale"] if body.get("cfg_scale") is not None else 5.0,
    )
    return _series(first, body)


def read_v2_pictures(body: dict[str, Any], model: ImageModel) -> list[Picture]:
    """Return one order for each picture; they differ in their seeds.

    Raises: V2Error 400
    """
    prompt = body.get("prompt")
    if not isinstance(prompt, str) or not prompt.strip():
        raise V2Error(400, "invalid_image_generation_prompt", "prompt is empty")
    if len(prompt) > model.max_prompt_characters:
        message = f"the max prompt characters is {model.max_prompt_characters}"
        raise V2Error(400, "invalid_image_generation_prompt", message)
    _check_reference(body.get("refer_image"))
    _check_ranges(body, _V2_RANGES, "v2")
    width, height = _read_size(body, model, "v2")
    return _series(Picture(prompt, width, height, _read_seed(body)), body)


def _check_reference(image: object) -> None:
    if image is None or image == "":
        return
    parts = urlsplit(image) if isinstance(image, str) else urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.netloc:
        code = "invalid_image_generation_refer_image"
        raise V2Error(400, code, "refer_image must be a http or https URL")


def _check_ranges(body: dict[str, Any], ranges: Mapping[str, Range], version: Version) -> None:
    for name, allowed in ranges.items():
        value = body.get(name)
        if value is not None and not allowed.allows(value):
            raise invalid_argument(version, f"{name} must be in {allowed.describe()}")


def _read_size(body: dict[str, Any], model: ImageModel, version: Version) -> tuple[int, int]:
    size = body.get("size") or _DEFAULT_SIZE
    found = _SIZE.match(size) if isinstance(size, str) else None
    if model.sizes and (found is None or size not in model.sizes):
        raise invalid_argument(version, f"size must be one of {', '.join(model.sizes)}")
    low, high = model.shortest_side, model.longest_side
    sides = (int(found[1]), int(found[2])) if found else (0, 0)
    if not all(low <= side <= high for side in sides):
        message = f"size must be WIDTHxHEIGHT, each side in [{low}, {high}]"
        raise invalid_argument(version, message)
    return sides


def _read_seed(body: dict[str, Any]) -> int:
    seed: int | None = body.get("seed")
    return secrets.randbelow(_MOST_SEEDS) if seed is None else seed


def _series(first: Picture, body: dict[str, Any]) -> list[Picture]:
    count = body.get("n") or 1
    return [replace(first, seed=(first.seed + number) % _MOST_SEEDS) for number in range(count)]
