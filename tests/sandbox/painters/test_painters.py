"""Both painters keep to the order, and the choice between them."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from playground.sandbox.embedders.scripted import ScriptedEmbedder
from playground.sandbox.painters import Painter, choose_painter
from playground.sandbox.painters.local import LocalPainter
from playground.sandbox.painters.pictures import Picture
from playground.sandbox.painters.scripted import ScriptedPainter

PICTURE = Picture("日落时的海", 256, 160, seed=1)
PAINTERS = [ScriptedPainter(), LocalPainter(ScriptedEmbedder())]


@pytest.mark.parametrize("painter", PAINTERS, ids=lambda painter: painter.name)
async def test_a_picture_has_its_size_and_type_and_is_the_same_again(painter: Painter) -> None:
    first = await painter.paint(PICTURE)
    second = await painter.paint(PICTURE)

    image = Image.open(io.BytesIO(first.content))
    assert image.size == (256, 160)
    assert first.media_type == Image.MIME[image.format or ""]
    assert first.content == second.content


def test_the_script_paints_only_when_it_is_asked_for() -> None:
    embedder = ScriptedEmbedder()

    assert choose_painter("scripted", embedder).name == "scripted"
    assert choose_painter("auto", embedder).name == "local"
    assert choose_painter("local", embedder).name == "local"
