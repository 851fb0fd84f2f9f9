from __future__ import annotations

import logging
import sys

import pytest
from django.urls import reverse
from django.utils import timezone
from django.views.debug import ExceptionReporter

from playground.accounts.models import Membership, Role
from playground.batches.models import BatchJob, BatchStatus
from playground.credentials import views
from playground.credentials.connections import connection_for
from playground.credentials.models import Credential, CredentialKind
from tests.factories import make_credential

APPLICATION = {"api_key": "a1B2c3D4e5F6g7H8i9J0k1L2", "secret_key": "Z" * 31 + "9"}
IAM = {"access_key": "ALTAKa1B2c3D4e5F6g7H8i9J0k", "secret_key": "0f" * 16}
V2 = {"key": "bce-v3/ALTAK-a1B2c3D4e5/0123456789abcdef0123456789abcdef01234567"}
OPENAI = {"base_url": "https://models.example.com/v1/", "key": "sk-a1B2c3D4e5F6g7H8"}
SECRETS = {
    CredentialKind.QIANFAN_APPLICATION: APPLICATION,
    CredentialKind.QIANFAN_IAM: IAM,
    CredentialKind.QIANFAN_V2: V2,
    CredentialKind.OPENAI_COMPATIBLE: OPENAI,
    CredentialKind.SANDBOX: {},
}
PAGES = ["detail", "rename", "replace_secret", "set_limits", "set_enabled", "delete"]
POST_ONLY = ["rename", "replace_secret", "set_limits", "set_enabled"]


@pytest.fixture
def openai_credential(team):
    return make_credential(
        team=team,
        name="Local",
        kind=CredentialKind.OPENAI_COMPATIBLE,
        parts={"key": OPENAI["key"]},
        base_url="https://models.example.com/v1",
    )


def test_the_pages_ask_to_sign_in(client, db):
    for page in ("index", "choose_kind"):
        response = client.get(reverse(f"credentials:{page}"))

        assert response.url.startswith(reverse("account_login"))


def test_an_empty_list_offers_to_add_one(charlie_client):
    response = charlie_client.get(reverse("credentials:index"))

    assert b"No credentials yet" in response.content


def test_the_list_has_the_teams_and_own_credentials_and_nobody_elses(
    bob_client, bob, charlie, sandbox_credential
):
    make_credential(owner=bob, name="Bob's own")
    make_credential(owner=charlie, name="Charlie's own")

    text = bob_client.get(reverse("credentials:index")).content.decode()

    assert "Sandbox" in text
    assert "Bob&#x27;s own" in text
    assert "Charlie" not in text


def test_all_kinds_are_offered(alice_client, team):
    text = alice_client.get(reverse("credentials:choose_kind")).content.decode()

    for kind in CredentialKind:
        assert reverse("credentials:create", args=[kind]) in text


@pytest.mark.parametrize("kind", SECRETS)
def test_a_credential_of_each_kind_is_created_and_opens(kind, alice, alice_client, settings):
    settings.SANDBOX_URL = "http://127.0.0.1:1"
    url = reverse("credentials:create", args=[kind])

    assert alice_client.get(url).status_code == 200
    response = alice_client.post(url, {"name": "Mine", "holder": "", **SECRETS[kind]})

    credential = Credential.objects.get(owner=alice)
    assert response.url == reverse("credentials:detail", args=[credential.uuid])
    connection = connection_for(
        credential, "qianfan_v1" if kind in V1_KINDS else V2_OR_OPENAI[kind]
    )
    assert connection.provider


V1_KINDS = {CredentialKind.QIANFAN_APPLICATION, CredentialKind.QIANFAN_IAM, CredentialKind.SANDBOX}
V2_OR_OPENAI = {
    CredentialKind.QIANFAN_V2: "qianfan_v2",
    CredentialKind.OPENAI_COMPATIBLE: "openai_compatible",
}


def test_an_owner_creates_a_credential_for_the_team(alice_client, team):
    data = {"name": "Ours", "holder": team.uuid, **V2}

    alice_client.post(reverse("credentials:create", args=["qianfan_v2"]), data)

    credential = Credential.objects.get()
    assert credential.team == team
    assert credential.owner is None


