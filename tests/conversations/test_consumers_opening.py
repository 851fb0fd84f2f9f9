"""A conversation that is open to a team, live: followed, continued, and closed in mid-stream."""

from __future__ import annotations

from uuid import uuid4

import pytest
from channels.db import database_sync_to_async

from playground.accounts import sockets
from playground.accounts.models import Membership, Role
from playground.conversations.models import Conversation, Message
from playground.conversations.services.access import open_to_team
from playground.conversations.services.library import delete
from playground.runs.models import Run, RunStatus
from tests.conversations.sockets import ENDS, connected, text_of
from tests.factories import make_credential

SLOW = "my-fault-deltas-200--delta-20"
pytestmark = pytest.mark.django_db(transaction=True)


async def opened(page, sandbox, team, **fields):
    """Have a conversation that is open to the team; return the frame that asked for it."""
    frames = await page.ask(sandbox)
    conversation = await Conversation.objects.aget(uuid=frames[0]["conversation"])
    await database_sync_to_async(open_to_team)(conversation=conversation, team=team)
    assert (await page.receive())["type"] == "conversation.changed"
    return conversation, frames[0]


async def test_a_member_follows_the_reply_as_it_streams(alice, bob, sandbox, team):
    async with connected(alice) as page, connected(bob) as member:
        conversation, first = await opened(page, sandbox, team)
        assert (await member.receive())["conversations"] == [str(conversation.uuid)]

        await page.submit(
            sandbox,
            conversation=conversation.uuid,
            parent=first["reply"],
            model="my-fault-deltas-20--delta-20",
        )
        started = await page.receive()
        told = (await member.receive_until("conversation.changed"))[-1]
        await member.send("run.attach", run=started["run"], offset=0)
        frames = await member.receive_until(*ENDS)

    assert told["conversations"] == [str(conversation.uuid)]
    assert frames[-1]["type"] == "completion.finished"
    assert frames[-1]["reply"] == started["reply"]
    assert text_of(frames) == (await Run.objects.aget(uuid=started["run"])).output


async def test_a_member_continues_it_with_a_credential_of_their_own(alice, bob, sandbox, team):
    own = await database_sync_to_async(make_credential)(owner=bob)
    async with connected(alice) as page, connected(bob) as member:
        conversation, first = await opened(page, sandbox, team)
        await member.receive()

        frames = await member.ask(own, conversation=conversation.uuid, parent=first["reply"])
        told = (await page.receive_until("conversation.changed"))[-1]

    assert frames[-1]["type"] == "completion.finished"
    assert told["conversations"] == [str(conversation.uuid)]
    run = await Run.objects.select_related("user", "credential").aget(uuid=frames[0]["run"])
    assert (run.user, run.credential) == (bob, own)
    # What the owner could not call with is not what they go on with.
    kept = await Conversation.objects.select_related("credential").aget(pk=conversation.pk)
    assert kept.credential == sandbox
    assert kept.owner_id == alice.pk


async def test_a_personal_credential_of_the_owner_is_not_used_by_a_member(
    alice, bob, sandbox, team
):
    personal = await database_sync_to_async(make_credential)(owner=alice)
    async with connected(alice) as page, connected(bob) as member:
        frames = await page.ask(personal)
        conversation = await Conversation.objects.aget(uuid=frames[0]["conversation"])
        await database_sync_to_async(open_to_team)(conversation=conversation, team=team)
        await member.receive()

        named = await member.ask(
            personal, conversation=conversation.uuid, parent=frames[0]["reply"]
        )
        await member.send(
            "completion.regenerate",
            conversation=str(conversation.uuid),
            message=frames[0]["message"],
            reply=str(uuid4()),
        )
        unnamed = await member.receive_until(*ENDS)

    assert named[-1]["code"] == "credential_unavailable"
    run = await Run.objects.aget(uuid=unnamed[0]["run"])
    assert run.credential_id == sandbox.pk


async def test_a_branch_takes_one_turn_at_a_time_whoever_asks(alice, bob, sandbox, team):
    async with connected(alice) as page, connected(bob) as member:
        conversation, first = await opened(page, sandbox, team)
        await member.receive()
        await page.submit(
            sandbox, conversation=conversation.uuid, parent=first["reply"], model=SLOW
        )
        await page.receive()

        await member.submit(sandbox, conversation=conversation.uuid, parent=first["reply"])
        refused = (await member.receive_until("request.refused"))[-1]

    assert refused["code"] == "conversation_busy"


