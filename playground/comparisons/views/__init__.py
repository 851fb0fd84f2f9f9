"""Pages and fragments of comparisons."""

from __future__ import annotations

from playground.comparisons.views.columns import (
    add_column,
    ask_again,
    column,
    continue_in_chat,
    remove_column,
)
from playground.comparisons.views.detail import detail, difference, figures, run_again
from playground.comparisons.views.library import delete, index, keep, rename
from playground.comparisons.views.setup import create, new

__all__ = [
    "add_column",
    "ask_again",
    "column",
    "continue_in_chat",
    "create",
    "delete",
    "detail",
    "difference",
    "figures",
    "index",
    "keep",
    "new",
    "remove_column",
    "rename",
    "run_again",
]