@pytest.mark.parametrize("person", ["bob", "charlie"])
def test_who_does_not_manage_a_team_cannot_give_it_credentials(person, request, team):
    client = request.getfixturevalue(f"{person}_client")
    data = {"name": "Ours", "holder": team.uuid, **V2}

    response = client.post(reverse("credentials:create", args=["qianfan_v2"]), data)

    assert response.status_code == 200
    assert not Credential.objects.exists()


def test_an_unknown_kind_is_not_found(alice_client):
    assert alice_client.get(reverse("credentials:create", args=["gold"])).status_code == 404


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_charlie_finds_no_credential_of_others(page, method, charlie_client, sandbox_credential):
    url = reverse(f"credentials:{page}", args=[sandbox_credential.uuid])

    response = getattr(charlie_client, method)(url, {"name": "x", "enabled": "false"})

    assert response.status_code in {404, 405}
    sandbox_credential.refresh_from_db()
    assert sandbox_credential.name == "Sandbox"
    assert sandbox_credential.is_enabled


@pytest.mark.parametrize("page", [*POST_ONLY, "delete"])
def test_a_member_uses_a_team_credential_but_cannot_change_it(page, bob_client, sandbox_credential):
    url = reverse(f"credentials:{page}", args=[sandbox_credential.uuid])

    assert bob_client.post(url, {"name": "x", "enabled": "false"}).status_code == 404


def test_a_member_sees_a_team_credential_without_forms(bob_client, openai_credential):
    response = bob_client.get(reverse("credentials:detail", args=[openai_credential.uuid]))

    text = response.content.decode()
    assert reverse("credentials:replace_secret", args=[openai_credential.uuid]) not in text
    assert reverse("runs:test_credential", args=[openai_credential.uuid]) in text


def test_a_viewer_sees_a_team_credential_but_cannot_call_with_it(
    bob, bob_client, openai_credential
):
    Membership.objects.filter(user=bob).update(role=Role.VIEWER)

    response = bob_client.get(reverse("credentials:detail", args=[openai_credential.uuid]))

    assert not Credential.objects.usable_by(bob).exists()
    assert (
        reverse("runs:test_credential", args=[openai_credential.uuid])
        not in response.content.decode()
    )


@pytest.mark.parametrize("page", POST_ONLY)
def test_get_changes_nothing(page, alice_client, sandbox_credential):
    url = reverse(f"credentials:{page}", args=[sandbox_credential.uuid])

    assert alice_client.get(url, {"name": "x", "enabled": "false"}).status_code == 405


def test_get_of_delete_says_what_uses_it_and_deletes_nothing(
    alice, alice_client, sandbox_credential
):
    sandbox_credential.conversations.create(owner=alice)
    url = reverse("credentials:delete", args=[sandbox_credential.uuid])

    response = alice_client.get(url)

    assert b"1 conversation is set to it" in response.content
    assert Credential.objects.exists()


@pytest.mark.parametrize("status", BatchStatus.values)
def test_get_of_delete_counts_the_batches_in_progress(
    alice, alice_client, sandbox_credential, status
):
    job = BatchJob(owner=alice, credential=sandbox_credential, status=status)
    BatchJob.objects.bulk_create([job, BatchJob(owner=alice, status=status)])

    page = alice_client.get(reverse("credentials:delete", args=[sandbox_credential.uuid]))

    is_in_progress = status in ("queued", "running", "paused")
    assert (b"1 batch uses it" in page.content) == is_in_progress


def test_a_deleted_batch_does_not_count(alice, alice_client, sandbox_credential):
    BatchJob.objects.create(
        owner=alice, credential=sandbox_credential, status="paused", deleted_at=timezone.now()
    )

    page = alice_client.get(reverse("credentials:delete", args=[sandbox_credential.uuid]))

    assert page.context["usage"].batches == 0


def test_delete_keeps_the_conversations(alice, alice_client, sandbox_credential):
    conversation = sandbox_credential.conversations.create(owner=alice)

    alice_client.post(reverse("credentials:delete", args=[sandbox_credential.uuid]))

    conversation.refresh_from_db()
    assert conversation.credential is None


def test_rename(alice_client, sandbox_credential):
    url = reverse("credentials:rename", args=[sandbox_credential.uuid])

    alice_client.post(url, {"name": "Practice"})

    sandbox_credential.refresh_from_db()
    assert sandbox_credential.name == "Practice"


