"""Pages and fragments of shares."""

from __future__ import annotations

from playground.shares.views.copying import copy
from playground.shares.views.creation import create
from playground.shares.views.library import delete, index, options, refresh, renew, revoke
from playground.shares.views.reading import detail, image

__all__ = [
    "copy",
    "create",
    "delete",
    "detail",
    "image",
    "index",
    "options",
    "refresh",
    "renew",
    "revoke",
]
