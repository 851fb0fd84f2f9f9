"""Sharing something: the form, the link that is shown once, and what may not be shared."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from playground.comparisons.models import Comparison
from playground.runs.models import Run
from playground.shares.models import Audience, ShareKind, ShareLink
from tests.factories import make_team

HTMX = {"HX-Request": "true"}


def create(client, source, kind="conversation", **fields):
    data = {"kind": kind, "source": source.uuid, "lifetime": "7", **fields}
    return client.post(reverse("shares:create"), data, headers=HTMX)


def ask(client, source, kind="conversation", headers=HTMX):
    address = reverse("shares:create")
    return client.get(address, {"kind": kind, "source": source.uuid}, headers=headers)


def test_the_link_is_shown_once_and_works(alice_client, bob_client, conversation, team):
    response = create(alice_client, conversation, audience=team.uuid)

    address = re.search(r'value="(http://testserver/shares/[^"]{22}/)"', response.content.decode())
    assert address
    assert bob_client.get(address[1]).status_code == 200
    again = alice_client.get(reverse("shares:index")).content.decode()
    assert address[1] not in again


def test_a_plain_form_works_too(alice_client, conversation, team):
    page = ask(alice_client, conversation, headers={})
    assert "<html" in page.content.decode()

    response = alice_client.post(
        reverse("shares:create"),
        {
            "kind": "conversation",
            "source": conversation.uuid,
            "audience": team.uuid,
            "lifetime": "never",
        },
    )

    assert "Copy it now" in response.content.decode()
    assert ShareLink.objects.get().expires_at is None


def test_the_fragment_is_no_page(alice_client, conversation):
    response = ask(alice_client, conversation)

    assert "<html" not in response.content.decode()
    assert "HX-Request" in response["Vary"]


def test_choices_are_kept_where_one_is_wrong(alice_client, conversation):
    response = create(alice_client, conversation, audience="nobody", shows_system="on")

    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {"audience"}
    assert response.context["form"]["shows_system"].value()
    assert not ShareLink.objects.exists()


def test_a_team_of_others_is_no_audience(alice_client, conversation):
    others = make_team("Others")

    response = create(alice_client, conversation, audience=others.uuid)

    assert response.context["form"].errors.keys() == {"audience"}


@pytest.mark.parametrize("is_allowed", [True, False])
def test_anyone_is_an_audience_only_if_the_operator_says_so(
    alice_client, conversation, settings, is_allowed
):
    settings.SHARES_OPEN_WEB = is_allowed

    create(alice_client, conversation, audience="anyone")

    found = ShareLink.objects.filter(audience=Audience.ANYONE, team=None)
    assert found.exists() == is_allowed


def test_who_is_in_no_team_is_told_so(charlie, charlie_client):
    from tests.conversations.trees import make_conversation

    response = ask(charlie_client, make_conversation(charlie))

    assert "nobody to share with" in response.content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("kind", ShareKind.values)
@pytest.mark.parametrize("client_name", ["bob_client", "charlie_client"])
def test_nobody_shares_what_is_somebody_elses(
    request, alice, conversation, team, method, kind, client_name
):
    conversation.team = team
    conversation.save()
    run = conversation.messages.get(role="assistant").run
    comparison = Comparison.objects.create(owner=alice, prompt="Which?")
    source = {"conversation": conversation, "run": run, "comparison": comparison}[kind]
    client = request.getfixturevalue(client_name)

    response = getattr(client, method)(
        reverse("shares:create"), {"kind": kind, "source": source.uuid, "audience": team.uuid}
    )

    assert response.status_code == 404
    assert not ShareLink.objects.exists()


@pytest.mark.parametrize(
    "query", [{}, {"kind": "batch"}, {"kind": "run", "source": "x"}, {"source": str(uuid4())}]
)
def test_what_is_no_source_is_not_found(alice_client, query):
    assert alice_client.get(reverse("shares:create"), query).status_code == 404


def test_a_run_is_shared(alice_client, bob_client, conversation, team):
    run = conversation.messages.get(role="assistant").run

    create(alice_client, run, kind="run", audience=team.uuid)

    assert ShareLink.objects.get().run == run


def test_a_run_without_a_text_is_not_shared(alice, alice_client, team):
    run = Run.objects.create(user=alice, kind="embedding", provider="qianfan_v2")

    response = create(alice_client, run, kind="run", audience=team.uuid)

    assert "no text and no picture" in response.content.decode()
    assert not ShareLink.objects.exists()


def test_a_comparison_is_shared(alice, alice_client, bob_client, team):
    comparison = Comparison.objects.create(owner=alice, prompt="Which?")
    comparison.columns.create(position=0, model="m")

    response = create(alice_client, comparison, kind="comparison", audience=team.uuid)

    address = re.search(r"http://testserver(/shares/[^\"]+/)", response.content.decode())
    assert address
    assert "Which?" in bob_client.get(address[1]).content.decode()
    assert ShareLink.objects.get().title == "Which?"


def test_the_dialog_of_a_conversation_also_opens_it_live(alice_client, conversation):
    page = ask(alice_client, conversation).content.decode()

    assert reverse("conversations:choose_team", args=[conversation.uuid]) in page
