from __future__ import annotations

import asyncio
from io import StringIO

import pytest
from allauth.usersessions.models import UserSession
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from playground.accounts import services
from playground.accounts.models import Role, SignInLink, User
from playground.accounts.sessions import close_sockets, live_user, session_group, user_group
from tests.conftest import signed_in
from tests.factories import PASSWORD


@pytest.fixture
def two_clients(alice_with_password):
    """Two browsers of alice, signed in by the form."""
    clients = [Client(), Client()]
    for client in clients:
        client.post(reverse("account_login"), {"login": "alice@example.com", "password": PASSWORD})
    return clients


def key_of(client):
    return client.session.session_key


def is_in(client):
    return client.get(reverse("accounts:preferences")).status_code == 200


def test_live_user_is_who_signed_in(alice, alice_client):
    assert live_user(key_of(alice_client)) == alice


@pytest.mark.parametrize("key", ["", "guessed", "x" * 40, "\x00"])
def test_live_user_of_no_session_is_nobody(key, db):
    assert live_user(key) is None


def test_live_user_is_nobody_after_signing_out(alice_client):
    key = key_of(alice_client)

    alice_client.post(reverse("account_logout"))

    assert live_user(key) is None


def test_live_user_is_nobody_once_deactivated(alice, alice_client):
    User.objects.update(is_active=False)

    assert live_user(key_of(alice_client)) is None


def test_live_user_is_nobody_once_the_password_changed(alice, alice_client):
    alice.set_password("another")
    alice.save()

    assert live_user(key_of(alice_client)) is None


def test_live_user_is_nobody_once_the_session_expired(alice_client):
    session = SessionStore(key_of(alice_client))
    session.set_expiry(-1)
    session.save()

    assert live_user(key_of(alice_client)) is None


def test_live_user_takes_two_queries(alice_client, django_assert_num_queries):
    key = key_of(alice_client)

    with django_assert_num_queries(2):
        live_user(key)


def test_a_session_group_does_not_tell_the_key():
    assert "secret-key" not in session_group("secret-key")


def test_close_sockets_reaches_the_channel_layer():
    async def receive_after(group):
        layer = get_channel_layer()
        channel = await layer.new_channel()
        await layer.group_add(group, channel)
        await asyncio.to_thread(close_sockets, group)
        return await asyncio.wait_for(layer.receive(channel), 5)

    assert async_to_sync(receive_after)(user_group(7)) == {"type": "session.ended"}


def test_the_page_lists_own_sessions_and_marks_this_one(two_clients, charlie_client):
    text = two_clients[0].get(reverse("accounts:sessions")).content.decode()

    assert text.count("Current") == 1
    assert text.count("/end/") == 1
    assert "/end/" not in charlie_client.get(reverse("accounts:sessions")).content.decode()


def test_one_other_session_is_ended_with_its_sockets(
    two_clients, closed_groups, django_capture_on_commit_callbacks
):
    here, there = two_clients
    key = key_of(there)
    pk = UserSession.objects.get(session_key=key).pk

    with django_capture_on_commit_callbacks(execute=True):
        here.post(reverse("accounts:end_session", args=[pk]))

    assert closed_groups == [session_group(key)]
    assert is_in(here)
    assert not is_in(there)


def test_charlie_cannot_end_sessions_of_others(two_clients, charlie_client):
    pk = UserSession.objects.get(session_key=key_of(two_clients[0])).pk

    assert charlie_client.post(reverse("accounts:end_session", args=[pk])).status_code == 404
    assert is_in(two_clients[0])


def test_sign_out_everywhere_else_keeps_this_one(two_clients):
    here, there = two_clients

    here.post(reverse("accounts:end_other_sessions"))

    assert is_in(here)
    assert not is_in(there)


