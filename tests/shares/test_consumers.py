"""The open page of a link hears when it must close, and can do nothing but watch."""

from __future__ import annotations

from datetime import timedelta

import pytest
from channels.db import database_sync_to_async
from django.utils import timezone

from playground.accounts.models import Membership
from playground.accounts.services import remove_member
from playground.accounts.sessions import close_sockets, session_group
from playground.conversations.models import Conversation
from playground.shares import guesses
from playground.shares.models import ShareLink
from playground.shares.services import links
from playground.shares.services.links import ShareOptions
from tests.conversations.sockets import Page, communicator_for, connected, make_session

PATH = "/ws/shares/"
CLOSED = {"type": "share.closed"}
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shared(share):
    return share()


async def watching(page, token, revision=1):
    await page.send("share.watch", token=token, revision=revision)
    # The answer to a ping comes after what the watch had to say.
    await page.send("socket.ping")
    return await page.receive()


async def is_closed(page):
    assert await page.receive() == CLOSED
    closing = await page.communicator.receive_output(timeout=5)
    return closing == {"type": "websocket.close", "code": 4401}


async def test_revoking_closes_the_page(bob, shared):
    link, token = shared
    async with connected(bob, path=PATH) as page:
        assert (await watching(page, token))["type"] == "socket.pong"

        await database_sync_to_async(links.revoke)(link=link)

        assert await is_closed(page)


@pytest.mark.parametrize("verb", [links.renew, links.delete_link])
async def test_a_new_link_and_a_deleted_one_close_the_page(bob, shared, verb):
    link, token = shared
    async with connected(bob, path=PATH) as page:
        await watching(page, token)

        await database_sync_to_async(verb)(link=link)

        assert await is_closed(page)


async def test_the_page_closes_when_the_link_expires(bob, shared):
    link, token = shared
    soon = timezone.now() + timedelta(seconds=0.3)
    await ShareLink.objects.filter(pk=link.pk).aupdate(expires_at=soon)
    async with connected(bob, path=PATH) as page:
        await watching(page, token)

        assert await is_closed(page)


async def test_an_expiry_that_is_brought_forward_is_heard_of(bob, shared, team):
    link, token = shared
    async with connected(bob, path=PATH) as page:
        await watching(page, token)

        options = ShareOptions(team=team, expires_at=timezone.now() + timedelta(seconds=0.2))
        await database_sync_to_async(links.change_options)(link=link, options=options)

        assert await is_closed(page)


async def test_a_member_who_is_removed_is_shown_nothing_more(bob, shared):
    _, token = shared
    membership = await Membership.objects.aget(user=bob)
    async with connected(bob, path=PATH) as page:
        await watching(page, token)

        await database_sync_to_async(remove_member)(membership=membership)

        assert await is_closed(page)


async def test_who_signs_out_is_shown_nothing_more(bob, shared):
    _, token = shared
    key = await database_sync_to_async(make_session)(bob)
    async with connected(bob, session_key=key, path=PATH) as page:
        await watching(page, token)
        from django.contrib.sessions.models import Session

        await Session.objects.all().adelete()
        await database_sync_to_async(close_sockets)(session_group(key))

        assert await is_closed(page)


async def test_a_lost_word_is_made_good_by_the_next_ping(bob, shared):
    link, token = shared
    async with connected(bob, path=PATH) as page:
        await watching(page, token)
        await ShareLink.objects.filter(pk=link.pk).aupdate(revoked_at=timezone.now())

        await page.send("socket.ping")

        assert await is_closed(page)


@pytest.mark.parametrize("kind", ["stranger", "wrong", "anonymous"])
async def test_who_may_not_see_it_is_let_go(charlie, bob, shared, kind):
    _, token = shared
    key = await database_sync_to_async(make_session)(charlie if kind == "stranger" else bob)
    communicator = communicator_for("" if kind == "anonymous" else key, path=PATH)
    assert (await communicator.connect())[0]
    page = Page(communicator)

    await page.send("share.watch", token="wrong" if kind == "wrong" else token, revision=1)

    assert await is_closed(page)
    await communicator.disconnect()


async def test_guesses_are_counted_as_those_of_pages_are(bob, shared, monkeypatch):
    monkeypatch.setattr(guesses, "MAX_MISSES", 2)
    _, token = shared
    key = await database_sync_to_async(make_session)(bob)
    pages = []
    for _ in range(4):
        communicator = communicator_for(key, path=PATH)
        communicator.scope["client"] = ["198.51.100.9", 443]
        await communicator.connect()
        pages.append(Page(communicator))
    reading, first, second, blocked = pages
    await watching(reading, token)

    for page, tried in ((first, "one"), (second, "two"), (blocked, token)):
        await page.send("share.watch", token=tried, revision=1)
        assert await is_closed(page)

    # Who reads already goes on reading.
    await reading.send("socket.ping")
    assert (await reading.receive())["type"] == "socket.pong"
    for page in pages:
        await page.communicator.disconnect()


async def test_anyone_watches_what_is_open_to_anyone(share, settings):
    settings.SHARES_OPEN_WEB = True
    link, token = await database_sync_to_async(share)(team=None)
    communicator = communicator_for("", path=PATH)
    await communicator.connect()
    page = Page(communicator)
    assert (await watching(page, token))["type"] == "socket.pong"

    await database_sync_to_async(links.revoke)(link=link)

    assert await is_closed(page)
    await communicator.disconnect()


async def test_an_update_is_told_and_the_page_stays(bob, shared):
    link, token = shared
    async with connected(bob, path=PATH) as page:
        await watching(page, token)

        await database_sync_to_async(links.refresh)(link=link)

        assert await page.receive() == {"type": "share.updated"}
        await page.send("socket.ping")
        assert await page.receive() == {"type": "socket.pong"}


async def test_a_page_that_missed_an_update_is_told_when_it_comes_back(bob, shared):
    link, token = shared
    await database_sync_to_async(links.refresh)(link=link)
    async with connected(bob, path=PATH) as page:
        assert await watching(page, token, revision=1) == {"type": "share.updated"}


@pytest.mark.parametrize(
    "type_",
    ["prompt.submit", "completion.stop", "run.attach", "session.ended", "share.changed", "x"],
)
async def test_a_reader_can_do_nothing_but_watch(bob, shared, type_):
    _, token = shared
    async with connected(bob, path=PATH) as page:
        await watching(page, token)

        await page.send(type_, text="Hello", run="x", conversation="x")

        assert (await page.receive())["code"] == "unknown_frame"
    assert await Conversation.objects.acount() == 1


@pytest.mark.parametrize("token", [None, 7, "x" * 1000, ["a"]])
async def test_a_malformed_watch_is_refused(bob, shared, token):
    async with connected(bob, path=PATH) as page:
        await page.send("share.watch", token=token)

        assert (await page.receive())["code"] == "malformed_frame"


async def test_a_foreign_origin_gets_no_socket(shared):
    communicator = communicator_for("", origin="http://evil.example", path=PATH)

    assert not (await communicator.connect())[0]
