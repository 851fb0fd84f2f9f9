"""The road of a completion, through the real ASGI application and a real sandbox."""

from __future__ import annotations

from hashlib import sha256

import pytest

from playground.conversations.models import Conversation
from playground.runs.models import Run, RunStatus
from tests.conversations.sockets import connected, text_of

pytestmark = pytest.mark.django_db(transaction=True)


async def test_a_prompt_is_answered_in_deltas_and_saved(alice, sandbox):
    async with connected(alice) as page:
        frames = await page.ask(sandbox, "Hello", model="ernie-lite-8k")

    assert frames[0]["type"] == "completion.started"
    assert frames[0]["title"] == "Hello"
    finished = frames[-1]
    assert finished["type"] == "completion.finished"
    text = text_of(frames)
    assert finished["length"] == len(text)
    assert finished["sha256"] == sha256(text.encode()).hexdigest()
    run = await Run.objects.select_related("message").aget(uuid=finished["run"])
    assert run.status == RunStatus.SUCCEEDED
    assert run.output == text
    assert str(run.message.uuid) == finished["reply"]
    conversation = await Conversation.objects.select_related("leaf").aget(owner=alice)
    assert conversation.leaf == run.message
