"""What stands in the place of an image: the image, its drawing, or why there is none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from django.utils.translation import gettext as _

from playground.images.models import GeneratedImage
from playground.runs.error_messages import error_sentence
from playground.runs.models import RunStatus

_LATEST: Final = 5


@dataclass(frozen=True, slots=True)
class Tile:
    """`reason` says why nothing was drawn, where nothing will be.

    `expected_ms` is how long the last ones took, where that is known.
    """

    image: GeneratedImage
    is_live: bool
    reason: str
    expected_ms: int | None = None


def make_tiles(images: Iterable[GeneratedImage]) -> list[Tile]:
    expected: dict[str, int | None] = {}
    tiles = []
    for image in images:
        tile = make_tile(image)
        if tile.is_live:
            if image.service not in expected:
                expected[image.service] = _usual_ms(image)
            tile = replace(tile, expected_ms=expected[image.service])
        tiles.append(tile)
    return tiles


def make_tile(image: GeneratedImage) -> Tile:
    is_live = not image.is_drawn and image.run is not None and image.run.is_live
    return Tile(image, is_live, "" if image.is_drawn or is_live else _reason(image))


def _usual_ms(image: GeneratedImage) -> int | None:
    """How long this service took for the same person lately: the middle of some times."""
    drawn = GeneratedImage.objects.filter(owner=image.owner_id, service=image.service).drawn()
    latest = drawn.order_by("-created_at", "-pk").values_list("run__latency_ms", flat=True)
    times = sorted(time for time in latest[:_LATEST] if time is not None)
    return times[len(times) // 2] if times else None


def _reason(image: GeneratedImage) -> str:
    run = image.run
    if run is None or run.status == RunStatus.SUCCEEDED:
        return _("Nothing was drawn.")
    if run.status == RunStatus.STOPPED:
        return _("Stopped before it was drawn.")
    if run.status == RunStatus.INTERRUPTED:
        return _("The server stopped before it was drawn.")
    return error_sentence(run.error_code, run.error_parameters)
