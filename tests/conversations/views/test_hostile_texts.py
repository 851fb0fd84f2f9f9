"""Whatever people and models write, pages show it as text, in every place where it stands."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from playground.accounts.models import Membership
from playground.runs.models import RunStatus
from tests.conversations.trees import add_reply, add_turn, make_conversation
from tests.factories import make_credential

EVIL = "</script></title></textarea>\"'><img src=x onerror=alert(1)>{{7*7}}{% now %}<!--"


@pytest.fixture
def conversation(alice, team):
    alice.name = team.name = EVIL[:100]
    alice.save()
    team.save()
    credential = make_credential(owner=alice, name=EVIL[:100])
    conversation = make_conversation(
        alice, credential, title=EVIL, model=EVIL, endpoint=EVIL, system=EVIL
    )
    conversation.parameters = {"stop": [EVIL], EVIL: EVIL}
    conversation.save()
    question, _ = add_turn(conversation, EVIL, EVIL, reasoning=EVIL)
    add_reply(
        question,
        EVIL,
        status=RunStatus.FAILED,
        credential_name=EVIL[:100],
        model=EVIL,
        endpoint=EVIL,
        error_code=EVIL[:64],
        error_message=EVIL,
        error_parameters={"limit": EVIL},
        request_id=EVIL,
        request={EVIL: EVIL},
        response={EVIL: [EVIL]},
        finish_reason=EVIL[:32],
    )
    return conversation


def addresses(conversation):
    reply = conversation.leaf
    one, both = [conversation.uuid], [conversation.uuid, reply.uuid]
    return [
        reverse("conversations:index"),
        reverse("conversations:index", query={"q": EVIL}),
        reverse("conversations:sidebar"),
        reverse("conversations:new", query=dict.fromkeys(("prompt", "model", "endpoint"), EVIL)),
        reverse("conversations:detail", args=one),
        reverse("conversations:thread", args=one),
        reverse("conversations:message", args=both),
        reverse("conversations:message_details", args=both),
        reverse("conversations:parameters", query={"conversation": conversation.uuid}),
        reverse("conversations:models", query={"credential": conversation.credential.uuid}),
        reverse("credentials:index"),
        reverse("credentials:detail", args=[conversation.credential.uuid]),
        reverse("credentials:delete", args=[conversation.credential.uuid]),
        reverse("accounts:team"),
        reverse("accounts:preferences"),
        reverse("accounts:sessions"),
        reverse("account_login", query={"next": EVIL}),
        reverse("account_signup", query={"invitation": EVIL}),
    ]


def test_no_page_takes_a_text_for_markup(alice, conversation):
    client = Client(headers={"User-Agent": EVIL})
    client.force_login(alice)

    for address in addresses(conversation):
        html = client.get(address).content.decode()

        assert "<img src=x" not in html, address
        assert "onerror=alert(1)>" not in html, address
        if address.endswith(f"/{conversation.uuid}/"):
            assert "{{7*7}}" in html, address


def test_what_scripts_are_told_ends_where_it_should(alice_client):
    html = alice_client.get(reverse("conversations:new"), {"prompt": EVIL}).content

    found = re.search(rb'<script id="page-config"[^>]*>(.*?)</script>', html, re.DOTALL)
    assert json.loads(found[1])["prefill"] == EVIL


def test_a_hostile_name_of_a_team_stays_text_in_its_invitation(client, alice, conversation):
    alice_client = Client()
    alice_client.force_login(alice)
    team = Membership.objects.get(user=alice).team
    page = alice_client.post(
        reverse("accounts:invite", args=[team.uuid]), {"role": "member", "days": 7}
    )
    link = re.search(r"/accounts/invitation/[\w-]+/", page.content.decode())

    html = client.get(link[0]).content.decode()

    assert "&lt;img src=x" in html
    assert "<img src=x" not in html
