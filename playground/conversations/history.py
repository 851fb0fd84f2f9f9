"""What of a branch a model is told: turns in pairs, so that user and assistant alternate."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from playground.conversations.branches import Turn
from playground.conversations.models import MessageRole
from playground.gateway import ChatMessage

_HAN = re.compile(r"[\u3400-\u9fff]")


def answered_pairs(turns: Sequence[Turn]) -> list[ChatMessage]:
    """Return the user turns that have an answer, each with it.

    A turn whose reply failed without text, or was deleted, is left out with its reply: V1 refuses
    two user turns in a row as well as blank ones.
    """
    messages: list[ChatMessage] = []
    for question, answer in pairwise(turns):
        is_pair = question.role == MessageRole.USER and answer.role == MessageRole.ASSISTANT
        if is_pair and question.text.strip() and answer.text.strip():
            messages.append(ChatMessage("user", question.text))
            messages.append(ChatMessage("assistant", answer.text))
    return messages


def messages_for_prompt(turns: Sequence[Turn], prompt: str) -> tuple[ChatMessage, ...]:
    """Build the messages that ask `prompt` after these turns."""
    return (*answered_pairs(turns), ChatMessage("user", prompt))


def messages_to_continue(turns: Sequence[Turn]) -> tuple[ChatMessage, ...]:
    """Build the messages that ask to go on with the last of these turns, which is a reply."""
    reply = turns[-1].text
    if not reply.strip():
        return messages_for_prompt(turns[:-2], turns[-2].text)
    request = "继续" if _HAN.search(reply) else "Continue exactly where you stopped."
    return (*answered_pairs(turns), ChatMessage("user", request))
