"""Pages and fragments of completions."""

from __future__ import annotations

from playground.completions.views.editing import delete, save
from playground.completions.views.pages import detail, index, new
from playground.completions.views.rounds import bring_back, settle, start, stop, take, undo

__all__ = [
    "bring_back",
    "delete",
    "detail",
    "index",
    "new",
    "save",
    "settle",
    "start",
    "stop",
    "take",
    "undo",
]
