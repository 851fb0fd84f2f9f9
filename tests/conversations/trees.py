"""Conversations with turns that were never asked for: quicker than to ask for them."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

from playground.accounts.models import User
from playground.conversations.models import Conversation, Message, MessageRole
from playground.credentials.models import Credential
from playground.runs.models import Run, RunStatus

_numbers = count(1)


def make_conversation(user: User, credential: Credential | None = None, **fields: Any):
    fields.setdefault("title", f"Conversation {next(_numbers)}")
    fields.setdefault("provider", "qianfan_v2")
    fields.setdefault("model", "my-fault-deltas-3")
    return Conversation.objects.create(owner=user, credential=credential, **fields)


def add_turn(
    conversation: Conversation,
    question: str = "Q",
    answer: str = "A",
    *,
    parent: Message | None = None,
    **run_fields: Any,
) -> tuple[Message, Message]:
    """Add a user turn and its reply below `parent`, and show that branch."""
    asked = Message.objects.create(
        conversation=conversation, parent=parent, role=MessageRole.USER, content=question
    )
    return asked, add_reply(asked, answer, **run_fields)


def add_reply(question: Message, answer: str = "A", **run_fields: Any) -> Message:
    conversation = question.conversation
    run_fields.setdefault("status", RunStatus.SUCCEEDED)
    run = Run.objects.create(
        user=conversation.owner,
        kind="chat",
        credential=conversation.credential,
        provider="qianfan_v2",
        output=answer,
        **run_fields,
    )
    reply = Message.objects.create(
        conversation=conversation, parent=question, role=MessageRole.ASSISTANT, run=run
    )
    conversation.leaf = reply
    conversation.save()
    return reply


def call_steps(*calls: tuple[str, str]) -> str:
    """Write the steps of a reply that calls functions by name and arguments."""
    return "".join(
        json.dumps({"step": "tool_call", "index": index, "id": "", "name": name, "arguments": text})
        + "\n"
        for index, (name, text) in enumerate(calls)
    )


def add_result(reply: Message, text: str = "{}", name: str = "get_weather") -> Message:
    """Add the result of a function below a reply, or below another result."""
    conversation = reply.conversation
    conversation.leaf = Message.objects.create(
        conversation=conversation,
        parent=reply,
        role=MessageRole.TOOL,
        content=text,
        tool_name=name,
    )
    conversation.save()
    return conversation.leaf
