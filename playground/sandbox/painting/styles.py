"""The styles of the platform's list, each a finish of the same scene."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from playground.sandbox.painting import facets, finishes
from playground.sandbox.painting.stencils import Stencil

Finish = Callable[[np.random.Generator, Image.Image], Image.Image]

_INK = (0.1, 0.1, 0.13)


def apply_style(rng: np.random.Generator, image: Image.Image, style: str) -> Image.Image:
    """Return the picture in one of the platform's styles."""
    finish = _STYLES.get(style)
    return finish(rng, image) if finish else image


def _photographic(rng: np.random.Generator, image: Image.Image) -> Image.Image:
    image = finishes.grade(image, (0.03, 0.05, 0.08), (1.0, 0.98, 0.94), 0.18)
    image = finishes.bloom(finishes.enhance(image, contrast=1.08), 0.35)
    return finishes.grain(rng, finishes.vignette(image, 0.5), 0.035)


def _cinematic(rng: np.random.Generator, image: Image.Image) -> Image.Image:
    image = finishes.grade(image, (0.0, 0.13, 0.2), (1.0, 0.8, 0.58), 0.42)
    image = finishes.enhance(finishes.bloom(image, 0.45), contrast=1.15, color=1.1)
    image = finishes.grain(rng, finishes.vignette(image, 0.7), 0.04)
    bar = int(image.height * 0.09)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, image.width, bar), fill=0)
    draw.rectangle((0, image.height - bar, image.width, image.height), fill=0)
    return image


def _analog_film(rng: np.random.Generator, image: Image.Image) -> Image.Image:
    image = finishes.grade(image, (0.16, 0.13, 0.15), (1.0, 0.93, 0.78), 0.4)
    image = finishes.enhance(image, color=0.78, contrast=0.88)
    return finishes.grain(rng, finishes.vignette(finishes.bloom(image, 0.3), 0.45), 0.09)


