"""From what was asked for to a finished picture."""

from __future__ import annotations

import zlib

import numpy as np
from PIL import Image, ImageFilter

from playground.sandbox.painters.pictures import Mood, Picture
from playground.sandbox.painting.finishes import enhance
from playground.sandbox.painting.landscapes import Landscape, Painting
from playground.sandbox.painting.motifs import HOURS, SETTINGS, find_motifs
from playground.sandbox.painting.palettes import PALETTES, Hour, tinted
from playground.sandbox.painting.prints import print_jpeg
from playground.sandbox.painting.styles import apply_style
from playground.sandbox.painting.visions import paint_abstract, paint_space

# Larger pictures are painted with so many pixels and then enlarged.
_MOST_PIXELS = 1024 * 1024
_USUAL_SCALE = 5.0
_ENOUGH_STEPS = 20


def paint(picture: Picture, mood: Mood) -> bytes:
    """Return a JPEG file; the same picture and mood give the same one."""
    motifs = _motifs(picture, mood)
    rng = np.random.default_rng([picture.seed, zlib.crc32(picture.prompt.encode())])
    image = _scene(rng, _painted_size(picture), motifs, mood)
    if picture.steps < _ENOUGH_STEPS:
        image = image.filter(ImageFilter.GaussianBlur((_ENOUGH_STEPS - picture.steps) * 0.2))
    # A model that keeps closer to its prompt paints stronger colors.
    excess = (picture.cfg_scale - _USUAL_SCALE) / 25
    image = enhance(image, color=1 + 0.6 * excess, contrast=1 + 0.25 * excess)
    image = apply_style(rng, image, picture.style)
    size = (picture.width, picture.height)
    if image.size != size:
        image = image.resize(size, Image.Resampling.BICUBIC)
    return print_jpeg(image)


def _motifs(picture: Picture, mood: Mood) -> tuple[str, ...]:
    unwanted = find_motifs(picture.negative_prompt)
    motifs = tuple(motif for motif in find_motifs(picture.prompt) if motif not in unwanted)
    if any(motif in SETTINGS for motif in motifs):
        return motifs
    # Who or what is named stands in the open; a prompt that names nothing may lead anywhere.
    is_open = mood.setting not in ("space", "abstract", "forest")
    return (*motifs, mood.setting if is_open or not motifs else "meadow")


def _scene(
    rng: np.random.Generator, size: tuple[int, int], motifs: tuple[str, ...], mood: Mood
) -> Image.Image:
    if "abstract" in motifs:
        return paint_abstract(rng, size)
    if "space" in motifs:
        return paint_space(rng, size)
    hour = _hour(rng, motifs)
    palette = tinted(PALETTES[hour], mood.hue, mood.saturation)
    return Painting(rng, size, Landscape(motifs, hour, palette)).finish()


def _hour(rng: np.random.Generator, motifs: tuple[str, ...]) -> Hour:
    for hour in PALETTES:
        if hour in motifs and hour == next(motif for motif in motifs if motif in HOURS):
            return hour
    if any(motif in motifs for motif in ("moon", "stars", "aurora")):
        return "night"
    usual: tuple[Hour, ...] = ("day", "day", "day", "sunset", "dawn")
    return usual[rng.integers(len(usual))]


def _painted_size(picture: Picture) -> tuple[int, int]:
    scale = min(1.0, (_MOST_PIXELS / (picture.width * picture.height)) ** 0.5)
    return (max(round(picture.width * scale), 8), max(round(picture.height * scale), 8))
