"""Sign-in, sign-out, sign-up and passwords as django-allauth does them here."""

from __future__ import annotations

import re

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import reverse

from playground.accounts.models import User
from playground.accounts.sessions import session_group, user_group
from tests.factories import PASSWORD

LOGIN = "/accounts/login/"
NEW_PASSWORD = "a quite different passphrase"


def sign_in(client, email="alice@example.com", password=PASSWORD, **data):
    return client.post(LOGIN, {"login": email, "password": password, **data})


def test_the_right_password_signs_in(client, alice_with_password):
    response = sign_in(client)

    assert response.url == reverse("conversations:index")
    assert client.session["_auth_user_id"] == str(alice_with_password.pk)


def test_the_address_may_be_typed_in_capitals(client, alice_with_password):
    assert sign_in(client, email="Alice@Example.COM").status_code == 302


def test_unknown_address_and_wrong_password_get_the_same_answer(client, alice_with_password):
    wrong = sign_in(client, password="wrong").context["form"].errors
    unknown = sign_in(client, email="nobody@example.com").context["form"].errors

    assert wrong == unknown


def test_a_deactivated_person_with_the_right_password_stays_out(client, alice_with_password):
    alice_with_password.is_active = False
    alice_with_password.save()

    sign_in(client)

    assert "_auth_user_id" not in client.session


def test_guessing_is_throttled_for_one_address_even_with_the_right_password(
    client, alice_with_password
):
    for _ in range(5):
        sign_in(client, password="wrong")

    response = sign_in(client)

    assert response.status_code == 200
    assert "Too many failed login attempts" in response.content.decode()


def test_guessing_is_throttled_from_one_place_over_many_addresses(client, alice_with_password):
    for number in range(10):
        sign_in(client, email=f"person{number}@example.com", password="wrong")

    assert sign_in(client).status_code == 200
    assert "_auth_user_id" not in client.session


def test_a_made_up_proxy_does_not_get_around_the_throttle(client, alice_with_password):
    for number in range(10):
        client.post(
            LOGIN,
            {"login": f"person{number}@example.com", "password": "wrong"},
            headers={"X-Forwarded-For": f"192.0.2.{number}"},
        )

    sign_in(client)

    assert "_auth_user_id" not in client.session


def test_an_unknown_address_takes_as_much_work_as_a_wrong_password(
    client, alice_with_password, monkeypatch
):
    hashed = []
    monkeypatch.setattr(
        "django.contrib.auth.base_user.make_password", lambda *args: hashed.append(args) or "x"
    )

    sign_in(client, email="nobody@example.com", password="wrong")

    assert len(hashed) == 1


def test_asking_for_reset_mails_is_throttled(client, alice_with_password):
    answers = [
        client.post("/accounts/password/reset/", {"email": "alice@example.com"}) for _ in range(6)
    ]

    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert len(mail.outbox) == 5
    assert "Too many requests" in answers[-1].content.decode()


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "http:///evil.example",
        "\thttps://evil.example",
    ],
)
def test_next_leads_nowhere_else(target, client, alice_with_password):
    response = sign_in(client, next=target)

    assert response.url == reverse("conversations:index")


def test_next_leads_to_our_own_pages(client, alice_with_password):
    assert sign_in(client, next="/credentials/").url == "/credentials/"


def test_signing_in_changes_the_session_key(client, alice_with_password):
    client.get(reverse("account_reset_password"))
    session = client.session
    session["planted"] = "yes"
    session.save()
    planted_key = session.session_key

    sign_in(client)

    assert client.session.session_key != planted_key
    assert not Session.objects.filter(session_key=planted_key).exists()


def test_forms_without_csrf_token_are_refused(alice_with_password):
    client = Client(enforce_csrf_checks=True)

    assert sign_in(client).status_code == 403


def test_signing_out_takes_a_post(alice_client):
    assert alice_client.get(reverse("account_logout")).status_code == 200
    assert "_auth_user_id" in alice_client.session

    alice_client.post(reverse("account_logout"))

    assert "_auth_user_id" not in alice_client.session


def test_signing_out_ends_the_sockets_of_this_session(
    alice_client, closed_groups, django_capture_on_commit_callbacks
):
    key = alice_client.session.session_key

    with django_capture_on_commit_callbacks(execute=True):
        alice_client.post(reverse("account_logout"))

    assert closed_groups == [session_group(key)]


def test_a_changed_password_ends_sockets_and_other_sessions_but_not_this_one(
    client, alice_with_password, closed_groups, django_capture_on_commit_callbacks
):
    other = Client()
    sign_in(client)
    sign_in(other)
    data = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}

    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse("account_change_password"), data)

    assert response.url == reverse("accounts:preferences")
    assert closed_groups == [user_group(alice_with_password.pk)]
    assert client.get(reverse("accounts:preferences")).status_code == 200
    assert other.get(reverse("accounts:preferences")).status_code == 302


def test_who_came_by_link_sets_a_first_password(alice, alice_client):
    data = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}

    assert alice_client.get(reverse("account_set_password")).status_code == 200
    alice_client.post(reverse("account_set_password"), data)

    alice.refresh_from_db()
    assert alice.check_password(NEW_PASSWORD)


def test_a_weak_password_is_refused_with_words(alice_client):
    data = {"password1": "1234", "password2": "1234"}

    response = alice_client.post(reverse("account_set_password"), data)

    assert b"field__error" in response.content


def test_password_reset_answers_alike_whether_or_not_the_account_exists(client, alice):
    known = client.post(reverse("account_reset_password"), {"email": alice.email})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@example.com"})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_a_password_reset_link_works_once_and_ends_sockets(
    client, alice, closed_groups, django_capture_on_commit_callbacks
):
    client.post(reverse("account_reset_password"), {"email": alice.email})
    link = re.search(r"http://testserver(/\S+)", mail.outbox[0].body).group(1)
    form_url = client.get(link).url
    assert client.get(form_url).status_code == 200
    data = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}

    with django_capture_on_commit_callbacks(execute=True):
        client.post(form_url, data)

    alice.refresh_from_db()
    assert alice.check_password(NEW_PASSWORD)
    assert closed_groups == [user_group(alice.pk)]
    assert b"already used" in Client().get(link).content


def test_sign_up_is_closed_without_invitation(client, db):
    data = {"email": "new@example.com", "password1": PASSWORD}

    assert b"By invitation only" in client.get(reverse("account_signup")).content
    client.post(reverse("account_signup"), data)
    client.post(reverse("account_signup"), {**data, "invitation": "guessed"})

    assert not User.objects.exists()


def test_an_open_instance_lets_people_sign_up_into_no_team(client, db, settings):
    settings.ALLOWS_OPEN_SIGN_UP = True
    data = {"name": "New", "email": "New@example.com", "password1": PASSWORD}

    assert client.get(reverse("account_signup")).status_code == 200
    client.post(reverse("account_signup"), data)

    user = User.objects.get()
    assert (user.email, user.name) == ("new@example.com", "New")
    assert not user.memberships.exists()
    assert b"You are not in a team" in client.get(reverse("accounts:team")).content


@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_inactive",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key_done",
        "account_email_verification_sent",
    ],
)
def test_the_signed_out_pages_render(name, client, db):
    assert client.get(reverse(name)).status_code == 200


def test_the_admin_site_has_no_sign_in_of_its_own(client, db):
    response = client.get("/admin/", follow=True)

    assert response.redirect_chain[-1][0].startswith(LOGIN)
