"""Puts a landscape together: sky, what stands at the horizon, the ground, figures, weather."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from PIL import Image

from playground.sandbox.painting import figures, land, plants, weather
from playground.sandbox.painting.buildings import build_house, build_skyline
from playground.sandbox.painting.palettes import Color, Hour, Palette, mix
from playground.sandbox.painting.sky import Sky, paint_sky

_WHITE = (0.97, 0.98, 1.0)
_BLOSSOM = (0.98, 0.74, 0.82)
_MAPLE = (0.78, 0.33, 0.12)


@dataclass(frozen=True, slots=True)
class Landscape:
    """What is to be painted; `motifs` are those of `motifs.py`."""

    motifs: Collection[str]
    hour: Hour
    palette: Palette


class Painting:
    """One landscape on its way; the steps follow one another from far to near."""

    def __init__(
        self, rng: np.random.Generator, size: tuple[int, int], landscape: Landscape
    ) -> None:
        self._rng = rng
        self._size = size
        self._motifs = landscape.motifs
        self._hour: Hour = landscape.hour
        self._palette = landscape.palette
        self._horizon = 0.6 + rng.uniform(-0.05, 0.04)
        self._light_x = rng.uniform(0.22, 0.78)
        self._canvas = self._sky()

    def finish(self) -> Image.Image:
        """Return the whole picture."""
        self._far()
        self._ground()
        self._figures()
        self._weather()
        return self._canvas

    def _has(self, *motifs: str) -> bool:
        return any(motif in self._motifs for motif in motifs)

    def _sky(self) -> Image.Image:
        is_low = self._hour in ("sunset", "dawn")
        is_night = self._hour == "night"
        cover = 0.45 if self._has("clouds") else self._rng.uniform(0.12, 0.4)
        sky = Sky(
            hour=self._hour,
            palette=self._palette,
            light_x=self._light_x,
            light_y=self._horizon - 0.06 if is_low else self._rng.uniform(0.13, 0.26),
            horizon=self._horizon,
            cover=0.95 if self._hour == "gray" else cover * (0.5 if is_night else 1),
            has_stars=is_night,
            has_aurora=self._has("aurora"),
            is_moon=is_night,
        )
        return paint_sky(self._rng, self._size, sky)

    def _far(self) -> None:
        foot = self._horizon + 0.01
        if self._has("mountain") or (self._has("lake", "snow") and not self._has("city")):
            self._mountains(foot)
        elif self._has("forest", "meadow", "flowers", "house", "tree") or not self._has(
            "sea", "desert", "city"
        ):
            self._hills(foot)
        elif self._has("sea") and self._rng.random() < 0.55:
            color = mix(self._palette.haze, self._palette.near, 0.35)
            layer = land.Layer(foot, 0.07, color, mix(color, self._palette.haze, 0.6), 2.2)
            land.paint_layer(self._rng, self._canvas, layer)
        if self._has("city"):
            build_skyline(self._rng, self._canvas, self._palette, self._hour, foot + 0.02)

    def _mountains(self, foot: float) -> None:
        palette = self._palette
        far = mix(palette.haze, palette.near, 0.28)
        layer = land.Layer(foot, 0.3, far, palette.haze, 2.2, 0.35)
        land.paint_layer(self._rng, self._canvas, layer)
        snow = mix(_WHITE, palette.light, 0.3 if self._hour in ("sunset", "dawn") else 0.1)
        if self._hour in ("night", "gray"):
            snow = mix(snow, palette.haze, 0.55)
        peaks = land.Layer(
            foot, 0.34, mix(palette.haze, palette.near, 0.62), palette.haze, 2.6, 0.6
        )
        land.paint_peaks(self._rng, self._canvas, peaks, snow, self._light_x)

    def _hills(self, foot: float) -> None:
        for share, rise in ((0.25, 0.15), (0.48, 0.1), (0.68, 0.07)):
            green = mix(self._ground_color(), self._palette.near, 0.25)
            top = mix(self._palette.haze, green, share + 0.1)
            layer = land.Layer(
                foot + 0.12 * (share - 0.25), rise, top, mix(top, self._palette.haze, 0.6), 1.8
            )
            land.paint_layer(self._rng, self._canvas, layer)

    def _ground_color(self) -> Color:
        if self._has("snow", "snowfall"):
            return mix(_WHITE, self._palette.haze, 0.45 if self._hour == "night" else 0.12)
        if self._has("autumn"):
            return mix(self._palette.leaves, _MAPLE, 0.7)
        return self._palette.leaves

    def _needle_color(self) -> Color:
        dark = 0.35 if self._has("autumn") else 0.72
        return mix(self._ground_color(), self._palette.near, dark)

    def _ground(self) -> None:
        rng, canvas, palette = self._rng, self._canvas, self._palette
        top = self._horizon + 0.005
        if self._has("sea", "lake") or (self._has("city") and not self._has("meadow", "flowers")):
            if self._has("forest", "tree") and not self._has("sea"):
                self._tree_line(self._horizon + 0.01, 0.085, 0.7)
            land.paint_water(rng, canvas, palette, top, self._light_x)
            if self._has("forest", "flowers", "mountain") and not self._has("sea"):
                self._near_shore()
        elif self._has("desert"):
            land.paint_dunes(rng, canvas, palette, top)
        elif self._has("forest"):
            for share, foot in ((0.3, 0.68), (0.52, 0.78), (0.75, 0.9), (0.97, 1.06)):
                self._tree_line(foot, 0.16 + 0.26 * share, share)
        elif self._has("snow", "snowfall"):
            self._snowfield()
        else:
            plants.sow_meadow(
                rng,
                canvas,
                self._meadow_palette(),
                top + 0.06,
                flowers=self._has("flowers", "spring"),
            )

    def _meadow_palette(self) -> Palette:
        palette = self._palette
        return Palette(
            *(palette.zenith, palette.middle, palette.horizon, palette.light),
            *(palette.haze, palette.near, self._ground_color(), palette.water),
        )

    def _tree_line(self, foot: float, height: float, share: float) -> None:
        color = mix(self._palette.haze, self._needle_color(), share)
        layer = land.Layer(foot, 0.03, color, mix(color, self._palette.haze, 0.45))
        line = land.paint_layer(self._rng, self._canvas, layer)
        stand = plants.Stand(height * self._canvas.height, color, density=1.25 - share * 0.5)
        plants.plant_conifers(self._rng, self._canvas, line, stand)

    def _near_shore(self) -> None:
        color = mix(self._palette.near, self._ground_color(), 0.22)
        layer = land.Layer(1.04, 0.14, color, self._palette.near, 1.1)
        line = land.paint_layer(self._rng, self._canvas, layer)
        stand = plants.Stand(self._canvas.height * 0.3, self._needle_color(), density=0.3)
        plants.plant_conifers(self._rng, self._canvas, line, stand)

    def _snowfield(self) -> None:
        white, shade = self._ground_color(), mix(self._palette.haze, self._palette.zenith, 0.3)
        for foot, rise in ((0.72, 0.09), (0.86, 0.1), (1.05, 0.14)):
            layer = land.Layer(foot, rise, white, mix(white, shade, 0.55), 1.3)
            line = land.paint_layer(self._rng, self._canvas, layer)
            if foot < 1:
                color = mix(mix(self._palette.near, white, 0.18), self._palette.haze, 0.9 - foot)
                stand = plants.Stand(self._canvas.height * 0.13 * foot, color, density=0.5)
                plants.plant_conifers(self._rng, self._canvas, line, stand)

    def _figures(self) -> None:
        rng, canvas, palette = self._rng, self._canvas, self._palette
        width, height = canvas.size
        side = 0.28 if self._light_x > 0.5 else 0.72
        foot = (width * side, height * 0.9)
        if self._has("tree") and not self._has("forest", "sea", "lake", "city"):
            self._tree((width * (1 - side), height * 0.86))
        if self._has("house"):
            build_house(canvas, palette, self._hour, (foot[0], height * 0.8), height * 0.13)
        if self._has("boat"):
            place = (width * side, height * (self._horizon + 0.15))
            figures.place_boat(canvas, palette, place, height * 0.17)
        if self._has("balloon"):
            for x, y, size in ((0.3, 0.24, 0.17), (0.66, 0.38, 0.09), (0.5, 0.14, 0.06)):
                figures.place_balloon(rng, canvas, palette, (width * x, height * y), height * size)
        if self._has("birds") or (self._hour != "night" and rng.random() < 0.3):
            dark = mix(palette.near, palette.middle, 0.25)
            figures.place_birds(rng, canvas, dark, (1 - self._light_x, 0.27), 9)
        self._beings(foot)

    def _tree(self, foot: tuple[float, float]) -> None:
        palette = self._palette
        leaves = mix(self._ground_color(), _BLOSSOM, 0.9 if self._has("spring") else 0.0)
        tree = plants.Tree(
            foot=foot,
            height=self._canvas.height * 0.42,
            bark=mix(palette.near, (0.3, 0.2, 0.14), 0.4),
            leaves=mix(leaves, palette.near, 0.38),
            light=mix(leaves, palette.light, 0.35),
        )
        plants.plant_tree(self._rng, self._canvas, tree)

    def _beings(self, foot: tuple[float, float]) -> None:
        if not self._has("cat", "person"):
            return
        canvas, dark = self._canvas, mix(self._palette.near, (0, 0, 0), 0.45)
        # A mound to be on, dark against whatever lies behind.
        layer = land.Layer(1.02, 0.16, dark, dark, 0.7)
        line = land.paint_layer(self._rng, canvas, layer)
        for motif, place, size, x in (
            ("cat", figures.place_cat, 0.26, foot[0]),
            ("person", figures.place_person, 0.24, canvas.width - foot[0]),
        ):
            if self._has(motif):
                y = float(line[int(x)]) + canvas.height * 0.012
                place(canvas, dark, (x, y), canvas.height * size)

    def _weather(self) -> None:
        rng, canvas, palette = self._rng, self._canvas, self._palette
        if self._has("fog"):
            weather.draw_fog(rng, canvas, mix(palette.haze, _WHITE, 0.35), self._horizon)
        if self._has("rain"):
            weather.let_it_rain(rng, canvas, mix(palette.haze, _WHITE, 0.6))
        if self._has("snowfall") or (self._has("snow") and self._hour in ("night", "gray")):
            weather.let_it_snow(rng, canvas, _WHITE)
        if self._has("spring"):
            weather.let_petals_fall(rng, canvas, _BLOSSOM)
        if self._has("autumn"):
            weather.let_petals_fall(rng, canvas, _MAPLE)
