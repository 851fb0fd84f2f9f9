"""Making, changing, revoking and counting links."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from playground.accounts.models import token_hash
from playground.conversations.services import library
from playground.shares.models import Audience, ShareLink, ShareState
from playground.shares.services import links
from playground.shares.services.links import ShareOptions
from tests.conversations.trees import add_turn
from tests.factories import make_team
from tests.runs.make_runs import make_run
from tests.shares.conftest import SYSTEM


def test_the_token_has_128_bits_and_is_stored_as_a_hash_only(share):
    link, token = share()

    assert len(token) == 22
    assert link.token_hash == token_hash(token)
    assert token not in str(ShareLink.objects.filter(pk=link.pk).values())


def test_what_comes_later_is_not_shown_until_it_is_updated(share, conversation):
    link, _ = share()
    add_turn(conversation, "Later", "Later", parent=conversation.leaf)
    conversation.title = "Tides"
    conversation.save()

    link.refresh_from_db()
    assert len(link.snapshot["messages"]) == 2
    links.refresh(link=link)
    link.refresh_from_db()

    assert len(link.snapshot["messages"]) == 4
    assert (link.title, link.revision) == ("Tides", 2)


def test_hiding_takes_away_at_once_and_nothing_newer_comes_with_it(share, conversation, team):
    link, _ = share(shows_system=True)
    add_turn(conversation, "Later", "Later", parent=conversation.leaf)

    links.change_options(link=link, options=ShareOptions(team=team, expires_at=None))
    link.refresh_from_db()

    assert "system" not in link.snapshot
    assert len(link.snapshot["messages"]) == 2
    assert link.expires_at is None
    assert link.revision == 2


def test_showing_more_takes_everything_as_it_is_now(share, conversation, team):
    link, _ = share()
    add_turn(conversation, "Later", "Later", parent=conversation.leaf)

    options = ShareOptions(team=team, expires_at=None, shows_system=True)
    links.change_options(link=link, options=options)
    link.refresh_from_db()

    assert link.snapshot["system"] == SYSTEM
    assert len(link.snapshot["messages"]) == 4


def test_other_readers_are_no_new_revision(share):
    link, _ = share()
    other = make_team("Other", owner=link.owner)

    links.change_options(link=link, options=ShareOptions(team=other, expires_at=None))
    link.refresh_from_db()

    assert (link.team, link.revision) == (other, 1)


def test_a_new_link_ends_the_old_one_and_opens_a_revoked_one(share):
    link, old = share()
    links.revoke(link=link)

    new = links.renew(link=link)

    assert not ShareLink.objects.with_token(old).exists()
    assert ShareLink.objects.with_token(new).open(timezone.now()).get() == link


def test_a_reply_goes_with_its_conversation(share, conversation, alice_client):
    link, token = share(conversation.leaf.run)
    address = reverse("shares:detail", args=[token])
    assert alice_client.get(address).status_code == 200

    library.delete(conversation=conversation)
    found = ShareLink.objects.editable_by(link.owner).for_state().get()
    assert found.state(timezone.now()) == ShareState.PAUSED
    assert alice_client.get(address).status_code == 404

    library.purge_deleted(now=timezone.now() + timedelta(days=31))
    assert alice_client.get(address).status_code == 404
    assert links.purge_erased() == 1
    assert not ShareLink.objects.exists()


def test_a_run_that_has_its_texts_is_not_purged(share, conversation, alice):
    share(conversation.leaf.run)
    share(make_run(alice, title="", output="An answer"))
    share(make_run(alice, title="A question", output=""))

    assert links.purge_erased() == 0


@pytest.mark.parametrize("verb", ["refresh", "renew", "revoke", "change_options"])
def test_a_link_that_another_tab_has_deleted_is_not_found(share, team, verb):
    link, _ = share()
    stale = ShareLink.objects.get(pk=link.pk)
    links.delete_link(link=link)
    more = {"options": ShareOptions(team, None)} if verb == "change_options" else {}

    with pytest.raises(Http404):
        getattr(links, verb)(link=stale, **more)


def test_openings_are_counted_in_the_database(share):
    link, _ = share()
    stale = ShareLink.objects.get(pk=link.pk)

    links.count_opening(link=link)
    links.count_opening(link=stale)
    link.refresh_from_db()

    assert link.openings == 2
    assert link.last_opened_at


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, ShareState.OPEN),
        ({"revoked_at": timezone.now()}, ShareState.REVOKED),
        ({"expires_at": timezone.now() - timedelta(seconds=1)}, ShareState.EXPIRED),
        ({"audience": Audience.ANYONE, "team": None}, ShareState.PAUSED),
    ],
)
def test_a_link_knows_its_state(share, fields, state):
    link, _ = share()
    for name, value in fields.items():
        setattr(link, name, value)

    assert link.state(timezone.now()) == state


def test_what_is_in_the_trash_is_not_shown_until_it_comes_back(share, conversation, bob):
    share()
    readable = ShareLink.objects.readable_by(bob, now=timezone.now())

    conversation.deleted_at = timezone.now()
    conversation.save()
    assert not readable.all().exists()

    conversation.deleted_at = None
    conversation.save()
    assert readable.all().exists()