def _anime(rng: np.random.Generator, image: Image.Image) -> Image.Image:
    flat = finishes.levels(image.filter(ImageFilter.GaussianBlur(1.5)), 12)
    bright = finishes.enhance(Image.blend(image, flat, 0.75), color=1.45, light=1.06)
    lines = finishes.outline(image, 0.055)
    bright.paste((52, 50, 78), mask=lines.point([value // 2 for value in range(256)]))
    return finishes.bloom(bright, 0.4)


def _comic_book(rng: np.random.Generator, image: Image.Image) -> Image.Image:
    flat = finishes.levels(image.filter(ImageFilter.GaussianBlur(2)), 5)
    flat = finishes.enhance(flat, color=1.5, contrast=1.15)
    inked = facets.halftone(flat, max(5, image.height // 120), 0.38)
    inked.paste((12, 12, 18), mask=finishes.outline(image, 0.02))
    return inked


def _line_art(rng: np.random.Generator, image: Image.Image) -> Image.Image:
    sheet = finishes.paper(rng, image.size, (0.98, 0.97, 0.94))
    wash = ImageOps.grayscale(image).convert("RGB")
    sheet = ImageChops.multiply(
        sheet, Image.blend(Image.new("RGB", image.size, "white"), wash, 0.12)
    )
    sheet.paste(tuple(int(part * 255) for part in _INK), mask=finishes.outline(image, 0.008))
    return sheet


def _pixel_art(rng: np.random.Generator, image: Image.Image) -> Image.Image:
    return facets.pixel_art(finishes.enhance(image, color=1.3, contrast=1.1), 128)


def _low_poly(rng: np.random.Generator, image: Image.Image) -> Image.Image:
    return facets.low_poly(rng, finishes.enhance(image, color=1.15), 34, 0.05)


def _origami(rng: np.random.Generator, image: Image.Image) -> Image.Image:
    folded = facets.low_poly(rng, finishes.enhance(image, color=1.2), 15, 0.14)
    sheet = finishes.paper(rng, image.size, (1.0, 1.0, 0.99))
    return finishes.bloom(ImageChops.multiply(folded, sheet), 0.15)


def _isometric(rng: np.random.Generator, image: Image.Image) -> Image.Image:
    return facets.isometric(finishes.enhance(image, color=1.15, light=1.05), 44)


def _neonpunk(rng: np.random.Generator, image: Image.Image) -> Image.Image:
    dark = finishes.grade(image, (0.02, 0.0, 0.09), (0.95, 0.25, 0.85), 0.72)
    dark = finishes.enhance(dark, light=0.72, contrast=1.25)
    lines = finishes.outline(image, 0.03)
    glow = Image.new("RGB", image.size)
    glow.paste((20, 255, 240), mask=lines)
    soft = glow.filter(ImageFilter.GaussianBlur(image.height * 0.006))
    lit = ImageChops.screen(ImageChops.screen(dark, glow), finishes.enhance(soft, light=1.8))
    return finishes.vignette(finishes.bloom(lit, 0.5), 0.6)


def _fantasy_art(rng: np.random.Generator, image: Image.Image) -> Image.Image:
    image = finishes.grade(image, (0.16, 0.04, 0.3), (1.0, 0.88, 0.76), 0.4)
    image = finishes.bloom(finishes.enhance(image, color=1.35), 0.7, 0.035)
    sparks = Stencil(image)
    for x, y in rng.random((70, 2)) * image.size:
        size = image.height * (0.001 + 0.0025 * rng.random())
        sparks.ellipse(x, y, size, size)
    sparks.lay((1.0, 0.95, 0.75), 0.85)
    return finishes.vignette(finishes.bloom(image, 0.3), 0.45)


def _digital_art(rng: np.random.Generator, image: Image.Image) -> Image.Image:
    vivid = finishes.enhance(image, color=1.35, contrast=1.12)
    return finishes.bloom(vivid.filter(ImageFilter.UnsharpMask(3, 90, 2)), 0.4)


def _enhance(rng: np.random.Generator, image: Image.Image) -> Image.Image:
    crisp = image.filter(ImageFilter.UnsharpMask(4, 130, 1))
    return finishes.enhance(crisp, color=1.2, contrast=1.12, light=1.03)


def _model_3d(rng: np.random.Generator, image: Image.Image) -> Image.Image:
    smooth = image.filter(ImageFilter.GaussianBlur(image.height * 0.0022))
    return finishes.bloom(finishes.emboss(finishes.enhance(smooth, color=1.2), 1.6, 0.005), 0.4)


def _craft_clay(rng: np.random.Generator, image: Image.Image) -> Image.Image:
    lumps = finishes.levels(image.filter(ImageFilter.GaussianBlur(image.height * 0.004)), 9)
    lumps = lumps.filter(ImageFilter.GaussianBlur(image.height * 0.0025))
    lumps = finishes.grade(lumps, (0.22, 0.12, 0.1), (1.0, 0.93, 0.85), 0.25)
    return finishes.emboss(finishes.grain(rng, lumps, 0.03), 3.2, 0.004)


def _texture(rng: np.random.Generator, image: Image.Image) -> Image.Image:
    return finishes.weave(finishes.enhance(image, color=0.92, contrast=1.05), 0.5)


_STYLES: Mapping[str, Finish] = {
    "3D Model": _model_3d,
    "Analog Film": _analog_film,
    "Anime": _anime,
    "Cinematic": _cinematic,
    "Comic Book": _comic_book,
    "Craft Clay": _craft_clay,
    "Digital Art": _digital_art,
    "Enhance": _enhance,
    "Fantasy Art": _fantasy_art,
    # The platform spells it with a small L.
    "lsometric": _isometric,
    "Line Art": _line_art,
    "Lowpoly": _low_poly,
    "Neonpunk": _neonpunk,
    "Origami": _origami,
    "Photographic": _photographic,
    "Pixel Art": _pixel_art,
    "Texture": _texture,
}
