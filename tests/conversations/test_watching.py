"""Attaching to a run: exactly what the page lacks, however it was lost."""

from __future__ import annotations

import pytest

from playground.conversations.models import Conversation, Message
from playground.runs.models import Run, RunStatus
from tests.conversations.sockets import ENDS, connected, text_of

pytestmark = pytest.mark.django_db(transaction=True)


async def test_a_second_page_gets_the_same_text(alice, sandbox):
    async with connected(alice) as page, connected(alice) as other:
        await page.submit(sandbox, model="my-fault-deltas-30--delta-5")
        frames = await page.receive_until("completion.delta")
        await other.send("run.attach", run=frames[0]["run"], offset=0)
        theirs = await other.receive_until(*ENDS)
        frames += await page.receive_until(*ENDS)

    assert text_of(theirs) == text_of(frames)
    assert theirs[-1] == frames[-1]


async def test_a_page_continues_from_its_offset(alice, sandbox):
    async with connected(alice) as page:
        await page.submit(sandbox, model="my-fault-deltas-30--delta-5")
        frames = await page.receive_until("completion.delta")
        frames += await page.receive_until("completion.delta")
    seen = text_of(frames)

    async with connected(alice) as page:
        await page.send("run.attach", run=frames[0]["run"], offset=len(seen))
        rest = await page.receive_until(*ENDS)

    deltas = [frame for frame in rest if frame["type"] == "completion.delta"]
    assert deltas[0]["offset"] == len(seen)
    run = await Run.objects.aget(uuid=frames[0]["run"])
    assert seen + "".join(frame["text"] for frame in deltas) == run.output


async def test_a_detached_page_hears_no_more(alice, sandbox):
    async with connected(alice) as page:
        await page.submit(sandbox, model="my-fault-deltas-200--delta-20")
        frames = await page.receive_until("completion.delta")
        await page.send("run.detach", run=frames[0]["run"])
        await page.send("socket.ping")
        await page.receive_until("socket.pong")

        assert await page.communicator.receive_nothing(timeout=0.1)


@pytest.fixture
def ended_run(alice, sandbox):
    run = Run.objects.create(
        user=alice,
        credential=sandbox,
        status=RunStatus.SUCCEEDED,
        output="日本 text",
        reasoning="thought",
        finish_reason="stop",
    )
    conversation = Conversation.objects.create(owner=alice)
    question = Message.objects.create(conversation=conversation, role="user", content="?")
    Message.objects.create(conversation=conversation, parent=question, role="assistant", run=run)
    return run


async def test_an_ended_run_is_told_from_the_database(alice, ended_run):
    async with connected(alice) as page:
        await page.send("run.attach", run=str(ended_run.uuid), offset=3, reasoning_offset=2)
        frames = await page.receive_until(*ENDS)

    assert [frame["type"] for frame in frames] == [
        "completion.reasoning",
        "completion.delta",
        "completion.finished",
    ]
    assert frames[0]["text"] == "ought"
    assert frames[1] == frames[1] | {"offset": 3, "text": "text"}
    assert frames[2]["length"] == 7


async def test_a_page_that_is_ahead_of_the_saved_text_gets_it_anew(alice, ended_run):
    async with connected(alice) as page:
        await page.send("run.attach", run=str(ended_run.uuid), offset=500)
        frames = await page.receive_until(*ENDS)

    assert frames[0] == {
        "type": "run.reset",
        "run": str(ended_run.uuid),
        "offset": 0,
        "text": "日本 text",
        "reasoning": "thought",
        "steps": "",
    }


async def test_a_run_whose_process_is_gone_is_interrupted_with_its_text(alice, ended_run):
    await Run.objects.filter(pk=ended_run.pk).aupdate(status=RunStatus.RUNNING, owner="gone")

    async with connected(alice) as page:
        await page.send("run.attach", run=str(ended_run.uuid), offset=0)
        frames = await page.receive_until(*ENDS)

    assert text_of(frames) == "日本 text"
    assert (frames[-1]["status"], frames[-1]["code"]) == ("interrupted", "interrupted")
