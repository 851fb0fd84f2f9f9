from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD

PREFERENCES = "/accounts/preferences/"


def test_preferences_are_kept_per_person(alice, alice_client, charlie):
    data = {"name": "Alice L.", "language": "zh-hans", "theme": "dark"}

    alice_client.post(PREFERENCES, data)

    alice.refresh_from_db()
    charlie.refresh_from_db()
    assert (alice.name, alice.language, alice.theme) == ("Alice L.", "zh-hans", "dark")
    assert (charlie.name, charlie.language) == ("Charlie", "")


def test_the_page_comes_in_the_chosen_language(alice, alice_client):
    alice.language = "zh-hans"
    alice.save()

    response = alice_client.get(PREFERENCES, headers={"accept-language": "en"})

    assert response["Content-Language"] == "zh-hans"


def test_without_a_choice_the_browser_is_asked(alice_client):
    response = alice_client.get(PREFERENCES, headers={"accept-language": "zh-CN,zh;q=0.9"})

    assert response["Content-Language"] == "zh-hans"


def test_the_signed_out_pages_speak_the_browsers_language(client, db):
    response = client.get("/accounts/login/", headers={"accept-language": "zh-CN"})

    assert response["Content-Language"] == "zh-hans"


def test_the_language_menu_is_remembered_for_the_person(alice, alice_client):
    response = alice_client.post(reverse("set_language"), {"language": "zh-hans", "next": "/"})

    alice.refresh_from_db()
    assert alice.language == "zh-hans"
    assert response.url == "/"


def test_the_language_menu_works_signed_out_and_keeps_to_this_site(client, db):
    data = {"language": "zh-hans", "next": "https://evil.example/"}

    response = client.post(reverse("set_language"), data)

    assert response.url == "/"
    assert client.get("/accounts/login/")["Content-Language"] == "zh-hans"


@pytest.mark.parametrize("language", ["", "../../etc", "tlh"])
def test_an_unknown_language_is_not_kept(language, alice, alice_client):
    alice_client.post(reverse("set_language"), {"language": language})

    alice.refresh_from_db()
    assert alice.language == ""


def test_get_of_the_language_menu_changes_nothing(alice, alice_client):
    alice_client.get(reverse("set_language"), {"language": "zh-hans"})

    alice.refresh_from_db()
    assert alice.language == ""


def test_a_wrong_preference_comes_back_with_words(alice, alice_client):
    response = alice_client.post(PREFERENCES, {"language": "tlh", "theme": "pink"})

    assert response.status_code == 200
    assert response.content.count(b"field__error") == 2


def test_the_theme_menu(alice, alice_client):
    url = reverse("accounts:set_theme")

    assert alice_client.get(url, {"theme": "dark"}).status_code == 405
    response = alice_client.post(url, {"theme": "dark", "next": "//evil.example"})

    alice.refresh_from_db()
    assert alice.theme == "dark"
    assert response.url == "/"


@pytest.mark.parametrize(
    "url", ["", "//evil.example", "http:///evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_the_theme_menu_leads_nowhere_else(url, alice_client):
    response = alice_client.post(reverse("accounts:set_theme"), {"theme": "dark", "next": url})

    assert response.url == "/"


@pytest.mark.parametrize("url", ["nowhere", "a b", "../conversations/", "account_logout"])
def test_the_theme_menu_takes_any_address_of_this_site(url, alice_client):
    response = alice_client.post(reverse("accounts:set_theme"), {"theme": "dark", "next": url})

    assert response.status_code == 302


def test_a_new_address_signs_in_and_the_old_one_no_longer(alice_with_password):
    client = Client()
    client.post("/accounts/login/", {"login": "alice@example.com", "password": PASSWORD})
    EmailAddress.objects.get_or_create(user=alice_with_password, email="alice@example.com")
    data = {"email": "Alice@new.example.com", "password": PASSWORD}

    client.post(reverse("accounts:change_email"), data)

    for email, status_code in (("alice@example.com", 200), ("alice@new.example.com", 302)):
        login = Client().post("/accounts/login/", {"login": email, "password": PASSWORD})
        assert login.status_code == status_code


def test_a_new_address_takes_the_password(alice_with_password):
    client = Client()
    client.force_login(alice_with_password)

    response = client.post(
        reverse("accounts:change_email"), {"email": "a@example.com", "password": "wrong"}
    )

    assert b"This is not your password." in response.content
    alice_with_password.refresh_from_db()
    assert alice_with_password.email == "alice@example.com"


def test_the_password_cannot_be_guessed_by_changing_the_address(alice_with_password):
    client = Client()
    client.force_login(alice_with_password)
    url = reverse("accounts:change_email")
    for _ in range(10):
        client.post(url, {"email": "a@example.com", "password": "wrong"})

    response = client.post(url, {"email": "a@example.com", "password": PASSWORD})

    assert response.status_code == 429
    alice_with_password.refresh_from_db()
    assert alice_with_password.email == "alice@example.com"


def test_an_address_of_somebody_else_is_refused(alice_client, bob):
    response = alice_client.post(reverse("accounts:change_email"), {"email": "BOB@example.com"})

    assert b"This address cannot be used." in response.content


def test_the_owner_who_came_by_link_needs_no_password_for_an_address(alice, alice_client):
    alice_client.post(reverse("accounts:change_email"), {"email": "boss@example.com"})

    alice.refresh_from_db()
    assert alice.email == "boss@example.com"


def test_the_pages_of_a_person_ask_to_sign_in(client, db):
    for url in (PREFERENCES, "/accounts/sessions/", "/accounts/team/"):
        assert client.get(url).url == f"/accounts/login/?next={url}"
