from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from playground.credentials import checks, services
from playground.credentials.models import Credential, CredentialKind
from playground.credentials.services import Secret
from tests.factories import make_credential, make_team

V2_PARTS = {"key": "bce-v3/ALTAK-a1B2c3D4e5/0123456789abcdef"}


def test_a_secret_is_not_kept_in_plain(alice):
    credential = make_credential(owner=alice, kind=CredentialKind.QIANFAN_V2, parts=V2_PARTS)

    assert V2_PARTS["key"].encode() not in bytes(credential.encrypted_secret)
    assert credential.secret_hint == "cdef"


def test_a_short_key_gives_no_hint():
    assert Secret({"key": "sk-1234"}).hint == ""


def test_the_hint_is_of_the_part_that_people_know_their_keys_by():
    assert (
        Secret({"access_key": "ALTAK-0000000000-WXYZ", "secret_key": "hidden" * 5}).hint == "WXYZ"
    )


def test_a_team_gets_one_sandbox_credential(team):
    first = services.ensure_sandbox_credential(team=team)
    second = services.ensure_sandbox_credential(team=team)

    assert first == second
    assert first.name == "Sandbox"


def test_a_credential_belongs_to_a_person_or_a_team_never_both(alice, team):
    with pytest.raises(IntegrityError):
        Credential.objects.create(name="Both", kind="sandbox", owner=alice, team=team)


def test_strangers_and_viewers_can_use_nothing(alice, bob, charlie, team, sandbox_credential):
    team.memberships.filter(user=bob).update(role="viewer")

    assert sandbox_credential in Credential.objects.usable_by(alice)
    assert not Credential.objects.usable_by(bob).exists()
    assert not Credential.objects.usable_by(charlie).exists()


def test_who_leaves_a_team_can_no_longer_use_its_credentials(bob, team, sandbox_credential):
    assert Credential.objects.usable_by(bob).exists()

    team.memberships.filter(user=bob).delete()

    assert not Credential.objects.usable_by(bob).exists()
    assert not Credential.objects.visible_to(bob).exists()


def test_a_manager_of_two_teams_sees_each_credential_once(alice, team):
    other = make_team("Other", owner=alice)
    make_credential(team=team)
    make_credential(team=other)
    make_credential(owner=alice)

    for found in ("usable_by", "visible_to", "editable_by"):
        assert getattr(Credential.objects, found)(alice).count() == 3


def test_the_rotation_command_makes_the_old_key_unneeded(alice, settings):
    settings.CREDENTIAL_KEYS = ["the first long passphrase"]
    credential = make_credential(owner=alice, kind=CredentialKind.QIANFAN_V2, parts=V2_PARTS)
    settings.CREDENTIAL_KEYS = ["the second long passphrase", "the first long passphrase"]
    out = StringIO()

    call_command("rotate_credential_keys", stdout=out)

    settings.CREDENTIAL_KEYS = ["the second long passphrase"]
    credential.refresh_from_db()
    assert "1" in out.getvalue()
    assert services.connection_for(credential, "qianfan_v2").auth.key == V2_PARTS["key"]


def test_the_rotation_command_names_what_it_cannot_open_and_rotates_the_rest(alice, settings):
    settings.CREDENTIAL_KEYS = ["a long passphrase that was lost"]
    lost = make_credential(owner=alice, name="Lost", kind="qianfan_v2", parts=V2_PARTS)
    settings.CREDENTIAL_KEYS = ["the second long passphrase"]
    make_credential(owner=alice, name="Fine", kind="qianfan_v2", parts=V2_PARTS)
    out = StringIO()

    with pytest.raises(CommandError, match=str(lost.uuid)):
        call_command("rotate_credential_keys", stdout=out)

    assert "1" in out.getvalue()


def test_nothing_starts_without_keys(settings):
    settings.CREDENTIAL_KEYS = []

    assert [message.id for message in checks.check_credential_keys(None)] == ["credentials.E001"]


def test_a_short_key_is_warned_of(settings):
    settings.CREDENTIAL_KEYS = ["short"]

    assert [message.id for message in checks.check_credential_keys(None)] == ["credentials.W001"]


def test_the_keys_of_the_tests_pass_the_check():
    assert checks.check_credential_keys(None) == []
