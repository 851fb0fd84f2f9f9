"""Opening a link: who may, what the page says and does not say, and that guessing is made slow."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from playground.accounts.models import Membership
from playground.shares import guesses
from playground.shares.models import ShareLink
from playground.shares.services import links
from tests.conversations.trees import add_turn, make_conversation
from tests.factories import make_team

HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">'


def open_link(client, token):
    return client.get(reverse("shares:detail", args=[token]))


def without_secrets(response, token):
    text = response.content.decode().replace(token, "")
    return re.sub(r'(CSRFToken|csrfmiddlewaretoken)": "\w+|name="csrf\w+" value="\w+"', "", text)


def test_a_member_of_the_team_reads_it(bob_client, share):
    _, token = share()

    response = open_link(bob_client, token)

    assert response.status_code == 200
    page = response.content.decode()
    assert "How do waves form?" in page
    assert "<markdown-text" in page
    assert "By **wind**." in page
    assert "Alice" in page


@pytest.mark.parametrize("reader", ["charlie", "anonymous"])
def test_a_stranger_gets_what_a_wrong_token_gets(reader, request, client, share):
    _, token = share()
    if reader == "charlie":
        client = request.getfixturevalue("charlie_client")

    theirs, wrong = open_link(client, token), open_link(client, "A" * 22)

    assert (theirs.status_code, wrong.status_code) == (404, 404)
    assert without_secrets(theirs, token) == without_secrets(wrong, "A" * 22)
    assert b"Waves" not in theirs.content


def test_who_is_not_signed_in_is_offered_to(client, share):
    _, token = share()

    page = open_link(client, token).content.decode()

    assert f"/accounts/login/?next=/shares/{token}/" in page


def test_another_team_of_the_owner_reads_nothing(alice, charlie, charlie_client, share):
    other = make_team("Other", owner=alice)
    Membership.objects.create(team=other, user=charlie)
    _, token = share()

    assert open_link(charlie_client, token).status_code == 404


def test_a_member_who_left_reads_nothing(bob, bob_client, share):
    _, token = share()
    Membership.objects.filter(user=bob).delete()

    assert open_link(bob_client, token).status_code == 404


def test_an_owner_who_left_shows_nothing_to_the_team(alice, bob_client, share):
    _, token = share()
    Membership.objects.filter(user=alice).delete()

    assert open_link(bob_client, token).status_code == 404


def test_a_deactivated_owner_shows_nothing(alice, bob_client, share):
    _, token = share()
    alice.is_active = False
    alice.save()

    assert open_link(bob_client, token).status_code == 404


@pytest.mark.parametrize("how", ["revoked", "expired", "renewed", "deleted", "in the trash"])
@pytest.mark.parametrize("reader", ["alice_client", "bob_client"])
def test_a_closed_link_is_as_if_it_never_was(how, reader, request, share, conversation):
    client = request.getfixturevalue(reader)
    link, token = share()
    if how == "revoked":
        links.revoke(link=link)
    elif how == "expired":
        ShareLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif how == "renewed":
        links.renew(link=link)
    elif how == "deleted":
        links.delete_link(link=link)
    else:
        conversation.deleted_at = timezone.now()
        conversation.save()

    response = open_link(client, token)

    assert response.status_code == 404
    assert b"Waves" not in response.content


def test_the_open_web_reads_only_while_the_operator_allows_it(client, share, settings):
    _, token = share(team=None)

    settings.SHARES_OPEN_WEB = False
    assert open_link(client, token).status_code == 404

    settings.SHARES_OPEN_WEB = True
    assert open_link(client, token).status_code == 200


def test_the_open_web_does_not_read_what_is_for_a_team(client, share, settings):
    settings.SHARES_OPEN_WEB = True
    _, token = share()

    assert open_link(client, token).status_code == 404


def test_the_open_web_learns_no_part_of_an_address(alice, client, share, settings):
    settings.SHARES_OPEN_WEB = True
    alice.name = ""
    alice.email = "secret.name@example.com"
    alice.save()
    _, token = share(team=None)

    assert b"secret.name" not in open_link(client, token).content


def test_the_page_has_neither_system_prompt_nor_parameters_unless_chosen(bob_client, share):
    _, hidden = share()
    _, shown = share(shows_system=True, shows_parameters=True)

    without = open_link(bob_client, hidden).content.decode()
    assert "pirate" not in without
    assert "0.123" not in without
    assert "Alice&#x27;s key" not in without
    with_all = open_link(bob_client, shown).content.decode()
    assert "pirate" in with_all
    assert "0.123" in with_all


@pytest.mark.parametrize("is_found", [True, False])
def test_the_page_is_kept_by_nobody_and_tells_nobody_its_address(bob_client, share, is_found):
    _, token = share()

    response = open_link(bob_client, token if is_found else "x")

    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex, nofollow, noarchive"


def test_the_page_asks_robots_to_leave(bob_client, share):
    _, token = share()

    page = open_link(bob_client, token).content.decode()

    assert '<meta name="robots" content="noindex, nofollow, noarchive">' in page
    assert '<meta name="referrer" content="no-referrer">' in page


def test_the_page_has_no_form_and_nothing_of_the_site(bob_client, share):
    _, token = share()

    page = open_link(bob_client, token).content.decode()

    assert "<form" not in page
    assert "csrf" not in page
    assert "sidebar" not in page


def test_hostile_texts_stay_texts(alice, bob_client, share):
    conversation = make_conversation(alice, title=HOSTILE, system=HOSTILE)
    conversation.parameters = {HOSTILE: HOSTILE}
    add_turn(conversation, HOSTILE, HOSTILE, reasoning=HOSTILE, model=HOSTILE)
    _, token = share(conversation, shows_system=True, shows_parameters=True)

    page = open_link(bob_client, token).content.decode()

    assert "alert(1)" in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_others_are_counted_and_the_owner_is_not(alice_client, bob_client, share):
    link, token = share()

    open_link(alice_client, token)
    open_link(bob_client, token)
    open_link(bob_client, token)

    link.refresh_from_db()
    assert link.openings == 2


@pytest.fixture
def _two_misses(monkeypatch):
    monkeypatch.setattr(guesses, "MAX_MISSES", 2)


@pytest.mark.usefixtures("_two_misses")
def test_who_guesses_is_made_to_wait(charlie_client, bob, bob_client, share):
    _, token = share()
    for number in range(2):
        assert open_link(charlie_client, f"guess{number}").status_code == 404

    assert open_link(charlie_client, token).status_code == 429
    # From this address nobody gets in now, also not with the right one.
    assert open_link(bob_client, token).status_code == 429
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    elsewhere.force_login(bob)
    assert open_link(elsewhere, token).status_code == 200


@pytest.mark.usefixtures("_two_misses")
def test_a_link_that_is_for_others_is_no_guess(charlie_client, share):
    _, token = share()
    for _ in range(3):
        response = open_link(charlie_client, token)

    assert response.status_code == 404


def test_no_token_gets_into_the_log(charlie_client, share, caplog):
    _, token = share()

    open_link(charlie_client, token)

    assert token not in caplog.text


@pytest.mark.parametrize("token", ["%00", "..", "a" * 5000, "%F0%9F%98%80", "new2"])
def test_odd_tokens_are_not_found(alice_client, token):
    assert alice_client.get(f"/shares/{token}/").status_code == 404
