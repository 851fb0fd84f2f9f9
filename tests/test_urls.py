"""What holds for every address of the site, also for those that are added later."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter, UUIDConverter

# Whom these pages let in is told by something else than a session.
ENTRANCES = {
    "accounts:accept_invitation",
    "accounts:sign_in_link",
    "account_confirm_email",
    "account_email_verification_sent",
    "account_inactive",
    "account_login",
    "account_logout",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_signup",
    "home",
    "set_language",
    "shares:detail",
    "shares:image",
}


def routes(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", pattern
        elif pattern.namespace != "admin":
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes(pattern, inner)


ROUTES = dict(routes(get_resolver()))


def address(name: str) -> str:
    converters = ROUTES[name].pattern.converters
    kinds = {UUIDConverter: uuid4(), IntConverter: 1}
    values = {key: kinds.get(type(each), "x") for key, each in converters.items()}
    if name == "account_reset_password_from_key":
        values = {"uidb36": "1", "key": "x-x"}
    elif name == "account_confirm_email":
        values = {"key": "x"}
    return reverse(name, kwargs=values)


def test_the_entrances_exist():
    assert set(ROUTES) >= ENTRANCES


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", sorted(set(ROUTES) - ENTRANCES))
def test_every_other_page_asks_to_sign_in(client, db, name, method):
    response = getattr(client, method)(address(name))

    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/")


@pytest.mark.parametrize("is_htmx", [True, False])
@pytest.mark.parametrize("name", sorted(ROUTES))
def test_every_post_needs_a_token(alice, name, is_htmx):
    client = Client(enforce_csrf_checks=True, headers={"HX-Request": "true"} if is_htmx else {})
    client.force_login(alice)

    assert client.post(address(name)).status_code == 403


@pytest.mark.parametrize(
    "name", sorted(name for name, route in ROUTES.items() if "uuid" in route.pattern.converters)
)
def test_what_does_not_exist_is_not_found(alice_client, name):
    answers = {
        alice_client.get(address(name)).status_code,
        alice_client.post(address(name), {"message": uuid4()}).status_code,
    }

    assert 404 in answers
    assert answers <= {404, 405}
