from __future__ import annotations

import pytest
from django.urls import reverse

HTMX = {"HTTP_HX_REQUEST": "true"}


def test_a_fragment_asked_for_after_sign_out_reloads_the_page(client, team):
    response = client.post(reverse("accounts:rename_team", args=[team.uuid]), **HTMX)

    assert response.status_code == 200
    assert response["HX-Refresh"] == "true"
    assert not response.content


def test_a_page_asked_for_after_sign_out_leads_to_the_sign_in_page(client, db):
    response = client.get(reverse("accounts:team"))

    assert response.url.startswith(reverse("account_login"))


def test_other_redirects_are_left_to_htmx(alice_client, team):
    url = reverse("accounts:rename_team", args=[team.uuid])

    assert alice_client.post(url, {"name": "Acme"}, **HTMX).status_code == 302


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/login/",
        "/accounts/preferences/",
        "/accounts/sessions/",
        "/accounts/team/",
        "/accounts/link/nonsense/",
        "/accounts/invitation/nonsense/",
        "/conversations/",
        "/conversations/new/",
        "/conversations/00000000-0000-0000-0000-000000000001/",
        "/credentials/",
        "/nowhere/",
    ],
)
def test_no_page_is_kept_indexed_or_embedded(alice_client, team, path):
    headers = alice_client.get(path).headers

    assert {"private", "no-store"} <= set(headers["Cache-Control"].split(", "))
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "microphone=()" in headers["Permissions-Policy"]


def test_no_page_lets_in_scripts_or_sends_to_other_hosts(alice_client, team):
    policy = alice_client.get("/conversations/new/").headers["Content-Security-Policy"]

    directives = {each.split()[0]: set(each.split()[1:]) for each in policy.split("; ")}
    nonces = {source for source in directives["script-src"] if source.startswith("'nonce-")}
    assert directives["default-src"] == {"'none'"}
    assert directives["script-src"] - nonces == {"'self'"}
    assert directives["style-src"] == directives["connect-src"] == {"'self'"}
    assert directives["form-action"] == {"'self'"}
    assert directives["img-src"] == {"'self'", "data:"}
    assert directives["base-uri"] == directives["frame-ancestors"] == {"'none'"}


def test_a_host_that_is_not_ours_gets_no_page_and_no_mail(client, alice, mailoutbox):
    response = client.post(
        "/accounts/password/reset/", {"email": alice.email}, headers={"Host": "evil.example"}
    )

    assert response.status_code == 400
    assert mailoutbox == []
