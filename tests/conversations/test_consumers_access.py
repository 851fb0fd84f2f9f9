"""Who may open a socket, and what a stranger gets on it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from channels.db import database_sync_to_async
from django.contrib.sessions.models import Session

from playground.accounts import sockets
from playground.accounts.models import Membership
from playground.accounts.sessions import close_sockets, session_group, user_group
from playground.conversations.models import Conversation, Message
from playground.runs.models import Run, RunStatus
from tests.conversations.sockets import (
    ENDS,
    communicator_for,
    connected,
    make_session,
    prompt,
)
from tests.factories import make_credential

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "",
        "http://evil.example",
        "http://localhost:3000",
        "http://localhost",
        "http://localhost.evil.example",
        "http://evil.example/localhost",
        "http://localhost@evil.example",
        "file://",
    ],
)
async def test_a_foreign_origin_gets_no_socket(alice, origin):
    key = await database_sync_to_async(make_session)(alice)
    communicator = communicator_for(key, origin=origin)

    is_accepted, _ = await communicator.connect()

    assert not is_accepted


async def test_nobody_signed_in_is_told_so_and_let_go(db):
    communicator = communicator_for("")

    await communicator.connect()

    assert await communicator.receive_output() == {"type": "websocket.close", "code": 4401}
    await communicator.disconnect()


async def test_a_stranger_can_neither_watch_nor_stop_nor_continue(alice, charlie, sandbox):
    async with connected(alice) as page:
        frame = await page.submit(sandbox, model="my-fault-deltas-200--delta-20")
        started = await page.receive()
        run, conversation = started["run"], frame["conversation"]
        async with connected(charlie) as stranger:
            await stranger.send("run.attach", run=run, offset=0)
            await stranger.send("completion.stop", run=run, seen=0)
            await stranger.send(
                "completion.regenerate",
                conversation=conversation,
                message=frame["message"],
                reply=str(uuid4()),
            )
            await stranger.send(
                "completion.continue",
                conversation=conversation,
                message=frame["reply"],
                reply=frame["reply"],
            )
            answers = [await stranger.receive() for _ in range(4)]

    assert [answer["code"] for answer in answers] == ["not_found"] * 4
    assert (await Run.objects.aget(uuid=run)).status == RunStatus.RUNNING


async def test_a_stranger_cannot_write_into_a_conversation(alice, charlie, sandbox):
    conversation = await Conversation.objects.acreate(owner=alice, title="A")
    own = await database_sync_to_async(make_credential)(owner=charlie)

    async with connected(charlie) as page:
        frames = await page.ask(own, conversation=conversation.uuid)

    assert frames[-1]["code"] == "not_found"
    assert not await Message.objects.aexists()
    assert not await Run.objects.aexists()


async def test_a_message_id_of_somebody_else_is_refused(alice, charlie, sandbox):
    own = await database_sync_to_async(make_credential)(owner=charlie)

    async with connected(alice) as page, connected(charlie) as stranger:
        frames = await page.ask(sandbox)
        taken = await stranger.ask(own, message=frames[0]["message"])

    assert taken[-1]["code"] == "not_found"
    assert await Run.objects.filter(user=charlie).acount() == 0


async def test_a_credential_of_somebody_else_cannot_be_used(charlie, sandbox):
    async with connected(charlie) as page:
        frames = await page.ask(sandbox)

    assert frames[-1]["code"] == "credential_unavailable"
    assert frames[-1]["field"] == "credential"
    assert not await Conversation.objects.aexists()


async def test_a_revoked_membership_holds_for_the_next_frame(bob, sandbox):
    async with connected(bob) as page:
        first = await page.ask(sandbox)
        await Membership.objects.filter(user=bob).adelete()
        second = await page.ask(
            sandbox, conversation=first[0]["conversation"], parent=first[0]["reply"]
        )

    assert first[-1]["type"] == "completion.finished"
    assert second[-1]["code"] == "credential_unavailable"


@pytest.mark.parametrize("group_of", ["person", "session"])
async def test_the_end_of_a_session_closes_the_socket(alice, group_of):
    key = await database_sync_to_async(make_session)(alice)
    group = user_group(alice.pk) if group_of == "person" else session_group(key)

    async with connected(alice, session_key=key) as page:
        await database_sync_to_async(close_sockets)(group)
        closed = await page.communicator.receive_output(timeout=5)

    assert closed == {"type": "websocket.close", "code": 4401}


async def test_a_frame_of_an_ended_session_changes_nothing(alice, sandbox):
    async with connected(alice) as page:
        await Session.objects.all().adelete()
        await page.communicator.send_json_to(prompt(sandbox))
        closed = await page.communicator.receive_output(timeout=5)

    assert closed == {"type": "websocket.close", "code": 4401}
    assert not await Conversation.objects.aexists()


@pytest.mark.parametrize(
    ("type_", "fields"),
    [
        ("completion.regenerate", {"conversation", "message", "reply"}),
        ("completion.continue", {"conversation", "message", "reply"}),
        ("completion.stop", {"run"}),
        ("run.attach", {"run"}),
        ("run.detach", {"run"}),
        ("socket.ping", set()),
    ],
)
async def test_every_frame_of_an_ended_session_closes_the_socket(alice, type_, fields):
    async with connected(alice) as page:
        await Session.objects.all().adelete()
        await page.send(type_, **{field: str(uuid4()) for field in fields})
        closed = await page.communicator.receive_output(timeout=5)

    assert closed == {"type": "websocket.close", "code": 4401}


@pytest.mark.parametrize("is_told", [True, False], ids=["told", "untold"])
async def test_nothing_is_watched_longer_than_the_session_lasts(
    alice, sandbox, monkeypatch, is_told
):
    monkeypatch.setattr(sockets, "RECHECK_SECONDS", 60 if is_told else 0)
    async with connected(alice) as page:
        await page.submit(sandbox, model="my-fault-deltas-200--delta-20")
        frames = await page.receive_until("completion.delta")
        await Session.objects.all().adelete()
        if is_told:
            await database_sync_to_async(close_sockets)(user_group(alice.pk))
        output = await page.communicator.receive_output(timeout=5)
        while output["type"] == "websocket.send":
            output = await page.communicator.receive_output(timeout=5)

        # The page does not answer the closing, and hears nothing all the same.
        assert output == {"type": "websocket.close", "code": 4401}
        assert await page.communicator.receive_nothing(timeout=0.1)
    assert (await Run.objects.aget(uuid=frames[0]["run"])).status == RunStatus.RUNNING


async def test_a_deactivated_person_cannot_go_on(alice, sandbox):
    async with connected(alice) as page:
        alice.is_active = False
        await alice.asave()
        await page.communicator.send_json_to(prompt(sandbox))
        closed = await page.communicator.receive_output(timeout=5)

    assert closed["code"] == 4401


async def test_a_run_without_a_conversation_cannot_be_watched(alice, sandbox):
    run = await Run.objects.acreate(user=alice, kind="credential_test", credential=sandbox)

    async with connected(alice) as page:
        await page.send("run.attach", run=str(run.uuid), offset=0)

        assert (await page.receive_until(*ENDS))[-1]["code"] == "not_found"