async def test_a_viewer_follows_and_writes_nothing(alice, bob, sandbox, team):
    await Membership.objects.filter(user=bob).aupdate(role=Role.VIEWER)
    own = await database_sync_to_async(make_credential)(owner=bob)
    async with connected(alice) as page, connected(bob) as viewer:
        conversation, first = await opened(page, sandbox, team)
        await viewer.receive()
        await viewer.send("run.attach", run=first["run"], offset=0)
        followed = await viewer.receive_until(*ENDS)

        asked = await viewer.ask(own, conversation=conversation.uuid, parent=first["reply"])
        await viewer.send(
            "completion.regenerate",
            conversation=str(conversation.uuid),
            message=first["message"],
            reply=str(uuid4()),
        )
        again = await viewer.receive()

    assert followed[-1]["type"] == "completion.finished"
    assert (asked[-1]["code"], again["code"]) == ("not_found", "not_found")
    assert await Message.objects.acount() == 2


@pytest.mark.parametrize("how", ["closed", "deleted"])
async def test_closing_it_ends_what_members_hear_at_once(alice, bob, sandbox, team, how):
    async with connected(alice) as page, connected(bob) as member:
        conversation, first = await opened(page, sandbox, team)
        await member.receive()
        await page.submit(
            sandbox, conversation=conversation.uuid, parent=first["reply"], model=SLOW
        )
        started = await page.receive()
        await member.receive_until("conversation.changed")
        await member.send("run.attach", run=started["run"], offset=0)
        await member.receive_until("completion.delta")

        conversation = await Conversation.objects.aget(pk=conversation.pk)
        if how == "closed":
            await database_sync_to_async(open_to_team)(conversation=conversation, team=None)
        else:
            await database_sync_to_async(delete)(conversation=conversation)
        frames = await member.receive_until("conversation.closed")

        assert frames[-1]["conversation"] == str(conversation.uuid)
        assert await member.communicator.receive_nothing(timeout=0.3)
        await member.send("run.attach", run=started["run"], offset=0)
        assert (await member.receive())["code"] == "not_found"


async def test_closing_it_stops_what_members_were_having_written(alice, bob, sandbox, team):
    async with connected(alice) as page, connected(bob) as member:
        conversation, first = await opened(page, sandbox, team)
        await member.receive()
        await member.submit(
            sandbox, conversation=conversation.uuid, parent=first["reply"], model=SLOW
        )
        started = (await member.receive_until("completion.delta"))[0]
        followed = (await page.receive_until("conversation.changed"))[-1]
        assert followed["conversations"] == [str(conversation.uuid)]
        await page.send("run.attach", run=started["run"], offset=0)

        conversation = await Conversation.objects.aget(pk=conversation.pk)
        await database_sync_to_async(open_to_team)(conversation=conversation, team=None)
        ended = (await page.receive_until("completion.finished"))[-1]

    assert ended["status"] == RunStatus.STOPPED


async def test_the_word_may_be_lost_and_nothing_is_told_for_long(
    alice, bob, sandbox, team, monkeypatch
):
    monkeypatch.setattr(sockets, "RECHECK_SECONDS", 0)
    async with connected(alice) as page, connected(bob) as member:
        conversation, first = await opened(page, sandbox, team)
        await member.receive()
        await page.submit(
            sandbox, conversation=conversation.uuid, parent=first["reply"], model=SLOW
        )
        started = await page.receive()
        await member.receive_until("conversation.changed")
        await member.send("run.attach", run=started["run"], offset=0)
        await member.receive_until("completion.delta")

        await Conversation.objects.filter(pk=conversation.pk).aupdate(team=None)
        refused = (await member.receive_until("request.refused"))[-1]

        assert (refused["code"], refused["run"]) == ("not_found", started["run"])
        assert await member.communicator.receive_nothing(timeout=0.3)


async def test_strangers_hear_nothing_of_it(alice, charlie, sandbox, team):
    async with connected(alice) as page, connected(charlie) as stranger:
        await opened(page, sandbox, team)

        assert await stranger.communicator.receive_nothing(timeout=0.3)
