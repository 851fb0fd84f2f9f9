"""What people do on the pages of accounts closes open sockets, through the real application."""

from __future__ import annotations

import pytest
from channels.db import database_sync_to_async
from django.urls import reverse

from playground.accounts import services
from playground.accounts.models import User
from tests.conversations.sockets import communicator_for
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
NEW_PASSWORD = "a quite different passphrase"
CLOSED = {"type": "websocket.close", "code": 4401}


def sign_out(client, alice, team):
    client.post(reverse("account_logout"))


def sign_out_everywhere(client, alice, team):
    client.post(reverse("accounts:end_all_sessions"))


def change_password(client, alice, team):
    data = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert client.post(reverse("account_change_password"), data).status_code == 302


def be_deactivated(client, alice, team):
    services.deactivate_user(user=User.objects.get(pk=alice.pk))


def be_removed_from_the_team(client, alice, team):
    services.change_role(membership=team.memberships.get(user__name="Bob"), role="owner", by=alice)
    services.remove_member(membership=team.memberships.get(user=alice))


@pytest.mark.parametrize(
    "act",
    [sign_out, sign_out_everywhere, change_password, be_deactivated, be_removed_from_the_team],
)
async def test_open_sockets_close(act, client, alice_with_password, team):
    data = {"login": "alice@example.com", "password": PASSWORD}
    await database_sync_to_async(client.post)(reverse("account_login"), data)
    socket = communicator_for(client.cookies["sessionid"].value)
    assert (await socket.connect())[0]

    await database_sync_to_async(act)(client, alice_with_password, team)

    assert await socket.receive_output(timeout=5) == CLOSED
    await socket.disconnect()
