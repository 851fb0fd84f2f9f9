"""Every frame of the socket on which an open link is watched.

docs/reference/frames.md explains them.
"""

from __future__ import annotations

from typing import Literal, TypedDict

from playground.accounts.frames import Frame, FrameRefused, SocketPing, SocketPong


class ShareWatch(TypedDict):
    type: Literal["share.watch"]
    token: str
    revision: int


class ShareClosed(TypedDict):
    type: Literal["share.closed"]


class ShareUpdated(TypedDict):
    type: Literal["share.updated"]


class ShareRefused(TypedDict):
    type: Literal["share.refused"]
    in_reply_to: str
    code: str
    message: str


IncomingFrame = ShareWatch | SocketPing
OutgoingFrame = ShareClosed | ShareUpdated | ShareRefused | SocketPong


def refused_frame(about: Frame, refused: FrameRefused) -> ShareRefused:
    return {
        "type": "share.refused",
        "in_reply_to": str(about.get("type", ""))[:64],
        "code": refused.code,
        "message": refused.sentence,
    }
