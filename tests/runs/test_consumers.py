"""Following runs on a socket of their own: from any offset, after the end, and never a stranger."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest
from channels.db import database_sync_to_async

from playground.gateway import CompletionRequest
from playground.runs import live_runs, services
from playground.runs.models import Run, RunKind, RunStatus
from tests.conversations.sockets import connected, text_of

pytestmark = pytest.mark.django_db(transaction=True)

PATH = "/ws/runs/"
ENDS = ("completion.finished", "completion.failed")
QUICK, SLOW = "my-fault-deltas-3", "my-fault-deltas-500--delta-10"


def following(user):
    return connected(user, path=PATH)


async def start(user, credential, model=QUICK):
    """Begin to complete a prompt; return the id of the run, and its task."""

    def save():
        prepared = services.prepare_run(
            credential=credential,
            provider="qianfan_v2",
            request=CompletionRequest(prompt="Once upon a time", model=model),
        )
        services.save_run(user=user, prepared=prepared, kind=RunKind.COMPLETION)
        return prepared

    prepared = await database_sync_to_async(save)()
    return prepared.uuid, live_runs.start(prepared)


async def attach(page, run, offset=0):
    await page.send("run.attach", run=str(run), offset=offset, reasoning_offset=0)


async def test_a_run_is_followed_to_its_end(alice, sandbox):
    run, _ = await start(alice, sandbox)

    async with following(alice) as page:
        await attach(page, run)
        frames = await page.receive_until(*ENDS)

    saved = await Run.objects.aget(uuid=run)
    assert text_of(frames) == saved.output != ""
    assert "reply" not in frames[-1]
    assert (saved.kind, saved.title) == ("completion", "Once upon a time")


async def test_whoever_comes_late_gets_what_they_lack(alice, sandbox):
    run, ended = await start(alice, sandbox)
    await ended
    saved = await Run.objects.aget(uuid=run)

    async with following(alice) as page:
        await attach(page, run, offset=4)
        frames = await page.receive_until(*ENDS)

    assert (frames[0]["offset"], frames[0]["text"]) == (4, saved.output[4:])
    assert frames[-1]["length"] == len(saved.output)


async def test_stop_ends_the_run_and_keeps_its_text(alice, sandbox):
    run, ended = await start(alice, sandbox, SLOW)

    async with following(alice) as page:
        await attach(page, run)
        await page.receive()
        await page.send("completion.stop", run=str(run), seen=1)
        frames = await page.receive_until(*ENDS)
    await ended

    saved = await Run.objects.aget(uuid=run)
    assert frames[-1]["status"] == saved.status == RunStatus.STOPPED
    assert saved.output != ""


@pytest.mark.parametrize("verb", ["run.attach", "completion.stop"])
async def test_the_runs_of_others_do_not_exist(alice, charlie, sandbox, verb):
    run, ended = await start(alice, sandbox, SLOW)

    async with following(charlie) as page:
        await page.send(verb, run=str(run), offset=0, reasoning_offset=0, seen=0)
        frame = await page.receive()

    assert (frame["type"], frame["code"], frame["run"]) == ("run.refused", "not_found", str(run))
    assert not ended.done()
    await live_runs.request_stop(run)
    await ended


async def test_a_run_that_is_let_go_is_told_of_no_more(alice, sandbox):
    run, ended = await start(alice, sandbox, SLOW)

    async with following(alice) as page:
        await attach(page, run)
        await page.receive()
        await page.send("run.detach", run=str(run))
        await page.send("socket.ping")
        await page.receive_until("socket.pong")
        await live_runs.request_stop(run)
        await asyncio.wait([ended])

        assert await page.communicator.receive_nothing(timeout=0.1)


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"type": "run.attach", "run": "mine", "offset": 0}, "malformed_frame"),
        ({"type": "run.attach", "run": str(uuid4()), "offset": -1}, "malformed_frame"),
        ({"type": "run.attach", "run": str(uuid4()), "offset": True}, "malformed_frame"),
        ({"type": "run.delete", "run": str(uuid4())}, "unknown_frame"),
    ],
)
async def test_a_bad_frame_is_answered_and_the_socket_lives_on(alice, frame, code):
    async with following(alice) as page:
        await page.send(frame.pop("type"), **frame)
        refused = await page.receive()
        await page.send("socket.ping")

        assert (refused["type"], refused["code"]) == ("run.refused", code)
        assert await page.receive() == {"type": "socket.pong"}
