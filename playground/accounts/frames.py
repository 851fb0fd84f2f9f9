"""Frames as all sockets read them: a JSON object with a `type`; every fault is a `FrameRefused`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NotRequired, TypedDict
from uuid import UUID

import orjson
from django.utils.translation import gettext_lazy as _

# The size of a whole frame.
MAX_CHARACTERS = 4_000_000
_MAX_OFFSET = 2**53

Frame = dict[str, Any]

FRAME_REFUSALS = {
    "internal_error": _("Something went wrong on the server. It was recorded. Try again."),
    "malformed_frame": _("The server could not read what the page sent. Reload the page."),
    "not_found": _("This does not exist, or you have no access to it."),
    "unknown_frame": _("The page and the server do not match. Reload the page."),
}


class SocketPing(TypedDict):
    type: Literal["socket.ping"]


class SocketPong(TypedDict):
    type: Literal["socket.pong"]


class Refusal(TypedDict):
    """What every frame says that answers one that is refused."""

    in_reply_to: str
    code: str
    message: str
    field: NotRequired[str]


class FrameRefused(Exception):
    """A frame that cannot be obeyed; nothing has changed. `field` is what is wrong with it."""

    def __init__(self, code: str, *, field: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.field = field

    @property
    def sentence(self) -> str:
        return str(FRAME_REFUSALS[self.code])


def read_frame(text: str | None) -> Frame:
    """Parse a text frame into an object with a `type`; binary frames have no text."""
    if text is None:
        raise FrameRefused("malformed_frame")
    frame = read_object(text)
    if not isinstance(frame.get("type"), str):
        raise FrameRefused("malformed_frame", field="type")
    return frame


def read_object(text: str | bytes) -> dict[str, Any]:
    """Parse a JSON object."""
    if len(text) > MAX_CHARACTERS:
        raise FrameRefused("malformed_frame")
    try:
        value = orjson.loads(text)
    except ValueError as exc:
        raise FrameRefused("malformed_frame") from exc
    if not isinstance(value, dict):
        raise FrameRefused("malformed_frame")
    return value


def refused_frame(about: Frame, refused: FrameRefused, *, answer: str, subject: str) -> Frame:
    """Make the answer, of the type `answer`, to the frame `about`, which is refused.

    It is a `Refusal` that also names what `about` has under `subject`, if that can be an id.
    """
    frame: Frame = {
        "type": answer,
        "in_reply_to": str(about.get("type", ""))[:64],
        "code": refused.code,
        "message": refused.sentence,
    }
    if refused.field:
        frame["field"] = refused.field
    named = about.get(subject)
    if isinstance(named, str) and len(named) <= 36:
        frame[subject] = named
    return frame


def read_uuid(frame: Mapping[str, Any], key: str) -> UUID:
    value = frame.get(key)
    # Only the canonical form: `UUID` also takes braces and URNs.
    if isinstance(value, str) and len(value) == 36:
        try:
            return UUID(value)
        except ValueError:
            pass
    raise FrameRefused("malformed_frame", field=key)


def read_offset(frame: Mapping[str, Any], key: str) -> int:
    """Read a position in a text; 0 where the frame has none."""
    value = frame.get(key, 0)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _MAX_OFFSET:
        return value
    raise FrameRefused("malformed_frame", field=key)
