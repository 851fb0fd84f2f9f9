from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from playground.accounts import services
from playground.accounts.models import Invitation, Membership, Role, User
from tests.factories import PASSWORD

HTMX = {"HTTP_HX_REQUEST": "true"}
WEEK = timedelta(days=7)


@pytest.fixture
def invitation_and_token(alice, team):
    return services.invite(team=team, by=alice, role=Role.ADMIN, lifetime=WEEK)


@pytest.fixture
def invitation(invitation_and_token):
    return invitation_and_token[0]


@pytest.fixture
def url(invitation_and_token):
    return reverse("accounts:accept_invitation", args=[invitation_and_token[1]])


def link_in(response):
    return re.search(r"http://testserver(/accounts/invitation/[^\"]+)", response.content.decode())[
        1
    ]


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_link_is_shown_once_and_kept_as_a_hash_only(headers, alice_client, team):
    data = {"role": "member", "days": "7", "email": ""}

    response = alice_client.post(reverse("accounts:invite", args=[team.uuid]), data, **headers)

    token = link_in(response).split("/")[-2]
    invitation = Invitation.objects.get()
    assert token not in str(vars(invitation))
    assert len(token) >= 43
    assert token not in alice_client.get(reverse("accounts:team")).content.decode()
    assert timedelta(days=6) < invitation.expires_at - timezone.now() <= WEEK


def test_the_fragment_comes_back_with_words_when_the_form_is_wrong(alice_client, team):
    url = reverse("accounts:invite", args=[team.uuid])

    response = alice_client.post(url, {"role": "king", "days": "7", "email": "not one"}, **HTMX)

    assert response.status_code == 200
    assert response.content.count(b"field__error") == 2
    assert not Invitation.objects.exists()


def test_an_invitation_may_be_mailed(alice_client, team):
    data = {"role": "member", "days": "1", "email": "new@example.com"}

    response = alice_client.post(reverse("accounts:invite", args=[team.uuid]), data)

    assert mail.outbox[0].to == ["new@example.com"]
    assert link_in(response) in mail.outbox[0].body


def test_a_mail_server_that_is_down_leaves_the_link_on_the_page(alice_client, team, monkeypatch):
    def refuse(mail):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    data = {"role": "member", "days": "1", "email": "new@example.com"}

    response = alice_client.post(reverse("accounts:invite", args=[team.uuid]), data)

    assert b"It is shown only once" in response.content


def test_an_admin_cannot_invite_an_owner(bob, bob_client, team):
    Membership.objects.filter(user=bob).update(role=Role.ADMIN)
    url = reverse("accounts:invite", args=[team.uuid])

    bob_client.post(url, {"role": "owner", "days": "7"})

    assert not Invitation.objects.exists()


def test_opening_the_link_does_not_use_it_up(client, charlie_client, url):
    assert b"Join Acme" in client.get(url).content
    assert b"Join Acme" in charlie_client.get(url).content
    assert Invitation.objects.open().exists()


def test_somebody_with_an_account_joins_with_the_role_of_the_invitation(
    charlie, charlie_client, team, url
):
    response = charlie_client.post(url)

    assert response.url == reverse("accounts:team_detail", args=[team.uuid])
    assert Membership.objects.get(user=charlie).role == Role.ADMIN


def test_a_used_link_lets_nobody_else_in(charlie_client, client, team, url):
    charlie_client.post(url)

    assert client.get(url).status_code == 404
    assert charlie_client.post(url).status_code == 404
    assert team.memberships.count() == 3


def test_a_member_who_follows_the_link_keeps_role_and_link(bob, bob_client, url):
    bob_client.post(url)

    assert Membership.objects.get(user=bob).role == Role.MEMBER
    assert Invitation.objects.open().exists()


def test_an_expired_link_does_not_work(charlie, charlie_client, invitation, url):
    Invitation.objects.update(expires_at=timezone.now())

    assert charlie_client.get(url).status_code == 404
    assert charlie_client.post(url).status_code == 404
    assert not charlie.memberships.exists()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_withdrawn_link_does_not_work(headers, alice_client, charlie_client, invitation, url):
    alice_client.post(reverse("accounts:revoke_invitation", args=[invitation.uuid]), **headers)

    assert charlie_client.post(url).status_code == 404


@pytest.mark.parametrize("person", ["bob", "charlie"])
def test_who_does_not_manage_the_team_cannot_withdraw(person, request, invitation):
    client = request.getfixturevalue(f"{person}_client")

    response = client.post(reverse("accounts:revoke_invitation", args=[invitation.uuid]))

    assert response.status_code == 404
    assert Invitation.objects.open().exists()


def test_get_of_withdraw_changes_nothing(alice_client, invitation):
    url = reverse("accounts:revoke_invitation", args=[invitation.uuid])

    assert alice_client.get(url).status_code == 405


def test_a_newcomer_signs_up_with_the_link_and_is_in_the_team(client, team, url):
    sign_up_url = re.search(r'href="(/accounts/signup/[^"]+)"', client.get(url).content.decode())[1]
    page = client.get(sign_up_url).content.decode()
    token = re.search(r'name="invitation"\s+value="([^"]+)"', page)[1]
    data = {"name": "New", "email": "new@example.com", "password1": PASSWORD, "invitation": token}

    response = client.post(reverse("account_signup"), data)

    assert response.url == reverse("conversations:index")
    user = User.objects.get(email="new@example.com")
    assert user.memberships.get().role == Role.ADMIN
    assert not Invitation.objects.open().exists()


def test_a_refused_sign_up_keeps_the_invitation_in_the_form(client, url, invitation_and_token):
    token = invitation_and_token[1]
    data = {"email": "not one", "password1": "1", "invitation": token}

    response = client.post(reverse("account_signup"), data)

    assert f'value="{token}"' in response.content.decode()
    assert Invitation.objects.open().exists()


def test_an_invitation_taken_in_the_meantime_leaves_no_account(
    client, db, invitation_and_token, monkeypatch
):
    def closed(**_):
        raise services.InvitationClosedError

    monkeypatch.setattr("playground.accounts.forms.accept_invitation", closed)
    data = {
        "email": "new@example.com",
        "password1": PASSWORD,
        "invitation": invitation_and_token[1],
    }

    response = client.post(reverse("account_signup"), data)

    assert response.url.startswith("/accounts/invitation/")
    assert not User.objects.filter(email="new@example.com").exists()


def test_the_way_over_the_sign_in_page_leads_back_to_the_invitation(client, url):
    text = client.get(url).content.decode()

    assert f"{reverse('account_login')}?next={url}" in text
