"""A conversation open to a team: who reads it, who continues it, what only its owner may."""

from __future__ import annotations

import pytest
from django.urls import reverse

from playground.accounts.models import Membership, Role
from playground.conversations.models import Conversation
from playground.conversations.views.library import RECENT
from tests.conftest import signed_in
from tests.conversations.trees import add_turn, make_conversation
from tests.factories import make_credential, make_membership, make_team, make_user

OWNERS_VERBS = ("pin", "delete", "restore", "choose_team")


@pytest.fixture
def conversation(alice, team, sandbox_credential):
    conversation = make_conversation(alice, sandbox_credential, title="Waves", team=team)
    add_turn(conversation, "Question", "Answer")
    return conversation


@pytest.fixture
def viewer_client(team):
    viewer = make_user("viewer@example.com")
    make_membership(team, viewer, Role.VIEWER)
    return signed_in(viewer)


def get(client, name, conversation=None, *arguments):
    uuids = [conversation.uuid, *arguments] if conversation else []
    return client.get(reverse(f"conversations:{name}", args=uuids))


def choose(client, conversation, team):
    address = reverse("conversations:choose_team", args=[conversation.uuid])
    return client.post(address, {"team": team.uuid if team else ""})


def test_the_owner_opens_and_closes_it(alice_client, bob_client, conversation, team):
    choose(alice_client, conversation, None)
    assert get(bob_client, "detail", conversation).status_code == 404

    choose(alice_client, conversation, team)
    assert get(bob_client, "detail", conversation).status_code == 200


def test_a_team_of_others_is_no_choice(alice_client, conversation, team):
    response = choose(alice_client, conversation, make_team("Others"))

    assert response.status_code == 404
    conversation.refresh_from_db()
    assert conversation.team == team


def test_members_find_it_in_their_lists_with_the_owners_name(bob, bob_client, conversation):
    make_conversation(bob, title="Own")

    for name in ("index", "sidebar"):
        response = get(bob_client, name)
        titles = [each.title for each in response.context["conversations"]]
        assert sorted(titles) == ["Own", "Waves"]
        assert "Alice" in response.content.decode()


def test_what_its_owner_has_pinned_is_pinned_for_nobody_else(bob, bob_client, conversation):
    Conversation.objects.filter(pk=conversation.pk).update(is_pinned=True)
    for _ in range(RECENT):
        make_conversation(bob)

    response = get(bob_client, "sidebar")

    assert conversation not in response.context["conversations"]


def test_strangers_and_other_teams_get_nothing(charlie, charlie_client, conversation):
    make_team("Others", owner=charlie)

    assert get(charlie_client, "detail", conversation).status_code == 404
    assert list(get(charlie_client, "index").context["conversations"]) == []


def test_a_member_who_left_gets_nothing(bob, bob_client, conversation):
    Membership.objects.filter(user=bob).delete()

    assert get(bob_client, "detail", conversation).status_code == 404
    assert list(get(bob_client, "index").context["conversations"]) == []


def test_an_owner_who_left_the_team_shows_it_nothing(alice, bob_client, conversation):
    Membership.objects.filter(user=alice).delete()

    assert get(bob_client, "detail", conversation).status_code == 404
    assert list(get(bob_client, "index").context["conversations"]) == []


@pytest.mark.parametrize("name", OWNERS_VERBS)
def test_only_the_owner_pins_deletes_and_closes(bob_client, conversation, name):
    response = bob_client.post(reverse(f"conversations:{name}", args=[conversation.uuid]))

    assert response.status_code == 404
    conversation.refresh_from_db()
    assert conversation.team
    assert not conversation.is_pinned
    assert not conversation.deleted_at


def test_a_member_edits_a_turn(bob_client, conversation):
    question = conversation.messages.get(role="user")

    bob_client.post(
        reverse("conversations:edit_message", args=[conversation.uuid, question.uuid]),
        {"text": "Better question"},
    )

    question.refresh_from_db()
    assert question.content == "Better question"


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("update", {"title": "Mine"}),
        ("save_settings", {"model": "mine"}),
        ("select_branch", {}),
        ("edit_message", {"text": "Mine"}),
        ("delete_message", {}),
    ],
)
def test_a_viewer_changes_nothing(viewer_client, conversation, name, fields):
    question = conversation.messages.get(role="user")
    uuids = [conversation.uuid, *([question.uuid] if name.endswith("_message") else [])]

    response = viewer_client.post(
        reverse(f"conversations:{name}", args=uuids), {"message": question.uuid, **fields}
    )

    assert response.status_code == 404
    conversation.refresh_from_db()
    assert (conversation.title, conversation.model) == ("Waves", "my-fault-deltas-3")
    assert conversation.messages.get(role="user").content == "Question"


def test_a_viewer_is_offered_nothing_to_write(viewer_client, conversation):
    page = get(viewer_client, "detail", conversation)

    assert page.context["access"].is_read_only
    text = page.content.decode()
    assert "Answer" in text
    assert 'data-action="edit"' not in text
    assert "Viewers of a team write nothing" in text


def test_a_personal_credential_is_replaced_by_the_members_own(bob, alice, bob_client, team):
    personal = make_credential(owner=alice, name="Alice's key")
    own = make_credential(owner=bob, name="Bob's key")
    conversation = make_conversation(alice, personal, team=team, system="Be brief.")

    page = get(bob_client, "detail", conversation)

    assert page.context["settings"].credential == own.uuid
    assert page.context["settings"].system == "Be brief."
    assert "not yours to use" in page.content.decode()
    assert "Alice&#x27;s key" not in page.content.decode()


def test_who_asked_is_named_to_the_others(alice_client, bob_client, conversation):
    assert "asked by Alice" in get(bob_client, "detail", conversation).content.decode()
    assert "asked by" not in get(alice_client, "detail", conversation).content.decode()


def test_a_credential_of_the_team_needs_no_notice(bob_client, conversation, sandbox_credential):
    page = get(bob_client, "detail", conversation)

    assert page.context["settings"].credential == sandbox_credential.uuid
    assert "not yours to use" not in page.content.decode()


def test_what_the_owner_could_not_call_with_is_not_kept(bob, bob_client, conversation):
    own = make_credential(owner=bob)
    address = reverse("conversations:save_settings", args=[conversation.uuid])

    bob_client.post(address, {"credential": own.uuid, "model": "other", "is_streaming": "true"})

    conversation.refresh_from_db()
    assert conversation.credential != own
    assert conversation.model == "my-fault-deltas-3"


def test_the_details_of_a_run_name_no_credential_of_others(alice, bob_client, team):
    personal = make_credential(owner=alice, name="Alice's key")
    conversation = make_conversation(alice, personal, team=team)
    _, reply = add_turn(conversation, credential_name="Alice's key")

    page = get(bob_client, "message_details", conversation, reply.uuid)

    assert page.status_code == 200
    assert "Alice&#x27;s key" not in page.content.decode()


def test_a_long_list_of_the_team_is_read_by_its_index(bob, bob_client, conversation, team, alice):
    Conversation.objects.bulk_create(
        Conversation(owner=alice, team=team, title=f"C{number}") for number in range(500)
    )

    page = get(bob_client, "index")

    assert page.context["page"].paginator.count == 501
    assert len(page.context["conversations"]) == 50
