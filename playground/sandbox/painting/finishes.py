"""What a style does to a finished picture: light, grain, grades of color."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageChops, ImageEnhance, ImageFilter

from playground.sandbox.painting.noise import Floats, clouds, shifted
from playground.sandbox.painting.palettes import Color, to_bytes


def grade(image: Image.Image, shadows: Color, lights: Color, strength: float) -> Image.Image:
    """Tint the dark parts with one color and the bright ones with another."""
    tones = np.linspace(0, 1, 256)[:, None]
    table = np.array(shadows) * (1 - tones) + np.array(lights) * tones
    luminance = image.convert("L")
    tables = (np.clip(table, 0, 1) * 255).astype(np.uint8)
    bands = [luminance.point(tables[:, part].tolist()) for part in range(3)]
    return Image.blend(image, Image.merge("RGB", bands), strength)


def enhance(
    image: Image.Image, *, color: float = 1.0, contrast: float = 1.0, light: float = 1.0
) -> Image.Image:
    """Multiply saturation, contrast and brightness."""
    for enhancer, factor in (
        (ImageEnhance.Color, color),
        (ImageEnhance.Contrast, contrast),
        (ImageEnhance.Brightness, light),
    ):
        if factor != 1:
            image = enhancer(image).enhance(factor)
    return image


def bloom(image: Image.Image, strength: float, reach: float = 0.02) -> Image.Image:
    """Let bright parts shine over their surroundings."""
    small = image.resize((max(image.width // 4, 1), max(image.height // 4, 1)))
    bright = small.point([max(0, value - 120) * 255 // 135 for value in range(256)] * 3)
    glow = bright.filter(ImageFilter.GaussianBlur(small.height * reach * 1.5)).resize(image.size)
    return ImageChops.screen(image, enhance(glow, light=strength))


def vignette(image: Image.Image, strength: float) -> Image.Image:
    """Darken the corners."""
    x = np.linspace(-1, 1, 128, dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, 128, dtype=np.float32)[:, None]
    shade = np.clip(1 - strength * np.clip(np.hypot(x, y) - 0.45, 0, 1) ** 1.5 * 1.3, 0, 1)
    mask = Image.fromarray((shade * 255).astype(np.uint8)).resize(image.size)
    return Image.composite(image, Image.new("RGB", image.size), mask)


def grain(rng: np.random.Generator, image: Image.Image, strength: float) -> Image.Image:
    """Add the noise of film."""
    tile = rng.normal(128, 255 * strength, (256, 256)).clip(0, 255).astype(np.uint8)
    return _overlay_tile(image, tile)


def weave(image: Image.Image, strength: float) -> Image.Image:
    """Add the threads of a canvas."""
    y, x = np.mgrid[0:64, 0:64]
    over = ((x // 4 + y // 4) % 2).astype(bool)
    thread = np.where(over, np.sin((x % 4 + 0.5) / 4 * np.pi), np.sin((y % 4 + 0.5) / 4 * np.pi))
    return _overlay_tile(
        image, (128 + (thread - 0.65) * 255 * strength).clip(0, 255).astype(np.uint8)
    )


def paper(rng: np.random.Generator, size: tuple[int, int], color: Color) -> Image.Image:
    """Return a sheet with soft spots and fibers."""
    spots = clouds(rng, (size[0] // 2, size[1] // 2), (6, 6), 5)
    shade = Image.fromarray((255 - spots * 16).astype(np.uint8)).resize(size)
    return ImageChops.multiply(Image.new("RGB", size, to_bytes(color)), shade.convert("RGB"))


def outline(image: Image.Image, threshold: float) -> Image.Image:
    """Return a mask of the lines where colors change; `threshold` of 1 keeps none."""
    gray = np.asarray(image.convert("L").filter(ImageFilter.GaussianBlur(1.1)), dtype=np.float32)
    across, down = np.gradient(gray / 255, axis=1), np.gradient(gray / 255, axis=0)
    edges = np.clip((np.hypot(across, down) - threshold) * 14, 0, 1)
    return Image.fromarray((edges * 255).astype(np.uint8))


def emboss(image: Image.Image, strength: float, depth: float) -> Image.Image:
    """Light the picture as a relief, from the upper left; `depth` is a part of the height."""
    gray = image.convert("L").filter(ImageFilter.GaussianBlur(image.height * depth))
    relief = np.asarray(gray, dtype=np.float32)
    step = max(2, int(image.height * depth))
    lit = relief - shifted(relief, step, step)
    return _overlay(image, np.clip(128 + lit * strength, 0, 255).astype(np.uint8))


def levels(image: Image.Image, count: int) -> Image.Image:
    """Reduce each color to `count` steps."""
    steps = [round(round(value / 255 * (count - 1)) * 255 / (count - 1)) for value in range(256)]
    return image.point(steps * 3)


def _overlay_tile(image: Image.Image, tile: Sequence[Sequence[int]] | np.ndarray) -> Image.Image:
    array = np.asarray(tile)
    down, across = -(-image.height // array.shape[0]), -(-image.width // array.shape[1])
    return _overlay(image, np.tile(array, (down, across))[: image.height, : image.width])


def _overlay(image: Image.Image, layer: np.ndarray | Floats) -> Image.Image:
    return ImageChops.soft_light(image, Image.fromarray(layer).convert("RGB"))
