"""PostgreSQL, Redis, a sandbox, and servers that share them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import aiohttp
import pytest

from tests.people import Person, sign_in
from tests.production.worlds import World, embedded_world, production_world
from tests.sandbox.server import start_sandbox
from tests.server import Server, migrate, server_environment, start_server
from tests.services import start_postgres, start_redis
from tests.upstream import Upstream, start_upstream


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent.name == "production":
            item.add_marker(pytest.mark.production)


@pytest.fixture(scope="session")
def sandbox_url() -> Iterator[str]:
    with start_sandbox() as url:
        yield url


@pytest.fixture(scope="session")
def environment(
    sandbox_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    with start_postgres() as database_url, start_redis() as redis_url:
        environment = server_environment(
            tmp_path_factory.mktemp("data"),
            DATABASE_URL=database_url,
            REDIS_URL=redis_url,
            SANDBOX_URL=sandbox_url,
            SECRET_KEY="a key for these tests only, as long as one should be",
            CREDENTIAL_KEYS="another key for these tests only",
        )
        migrate(environment)
        yield environment


@pytest.fixture(scope="session")
def person(environment: dict[str, str]) -> Person:
    return sign_in(environment)


@pytest.fixture(scope="session")
def second_server(environment: dict[str, str]) -> Iterator[Server]:
    """A server that is never killed."""
    with start_server(environment) as server:
        yield server


@pytest.fixture
def first_server(environment: dict[str, str]) -> Iterator[Server]:
    """A server that a test may kill."""
    with start_server(environment) as server:
        yield server


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture(scope="session")
def running_upstream() -> Iterator[Upstream]:
    with start_upstream() as upstream:
        yield upstream


@pytest.fixture
def upstream(running_upstream: Upstream) -> Iterator[Upstream]:
    """The upstream of all worlds, as new."""
    running_upstream.reset()
    yield running_upstream
    running_upstream.reset()


@pytest.fixture(scope="session", params=["embedded", "production"])
def running_world(
    request: pytest.FixtureRequest,
    running_upstream: Upstream,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    """Both ways to run, one after the other; production has two workers."""
    if request.param == "embedded":
        running = embedded_world(tmp_path_factory.mktemp("embedded"), running_upstream)
    else:
        running = production_world(request.getfixturevalue("environment"), running_upstream)
    with running as world:
        yield world


@pytest.fixture
def world(running_world: World, upstream: Upstream) -> Iterator[World]:
    yield running_world
    running_world.stop_all()
