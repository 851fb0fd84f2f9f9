"""Pictures from outside: measured, made small, and never trusted to be what they say."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final

from playground.gateway import Image, InvalidRequestError, sniff_image

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

# A file of some kilobytes can unpack to gigabytes.
MAX_PIXELS: Final = 40_000_000
THUMBNAIL_SIDE: Final = 480
_FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
_QUALITY: Final = 80
# What Qianfan takes: 4 MB in Base64, sides of 4096 pixels, and no other kinds of files.
_MAX_SENT_BYTES: Final = 3_000_000
_MAX_SENT_SIDE: Final = 4_096
_SENT_TYPES: Final = ("image/png", "image/jpeg", "image/bmp")
_SHRUNK_SIDE: Final = 2_048


class PictureUnreadable(Exception):
    """A file that is no picture, or one too large to be looked at."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Measured:
    """What a picture is, and a small one of it; sides in pixels, as it is shown."""

    media_type: str
    width: int
    height: int
    thumbnail: bytes


def measure(data: bytes) -> Measured:
    """Look at a picture and make a small one, which takes a while: not for the event loop.

    Raises: PictureUnreadable.
    """
    from PIL import ImageOps

    media_type = _media_type(data)
    picture = open_picture(data)
    try:
        # Of a JPEG only as much is unpacked as the small one takes.
        size = picture.size
        picture.draft("RGB", (2 * THUMBNAIL_SIDE, 2 * THUMBNAIL_SIDE))
        small = ImageOps.exif_transpose(picture)
        is_turned = (small.width < small.height) != (size[0] < size[1])
        small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
        thumbnail = _as_webp(small)
    except Exception as exc:
        # Its decoders raise whatever a broken file makes them stumble over.
        raise PictureUnreadable("image_unreadable") from exc
    width, height = reversed(size) if is_turned else size
    return Measured(media_type, width, height, thumbnail)


def open_picture(data: bytes) -> Picture:
    """Open a picture of which nothing is unpacked yet. Raises: PictureUnreadable."""
    from PIL import Image as Pillow

    try:
        picture = Pillow.open(BytesIO(data), formats=_FORMATS)
    except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning) as exc:
        raise PictureUnreadable("image_too_many_pixels") from exc
    except Exception as exc:
        raise PictureUnreadable("image_unreadable") from exc
    if picture.width * picture.height > MAX_PIXELS:
        raise PictureUnreadable("image_too_many_pixels")
    return picture


def _media_type(data: bytes) -> str:
    try:
        return sniff_image(data).media_type
    except InvalidRequestError as exc:
        raise PictureUnreadable("image_unreadable") from exc


def _as_webp(picture: Picture) -> bytes:
    has_alpha = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    output = BytesIO()
    picture.convert("RGBA" if has_alpha else "RGB").save(output, "WEBP", quality=_QUALITY)
    return output.getvalue()


def as_sent(data: bytes, media_type: str) -> Image:
    """Return a picture that providers take, which may mean a smaller one of it.

    Raises: PictureUnreadable.
    """
    picture = open_picture(data)
    is_small = len(data) <= _MAX_SENT_BYTES and max(picture.size) <= _MAX_SENT_SIDE
    if media_type in _SENT_TYPES and is_small:
        return Image(data, media_type)
    try:
        return _as_small_jpeg(picture)
    except Exception as exc:
        raise PictureUnreadable("image_unreadable") from exc


def _as_small_jpeg(picture: Picture) -> Image:
    from PIL import ImageOps

    picture.draft("RGB", (_SHRUNK_SIDE, _SHRUNK_SIDE))
    turned = ImageOps.exif_transpose(picture)
    turned.thumbnail((_SHRUNK_SIDE, _SHRUNK_SIDE))
    output = BytesIO()
    turned.convert("RGB").save(output, "JPEG", quality=_QUALITY)
    return Image(output.getvalue(), "image/jpeg")
