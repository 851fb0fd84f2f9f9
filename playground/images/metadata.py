"""What an image was made from, written into its file without touching a pixel of it.

The text has the form that other tools for drawing write and read: the prompt, the negative prompt,
and a line of parameters. PNG has it as iTXt `parameters`, JPEG and WebP as Exif `UserComment`;
both hold any script. Sources: the PNG specification 11.3.3.4, Exif 2.32 4.6.5, the WebP container.
"""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Final

from playground.images.models import GeneratedImage
from playground.images.parameters import shown_parameters
from playground.images.pictures import open_picture

KEYWORD: Final = "parameters"
_PNG_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_EXIF_IFD, _USER_COMMENT, _SOFTWARE = 0x8769, 0x9286, 0x0131
_EXIF_HEAD: Final = b"Exif\x00\x00"
# How long the segment of a JPEG can be.
_MAX_SEGMENT_BYTES: Final = 0xFFFF - 2
_LABELS: Final = {
    "steps": "Steps",
    "sampler_index": "Sampler",
    "cfg_scale": "CFG scale",
    "size": "Size",
    "style": "Style",
}


def with_parameters(content: bytes, image: GeneratedImage) -> tuple[bytes, str]:
    """Return a file with what its image was made from in it, and its kind.

    What holds no text becomes a PNG, which loses nothing.
    """
    text = parameter_text(image)
    match image.media_type:
        case "image/jpeg":
            return _into_jpeg(content, text), "image/jpeg"
        case "image/webp":
            return _into_webp(content, text, image.width, image.height), "image/webp"
        case "image/png":
            return _into_png(content, text), "image/png"
        case _:
            return _into_png(_as_png(content), text), "image/png"


def parameter_text(image: GeneratedImage) -> str:
    """Write down what an image was made from, as other tools do."""
    known = {each.name: each.text for each in shown_parameters(image)}
    negative = known.pop("negative_prompt", "")
    facts = {_LABELS.get(name, name): text for name, text in known.items()}
    if image.seed is not None:
        facts["Seed"] = str(image.seed)
    facts.setdefault("Size", f"{image.width}x{image.height}")
    facts["Model"] = image.service
    lines = [image.prompt]
    if negative:
        lines.append(f"Negative prompt: {negative}")
    lines.append(", ".join(f"{name}: {_quoted(text)}" for name, text in facts.items()))
    return "\n".join(lines)


def _quoted(text: str) -> str:
    """A value with a comma would look like two."""
    if not any(sign in text for sign in ',:"\n'):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _into_png(content: bytes, text: str) -> bytes:
    """Put the chunk behind the first one, which is the header."""
    if not content.startswith(_PNG_SIGNATURE) or content[12:16] != b"IHDR":
        return content
    end = len(_PNG_SIGNATURE) + 12 + struct.unpack(">I", content[8:12])[0]
    # Not compressed, in no language, without a translated keyword.
    data = KEYWORD.encode("latin-1") + b"\x00\x00\x00\x00\x00" + text.encode()
    chunk = b"iTXt" + data
    sealed = struct.pack(">I", len(data)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return content[:end] + sealed + content[end:]


def _into_jpeg(content: bytes, text: str) -> bytes:
    """Put the segment behind JFIF's, which has to be the first."""
    segment = _EXIF_HEAD + _exif(text)
    if not content.startswith(b"\xff\xd8") or len(segment) > _MAX_SEGMENT_BYTES:
        return content
    at, other = 2, None
    while content[at : at + 2] in (b"\xff\xe0", b"\xff\xe1"):
        end = at + 2 + struct.unpack(">H", content[at + 2 : at + 4])[0]
        if content[at + 4 : at + 10] == _EXIF_HEAD:
            # Readers look at the first of them only.
            other = (at, end)
        at = end
    if other is not None:
        content = content[: other[0]] + content[other[1] :]
        at -= other[1] - other[0]
    sealed = b"\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment
    return content[:at] + sealed + content[at:]


def _into_webp(content: bytes, text: str, width: int, height: int) -> bytes:
    """Add the chunk at the end, and say so in the header, which a plain file has to be given."""
    if content[8:12] != b"WEBP" or len(content) < 20:
        return content
    body = content[12:]
    if body[:4] != b"VP8X":
        has_alpha = body[:4] == b"VP8L" and bool(body[12] & 0x10)
        sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
        header = bytes([0x10 if has_alpha else 0, 0, 0, 0]) + sides
        body = _chunk(b"VP8X", header) + body
    if body[8] & 0x08:
        # It has one of its own already.
        return content
    body = body[:8] + bytes([body[8] | 0x08]) + body[9:] + _chunk(b"EXIF", _exif(text))
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def _chunk(name: bytes, data: bytes) -> bytes:
    padding = b"\x00" * (len(data) % 2)
    return name + struct.pack("<I", len(data)) + data + padding


def _exif(text: str) -> bytes:
    """Make a block of Exif with the text as its comment, in UTF-16 as its kind of text is."""
    from PIL import Image

    exif = Image.Exif()
    exif[_SOFTWARE] = "Qianfan Playground"
    exif.get_ifd(_EXIF_IFD)[_USER_COMMENT] = b"UNICODE\x00" + text.encode("utf-16-be")
    return exif.tobytes().removeprefix(_EXIF_HEAD)


def _as_png(content: bytes) -> bytes:
    output = BytesIO()
    open_picture(content).save(output, "PNG")
    return output.getvalue()
