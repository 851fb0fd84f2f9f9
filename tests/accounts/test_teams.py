"""The team page and who may do what on it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from playground.accounts import services
from playground.accounts.models import GRANTABLE_ROLES, Membership, Role, Team
from playground.accounts.sessions import user_group
from tests.conftest import signed_in
from tests.factories import make_membership, make_team, make_user

HTMX = {"HTTP_HX_REQUEST": "true"}
OWNER, ADMIN, MEMBER, VIEWER = Role.OWNER, Role.ADMIN, Role.MEMBER, Role.VIEWER


def role_url(team, user):
    return reverse("accounts:change_role", args=[team.uuid, user.uuid])


def remove_url(team, user):
    return reverse("accounts:remove_member", args=[team.uuid, user.uuid])


def role_of(user, team):
    return Membership.objects.get(user=user, team=team).role


def test_the_team_page_lists_members_and_lets_the_owner_manage(alice_client, team):
    text = alice_client.get(reverse("accounts:team")).content.decode()

    assert "bob@example.com" in text
    assert reverse("accounts:invite", args=[team.uuid]) in text


def test_a_member_sees_the_team_without_forms(bob, bob_client, team):
    text = bob_client.get(reverse("accounts:team")).content.decode()

    assert "alice@example.com" in text
    assert reverse("accounts:invite", args=[team.uuid]) not in text
    assert role_url(team, bob) not in text


def test_who_is_in_several_teams_can_switch(alice, alice_client, team):
    other = make_team("Other", owner=alice)

    text = alice_client.get(reverse("accounts:team")).content.decode()

    assert reverse("accounts:team_detail", args=[other.uuid]) in text
    assert alice_client.get(reverse("accounts:team_detail", args=[other.uuid])).status_code == 200


def test_charlie_finds_nothing_of_the_team(bob, charlie, charlie_client, team):
    assert charlie_client.get(reverse("accounts:team_detail", args=[team.uuid])).status_code == 404
    posts = [
        reverse("accounts:rename_team", args=[team.uuid]),
        reverse("accounts:leave_team", args=[team.uuid]),
        reverse("accounts:invite", args=[team.uuid]),
        role_url(team, bob),
        remove_url(team, bob),
    ]
    for url in posts:
        for headers in ({}, HTMX):
            data = {"name": "Stolen", "role": "owner", "days": "7"}
            assert charlie_client.post(url, data, **headers).status_code == 404
    team.refresh_from_db()
    assert team.name == "Acme"
    assert team.memberships.count() == 2


@pytest.mark.parametrize("name", ["rename_team", "leave_team", "invite"])
def test_get_changes_nothing(name, alice_client, team):
    assert alice_client.get(reverse(f"accounts:{name}", args=[team.uuid])).status_code == 405


def test_get_of_member_actions_changes_nothing(bob, alice_client, team):
    assert alice_client.get(role_url(team, bob), {"role": "viewer"}).status_code == 405
    assert alice_client.get(remove_url(team, bob)).status_code == 405
    assert role_of(bob, team) == MEMBER


@pytest.mark.parametrize("acting", Role)
@pytest.mark.parametrize("target", Role)
@pytest.mark.parametrize("wanted", Role)
def test_role_matrix(acting, target, wanted, db):
    team = make_team(owner=make_user())
    actor, person = make_user(), make_user()
    make_membership(team, actor, acting)
    make_membership(team, person, target)
    is_allowed = wanted in GRANTABLE_ROLES[acting] and (acting == OWNER or target != OWNER)

    signed_in(actor).post(role_url(team, person), {"role": wanted})

    assert role_of(person, team) == (wanted if is_allowed else target)


@pytest.mark.parametrize("acting", Role)
@pytest.mark.parametrize("target", Role)
def test_removal_matrix(acting, target, db):
    team = make_team(owner=make_user())
    actor, person = make_user(), make_user()
    make_membership(team, actor, acting)
    make_membership(team, person, target)
    is_allowed = acting == OWNER or (acting == ADMIN and target != OWNER)

    signed_in(actor).post(remove_url(team, person))

    assert Membership.objects.filter(user=person).exists() is not is_allowed


@pytest.mark.parametrize("acting", [MEMBER, VIEWER])
def test_only_managers_rename_and_invite(acting, bob, bob_client, team):
    Membership.objects.filter(user=bob).update(role=acting)

    for name in ("rename_team", "invite"):
        url = reverse(f"accounts:{name}", args=[team.uuid])
        assert bob_client.post(url, {"name": "x", "role": "viewer", "days": "1"}).status_code == 404


def test_rename(alice_client, team):
    alice_client.post(reverse("accounts:rename_team", args=[team.uuid]), {"name": "Acme Labs"})

    team.refresh_from_db()
    assert team.name == "Acme Labs"


def test_an_empty_team_name_comes_back_with_words(alice_client, team):
    url = reverse("accounts:rename_team", args=[team.uuid])

    response = alice_client.post(url, {"name": " "})

    assert response.status_code == 200
    assert b"field__error" in response.content
    assert b"Acme" in response.content


def test_the_last_owner_can_neither_leave_nor_step_down_nor_be_removed(alice, alice_client, team):
    alice_client.post(reverse("accounts:leave_team", args=[team.uuid]))
    alice_client.post(remove_url(team, alice))
    response = alice_client.post(role_url(team, alice), {"role": "member"}, **HTMX)

    assert response.status_code == 200
    assert b"A team needs an owner" in response.content
    assert role_of(alice, team) == OWNER


def test_an_owner_leaves_once_there_is_another(alice, alice_client, bob, team):
    alice_client.post(role_url(team, bob), {"role": "owner"})

    response = alice_client.post(reverse("accounts:leave_team", args=[team.uuid]), follow=True)

    assert b"You left Acme." in response.content
    assert not Team.objects.visible_to(alice).exists()


def test_a_changed_role_comes_back_as_the_fragment(alice_client, bob, team):
    response = alice_client.post(role_url(team, bob), {"role": "viewer"}, **HTMX)

    assert response.content.strip().startswith(b'<section class="team__section" id="members"')
    assert role_of(bob, team) == VIEWER


def test_who_steps_down_gets_the_whole_page_again(alice, alice_client, bob, team):
    Membership.objects.filter(user=bob).update(role=OWNER)

    response = alice_client.post(role_url(team, alice), {"role": "member"}, **HTMX)

    assert response["HX-Redirect"] == reverse("accounts:team_detail", args=[team.uuid])


def test_a_removed_member_loses_open_sockets(
    alice_client, bob, team, closed_groups, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        alice_client.post(remove_url(team, bob))

    assert closed_groups == [user_group(bob.pk)]


def test_the_invitations_of_a_removed_or_demoted_person_are_closed(alice, bob, team):
    Membership.objects.filter(user=bob).update(role=OWNER)
    week = timedelta(days=7)
    for role in (OWNER, ADMIN):
        services.invite(team=team, by=bob, role=role, lifetime=week)
    membership = Membership.objects.select_related("team").get(user=bob)

    services.change_role(membership=membership, role=ADMIN, by=alice)
    assert [invitation.role for invitation in team.invitations.open()] == [ADMIN]

    services.remove_member(membership=membership)
    assert not team.invitations.open().exists()


def test_the_first_team_is_made_once(db):
    assert services.first_team() == services.first_team()
