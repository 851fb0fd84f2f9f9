"""The cast: alice owns, bob is a member of her team, charlie is nobody to them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from functools import partial

import pytest
from django.core.cache import cache
from django.db.models.signals import post_migrate
from django.test import Client
from django.utils import translation

# Services queue tasks, which belong to the application that a server or worker loads.
import playground.celery  # noqa: F401
from playground.accounts.models import Role, Team, User
from playground.credentials.models import Credential
from playground.gateway.retries import RetryPolicy
from playground.gateway.runtime import Runtime
from tests.factories import make_credential, make_membership, make_team, make_user


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # Playwright leaves its loop running in the thread, where no asynchronous test can run then. Of
    # its files the longest come first, so that several workers end together.
    sizes = Counter(item.path for item in items)

    def place(item: pytest.Item) -> tuple[bool, int, str]:
        is_browser = item.path.parent.name == "browser"
        return (True, -sizes[item.path], item.path.name) if is_browser else (False, 0, "")

    items.sort(key=place)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """Leave permissions out: to make them again takes longer than all else of emptying tables."""
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")


@pytest.fixture(scope="session", autouse=True)
def _impatience() -> Iterator[None]:
    """Calls to a provider that fail are made again at once."""
    impatient = RetryPolicy(sleep=lambda _seconds: asyncio.sleep(0))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "playground.runs.gateway_runtime.Runtime", partial(Runtime, retries=impatient)
        )
        yield


@pytest.fixture(autouse=True)
def _empty_cache():
    """Counts of sign-in attempts must not pass from one test to the next."""
    cache.clear()


@pytest.fixture(autouse=True)
def _default_language() -> Iterator[None]:
    """A request leaves its language in the thread."""
    yield
    translation.deactivate()


@pytest.fixture
def alice(db: None) -> User:
    return make_user("alice@example.com", name="Alice")


@pytest.fixture
def bob(db: None) -> User:
    return make_user("bob@example.com", name="Bob")


@pytest.fixture
def charlie(db: None) -> User:
    return make_user("charlie@example.com", name="Charlie")


@pytest.fixture
def team(alice: User, bob: User) -> Team:
    team = make_team("Acme", owner=alice)
    make_membership(team, bob, Role.MEMBER)
    return team


@pytest.fixture
def sandbox_credential(team: Team) -> Credential:
    """The team's credential "Sandbox"."""
    return make_credential(team=team, name="Sandbox")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def alice_client(alice: User) -> Client:
    return signed_in(alice)


@pytest.fixture
def bob_client(bob: User) -> Client:
    return signed_in(bob)


@pytest.fixture
def charlie_client(charlie: User) -> Client:
    return signed_in(charlie)
