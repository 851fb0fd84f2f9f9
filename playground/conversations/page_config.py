"""What the scripts of the conversation page are told, as JSON: addresses and ids."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse

from playground.accounts.frames import MAX_CHARACTERS
from playground.conversations.function_templates import function_templates
from playground.conversations.models import Conversation
from playground.conversations.refusals import REFUSALS

# Scripts put the id of a message in the place of this one.
MESSAGE_PLACE = UUID(int=0)


def page_config(conversation: Conversation, *, prefill: str = "") -> dict[str, Any]:
    return {
        "socket": "/ws/conversations/",
        "longest_frame": MAX_CHARACTERS,
        "text_too_long": str(REFUSALS["text_too_long"]),
        "conversation": str(conversation.uuid),
        "is_saved": conversation.pk is not None,
        "prefill": prefill,
        "function_templates": function_templates(),
        "placeholder": str(MESSAGE_PLACE),
        "urls": _urls(conversation.uuid),
    }


def _urls(conversation: UUID) -> dict[str, str]:
    of_conversation = ("detail", "thread", "save_settings")
    of_message = ("message", "edit_message", "delete_message", "message_details")
    of_all = ("sidebar", "parameters", "models", "check_functions", "check_result")
    urls = {name: reverse(f"conversations:{name}") for name in of_all}
    urls["batch"] = reverse("batches:from_prompt")
    urls["compare"] = reverse("comparisons:new")
    for name in of_conversation:
        urls[name] = reverse(f"conversations:{name}", args=[conversation])
    for name in of_message:
        urls[name] = reverse(f"conversations:{name}", args=[conversation, MESSAGE_PLACE])
    return urls
