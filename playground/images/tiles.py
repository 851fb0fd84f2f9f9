"""What stands in the place of an image: the image, its drawing, or why there is none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from playground.images.models import GeneratedImage
from playground.runs.error_messages import error_sentence
from playground.runs.models import RunStatus


@dataclass(frozen=True, slots=True)
class Tile:
    """`reason` says why nothing was drawn, where nothing will be."""

    image: GeneratedImage
    is_live: bool
    reason: str


def make_tiles(images: Iterable[GeneratedImage]) -> list[Tile]:
    return [make_tile(image) for image in images]


def make_tile(image: GeneratedImage) -> Tile:
    is_live = not image.is_drawn and image.run is not None and image.run.is_live
    return Tile(image, is_live, "" if image.is_drawn or is_live else _reason(image))


def _reason(image: GeneratedImage) -> str:
    run = image.run
    if run is None or run.status == RunStatus.SUCCEEDED:
        return _("Nothing was drawn.")
    if run.status == RunStatus.STOPPED:
        return _("Stopped before it was drawn.")
    if run.status == RunStatus.INTERRUPTED:
        return _("The server stopped before it was drawn.")
    return error_sentence(run.error_code, run.error_parameters)
