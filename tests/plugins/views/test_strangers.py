"""What is somebody else's is not there."""

from __future__ import annotations

import pytest
from django.urls import reverse

from playground.plugins.models import PluginTalk
from playground.runs.models import RunStatus
from tests.plugins.talks import fields, make_talk, make_turn

pytestmark = pytest.mark.django_db


@pytest.fixture
def turn(alice, sandbox_credential):
    return make_turn(make_talk(alice, sandbox_credential), "A secret", "An answer")


@pytest.mark.parametrize("whose", ["bob_client", "charlie_client"])
@pytest.mark.parametrize("name", ["detail", "ask", "delete", "turn", "timeline", "ask_again"])
def test_nobody_else_sees_or_changes_a_talk(request, turn, sandbox_credential, whose, name):
    client = request.getfixturevalue(whose)
    is_turn = name in ("turn", "timeline", "ask_again")
    url = reverse(f"plugins:{name}", args=[turn.uuid if is_turn else turn.talk.uuid])

    if name in ("ask", "delete", "ask_again"):
        response = client.post(url, fields(sandbox_credential))
    else:
        response = client.get(url)

    assert response.status_code == 404
    assert PluginTalk.objects.count() == 1
    turn.run.refresh_from_db()
    assert turn.run.status == RunStatus.SUCCEEDED


def test_the_list_shows_ones_own_only(turn, charlie_client):
    assert "A talk" not in charlie_client.get(reverse("plugins:index")).content.decode()


@pytest.mark.parametrize("name", ["index", "detail", "turn", "timeline"])
def test_who_is_not_signed_in_is_led_to_do_so(client, turn, name):
    uuid = turn.talk.uuid if name == "detail" else turn.uuid
    url = reverse(f"plugins:{name}", args=[] if name == "index" else [uuid])

    response = client.get(url)

    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/")
