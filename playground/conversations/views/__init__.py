"""Pages and fragments of conversations."""

from __future__ import annotations

from playground.conversations.views.composer import models, parameters, save_settings
from playground.conversations.views.creation import create
from playground.conversations.views.functions import check_functions, check_result
from playground.conversations.views.library import (
    delete,
    index,
    pin,
    restore,
    sidebar,
    update,
)
from playground.conversations.views.messages import (
    delete_message,
    edit_message,
    message,
    message_details,
    select_branch,
)
from playground.conversations.views.opening import choose_team
from playground.conversations.views.pages import detail, new, thread

__all__ = [
    "check_functions",
    "check_result",
    "choose_team",
    "create",
    "delete",
    "delete_message",
    "detail",
    "edit_message",
    "index",
    "message",
    "message_details",
    "models",
    "new",
    "parameters",
    "pin",
    "restore",
    "save_settings",
    "select_branch",
    "sidebar",
    "thread",
    "update",
]
