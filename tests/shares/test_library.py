"""All links of a person, and what nobody else can do with them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from playground.shares.models import ShareLink
from playground.shares.services import links

HTMX = {"HX-Request": "true"}
POSTS = ("options", "refresh", "renew", "revoke", "delete")


def post(client, name, link, data=None, headers=HTMX):
    return client.post(reverse(f"shares:{name}", args=[link.uuid]), data or {}, headers=headers)


def snapshot():
    return list(ShareLink.objects.values())


def test_the_list_says_who_may_open_it_and_who_did(alice_client, share):
    link, _ = share()
    links.count_opening(link=link)
    links.count_opening(link=link)

    page = alice_client.get(reverse("shares:index")).content.decode()

    assert "Waves" in page
    assert "Members of Acme" in page
    assert "opened 2 times" in page
    assert "Open" in page


def test_an_empty_list_says_what_to_do(alice_client):
    assert (
        "You have shared nothing yet" in alice_client.get(reverse("shares:index")).content.decode()
    )


def test_the_list_is_ones_own(bob_client, share):
    share()

    assert bob_client.get(reverse("shares:index")).context["rows"] == []


def test_a_long_list_takes_few_queries_and_loads_no_snapshots(
    alice_client, share, django_assert_max_num_queries
):
    link, _ = share()
    for number in range(60):
        link.pk, link.uuid = None, None
        link.token_hash = str(number)
        link._state.adding = True
        link.uuid = ShareLink._meta.get_field("uuid").get_default()
        link.save()

    with django_assert_max_num_queries(6) as queries:
        page = alice_client.get(reverse("shares:index"))

    assert len(page.context["rows"]) == 50
    assert not any('"snapshot"' in query["sql"] for query in queries)


@pytest.mark.parametrize("name", POSTS)
def test_a_stranger_changes_nothing(charlie_client, bob_client, share, name):
    link, _ = share()
    before = snapshot()

    for client in (charlie_client, bob_client):
        assert post(client, name, link).status_code == 404
    assert snapshot() == before


def test_a_stranger_sees_no_options(charlie_client, share):
    link, _ = share()

    response = charlie_client.get(reverse("shares:options", args=[link.uuid]))

    assert response.status_code == 404


@pytest.mark.parametrize("name", [name for name in POSTS if name != "options"])
def test_get_changes_nothing(alice_client, share, name):
    link, _ = share()
    before = snapshot()

    response = alice_client.get(reverse(f"shares:{name}", args=[link.uuid]))

    assert response.status_code == 405
    assert snapshot() == before


def test_a_revoked_link_says_so(alice_client, share):
    link, _ = share()

    response = post(alice_client, "revoke", link)

    assert "Revoked" in response.content.decode()
    link.refresh_from_db()
    assert link.revoked_at


def test_a_new_link_is_shown_once(alice_client, share):
    link, token = share()

    row = post(alice_client, "renew", link).content.decode()
    page = post(alice_client, "renew", link, headers={}).content.decode()

    for shown in (row, page):
        assert "http://testserver/shares/" in shown
        assert token not in shown


def test_options_are_changed_in_their_form(alice_client, share, team):
    link, _ = share()
    form = alice_client.get(reverse("shares:options", args=[link.uuid])).context["form"]
    assert form["lifetime"].value() == "keep"

    data = {"audience": team.uuid, "lifetime": "keep", "shows_system": "on"}
    response = post(alice_client, "options", link, data, headers={})

    assert response["Location"] == reverse("shares:index")
    changed = ShareLink.objects.get()
    assert changed.shows_system
    assert changed.expires_at == link.expires_at


def test_wrong_options_come_back(alice_client, share):
    link, _ = share()

    response = post(alice_client, "options", link, {"audience": "x", "lifetime": "keep"})

    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {"audience"}


def test_a_deleted_link_is_gone(alice_client, share):
    link, _ = share()

    post(alice_client, "delete", link, headers={})

    assert not ShareLink.objects.exists()


def test_an_updated_link_says_so(alice_client, share):
    link, _ = share()

    response = post(alice_client, "refresh", link)

    assert "shows what there is now" in response.content.decode()
