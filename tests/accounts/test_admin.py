from __future__ import annotations

import pytest
from django.contrib import admin
from django.urls import reverse

from playground.accounts.models import Invitation, SignInLink, User
from playground.accounts.sessions import user_group
from tests.conftest import signed_in

NEW_PASSWORD = "a quite different passphrase"


@pytest.fixture
def boss_client(db):
    return signed_in(User.objects.create_superuser("boss@example.com"))


@pytest.mark.parametrize("model", ["user", "team"])
def test_lists_and_forms_render(model, boss_client, alice, team):
    pk = {"user": alice.pk, "team": team.pk}[model]

    for url in (
        reverse(f"admin:accounts_{model}_changelist"),
        reverse(f"admin:accounts_{model}_add"),
        reverse(f"admin:accounts_{model}_change", args=[pk]),
    ):
        assert boss_client.get(url).status_code == 200


def test_who_owns_a_team_is_not_let_into_the_admin_site(alice_client, team):
    assert alice_client.get(reverse("admin:index")).status_code in {302, 403}


def test_a_password_set_by_an_operator_ends_sockets(boss_client, alice, closed_groups):
    url = reverse("admin:auth_user_password_change", args=[alice.pk])
    data = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD, "usable_password": "true"}

    boss_client.post(url, data)

    alice.refresh_from_db()
    assert alice.check_password(NEW_PASSWORD)
    assert closed_groups == [user_group(alice.pk)]


def test_a_person_deleted_by_an_operator_loses_open_sockets(boss_client, alice, closed_groups):
    boss_client.post(reverse("admin:accounts_user_delete", args=[alice.pk]), {"post": "yes"})

    assert not User.objects.filter(pk=alice.pk).exists()
    assert closed_groups == [user_group(alice.pk)]


def test_people_deleted_together_lose_open_sockets(boss_client, alice, bob, closed_groups):
    chosen = [alice.pk, bob.pk]
    boss_client.post(
        reverse("admin:accounts_user_changelist"),
        {"action": "delete_selected", "_selected_action": chosen, "post": "yes"},
    )

    assert not User.objects.filter(pk__in=chosen).exists()
    assert sorted(closed_groups) == sorted(user_group(pk) for pk in chosen)


@pytest.mark.parametrize("model", [Invitation, SignInLink])
def test_links_are_nowhere_in_the_admin_site(model):
    assert not admin.site.is_registered(model)
