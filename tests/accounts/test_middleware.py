from __future__ import annotations

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