def test_an_empty_name_comes_back_with_words(alice_client, sandbox_credential):
    url = reverse("credentials:rename", args=[sandbox_credential.uuid])

    response = alice_client.post(url, {"name": ""})

    assert response.status_code == 200
    assert b"field__error" in response.content


def test_a_disabled_credential_is_not_usable_until_enabled(alice, alice_client, sandbox_credential):
    url = reverse("credentials:set_enabled", args=[sandbox_credential.uuid])

    alice_client.post(url, {"enabled": "false"})
    assert not Credential.objects.usable_by(alice).exists()

    alice_client.post(url, {"enabled": "true"})
    assert Credential.objects.usable_by(alice).exists()


def test_replacing_the_secret_replaces_key_hint_and_date(alice_client, openai_credential):
    url = reverse("credentials:replace_secret", args=[openai_credential.uuid])
    before = openai_credential.secret_changed_at
    data = {"base_url": "https://other.example.com/v1", "key": "sk-another-key-of-length"}

    alice_client.post(url, data)

    openai_credential.refresh_from_db()
    connection = connection_for(openai_credential, "openai_compatible")
    assert connection.base_url == "https://other.example.com/v1"
    assert connection.auth.key == "sk-another-key-of-length"
    assert openai_credential.secret_hint == "ngth"
    assert openai_credential.secret_changed_at > before


def test_a_new_address_asks_for_the_key_again(alice_client, openai_credential):
    url = reverse("credentials:replace_secret", args=[openai_credential.uuid])

    response = alice_client.post(url, {"base_url": "https://evil.example.com/v1", "key": ""})

    assert b"Enter the key that belongs to this address." in response.content
    openai_credential.refresh_from_db()
    assert openai_credential.base_url == "https://models.example.com/v1"


def test_a_server_without_key_drops_the_old_key(alice_client, openai_credential):
    url = reverse("credentials:replace_secret", args=[openai_credential.uuid])
    data = {"base_url": "https://other.example.com/v1", "needs_no_key": "on"}

    alice_client.post(url, data)

    openai_credential.refresh_from_db()
    assert "NoKey" in repr(connection_for(openai_credential, "openai_compatible").auth)


def test_no_page_ever_shows_a_secret(alice_client, team):
    url = reverse("credentials:create", args=["qianfan_iam"])
    alice_client.post(url, {"name": "Ours", "holder": team.uuid, **IAM})
    credential = Credential.objects.get()

    pages = [
        alice_client.get(reverse("credentials:index")),
        alice_client.get(reverse("credentials:detail", args=[credential.uuid])),
        alice_client.get(reverse("credentials:delete", args=[credential.uuid])),
    ]

    for page in pages:
        assert IAM["secret_key"] not in page.content.decode()
        assert IAM["access_key"] not in page.content.decode()


def test_a_refused_form_does_not_send_the_secret_back(alice_client):
    url = reverse("credentials:create", args=["qianfan_v2"])

    response = alice_client.post(url, {"name": "", **V2})

    assert response.status_code == 200
    assert V2["key"] not in response.content.decode()


def test_a_secret_reaches_no_log(alice_client, caplog):
    caplog.set_level(logging.DEBUG)

    alice_client.post(reverse("credentials:create", args=["qianfan_v2"]), {"name": "Mine", **V2})

    assert V2["key"] not in caplog.text


def test_an_error_report_hides_the_secret(rf, alice, monkeypatch):
    """The report that Django mails to the operators of a server."""
    monkeypatch.setattr("playground.credentials.models.Credential.save", None)
    request = rf.post("/", {"name": "Mine", **V2})
    request.user = alice

    try:
        views.create(request, "qianfan_v2")
    except TypeError:
        report = ExceptionReporter(request, *sys.exc_info())
        pages = report.get_traceback_text() + report.get_traceback_html()

    assert "create_credential" in pages
    assert V2["key"] not in pages


def test_a_weak_mistake_is_saved_with_a_warning(alice_client):
    url = reverse("credentials:create", args=["qianfan_v2"])

    response = alice_client.post(url, {"name": "Mine", "key": "some-key"}, follow=True)

    assert b"V2 keys begin with bce-v3/" in response.content
