from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from playground.images.pictures import THUMBNAIL_SIDE, PictureUnreadable, as_sent, measure
from tests.images.pictures import picture_bytes


def bomb():
    """A PNG of a few bytes that says it has a billion pixels."""
    header = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    chunks = b""
    for name, data in ((b"IHDR", header), (b"IDAT", zlib.compress(b"\x00" * 100)), (b"IEND", b"")):
        checksum = struct.pack(">I", zlib.crc32(name + data))
        chunks += struct.pack(">I", len(data)) + name + data + checksum
    return b"\x89PNG\r\n\x1a\n" + chunks


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [
        ("PNG", "image/png"),
        ("JPEG", "image/jpeg"),
        ("WEBP", "image/webp"),
        ("GIF", "image/gif"),
        ("BMP", "image/bmp"),
    ],
)
def test_every_kind_of_picture_is_measured(kind, media_type):
    measured = measure(picture_bytes(kind, (1200, 600)))

    assert (measured.media_type, measured.width, measured.height) == (media_type, 1200, 600)
    small = Image.open(BytesIO(measured.thumbnail))
    assert (small.format, small.size) == ("WEBP", (THUMBNAIL_SIDE, THUMBNAIL_SIDE // 2))


def test_a_picture_on_its_side_is_measured_as_it_is_shown():
    exif = Image.Exif()
    exif[0x0112] = 6

    measured = measure(picture_bytes("JPEG", (1200, 600), exif=exif))

    assert (measured.width, measured.height) == (600, 1200)
    assert Image.open(BytesIO(measured.thumbnail)).size == (THUMBNAIL_SIDE // 2, THUMBNAIL_SIDE)


def test_a_picture_that_shows_through_stays_so_when_small():
    output = BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(output, "PNG")

    small = Image.open(BytesIO(measure(output.getvalue()).thumbnail))

    assert small.convert("RGBA").getpixel((5, 5))[3] == 0


def test_a_bomb_is_not_unpacked():
    with pytest.raises(PictureUnreadable) as refused:
        measure(bomb())

    assert refused.value.code == "image_too_many_pixels"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 50,
        picture_bytes("JPEG", (400, 400))[:300],
    ],
    ids=["empty", "svg", "no chunks", "cut off"],
)
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(PictureUnreadable) as refused:
        measure(data)

    assert refused.value.code == "image_unreadable"


def test_a_picture_that_providers_take_is_sent_as_it_is():
    data = picture_bytes("PNG", (400, 300))

    assert as_sent(data, "image/png").data == data


@pytest.mark.parametrize(
    ("kind", "size"), [("WEBP", (300, 200)), ("PNG", (5000, 100))], ids=["kind", "size"]
)
def test_a_picture_that_providers_refuse_is_sent_as_another(kind, size):
    sent = as_sent(picture_bytes(kind, size), f"image/{kind.lower()}")

    assert sent.media_type == "image/jpeg"
    assert max(Image.open(BytesIO(sent.data)).size) <= 2048
