"""What a painter is asked for, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Picture:
    """A checked order for one picture; sides are in pixels."""

    prompt: str
    width: int
    height: int
    seed: int
    negative_prompt: str = ""
    style: str = "Base"
    steps: int = 20
    cfg_scale: float = 5.0


@dataclass(frozen=True, slots=True)
class Mood:
    """What a prompt's embedding adds: a setting where no word names one, and a tint."""

    setting: str
    hue: float
    saturation: float


@dataclass(frozen=True, slots=True)
class PaintedPicture:
    """A file and its type, such as `image/png`."""

    content: bytes = field(repr=False)
    media_type: str