def test_sign_out_everywhere_ends_all_and_their_sockets(
    two_clients, alice_with_password, closed_groups, django_capture_on_commit_callbacks
):
    keys = [key_of(client) for client in two_clients]

    with django_capture_on_commit_callbacks(execute=True):
        two_clients[0].post(reverse("accounts:end_all_sessions"))

    assert closed_groups == [user_group(alice_with_password.pk)]
    assert not any(is_in(client) for client in two_clients)
    assert not any(live_user(key) for key in keys)


@pytest.mark.parametrize("name", ["end_other_sessions", "end_all_sessions"])
def test_get_ends_nothing(name, alice_client):
    assert alice_client.get(reverse(f"accounts:{name}")).status_code == 405


def test_a_person_deactivated_in_the_admin_site_is_out_at_once(
    two_clients, alice_with_password, closed_groups, django_capture_on_commit_callbacks
):
    boss = User.objects.create_superuser("boss@example.com")
    url = reverse("admin:accounts_user_change", args=[alice_with_password.pk])
    data = {
        "email": "alice@example.com",
        "name": "Alice",
        "date_joined_0": "2026-01-01",
        "date_joined_1": "00:00",
        "last_login_0": "",
        "last_login_1": "",
    }

    with django_capture_on_commit_callbacks(execute=True):
        response = signed_in(boss).post(url, data)

    assert response.status_code == 302, response.context["errors"]
    assert closed_groups == [user_group(alice_with_password.pk)]
    assert not any(is_in(client) for client in two_clients)


def link_path(**options):
    out = StringIO()
    call_command("sign_in_link", stdout=out, **options)
    return out.getvalue().strip().removeprefix("http://127.0.0.1:8000")


def test_a_new_instance_gets_owner_team_and_sandbox_from_its_first_link(client, db):
    path = link_path()

    assert b"Sign in" in client.get(path).content
    client.post(path)
    response = client.get(reverse("accounts:preferences"))

    user = User.objects.get()
    assert client.session["_auth_user_id"] == str(user.pk)
    assert b"set an address and a password" in response.content
    membership = user.memberships.get()
    assert membership.role == Role.OWNER
    assert [c.name for c in membership.team.credentials.all()] == ["Sandbox"]


def test_a_link_works_once(client, db):
    path = link_path()
    client.post(path)

    other = Client()

    assert other.get(path).status_code == 404
    assert other.post(path).status_code == 404
    assert "_auth_user_id" not in other.session


def test_a_look_at_the_link_does_not_use_it_up(client, db):
    path = link_path()

    client.get(path)
    Client().head(path)

    assert "_auth_user_id" not in client.session
    assert client.post(path).status_code == 302


def test_an_expired_link_does_not_work(client, db):
    path = link_path()
    SignInLink.objects.update(expires_at=timezone.now())

    assert client.post(path).status_code == 404


def test_a_newer_link_takes_the_place_of_the_older(client, db):
    old, new = link_path(), link_path()

    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200
    assert User.objects.count() == 1


def test_the_token_is_kept_as_a_hash_only(db):
    token = link_path().split("/")[-2]

    assert token not in str(vars(SignInLink.objects.get()))


def test_a_later_start_prints_a_link_until_somebody_has_signed_in(client, db):
    path = link_path(if_unused=True)
    assert path

    client.post(path)

    assert link_path(if_unused=True) == ""
    assert link_path()


def test_a_link_for_somebody_by_address(charlie, team, client):
    client.post(link_path(email="Charlie@example.com"))

    assert client.session["_auth_user_id"] == str(charlie.pk)


def test_a_link_for_nobody_is_refused(team):
    with pytest.raises(CommandError, match="Nobody active"):
        link_path(email="nobody@example.com")


def test_the_link_names_the_server(db):
    out = StringIO()

    call_command("sign_in_link", base_url="https://models.example.com/", stdout=out)

    assert out.getvalue().startswith("https://models.example.com/accounts/link/")


def test_the_owner_is_the_one_who_has_been_so_the_longest(alice, team):
    assert services.ensure_owner() == alice
