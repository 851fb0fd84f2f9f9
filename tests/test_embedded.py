from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from tests.server import (
    Server,
    free_port,
    get,
    is_listening,
    migrate,
    server_environment,
    start_server,
    wait_until,
)


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    environment = server_environment(tmp_path_factory.mktemp("data"), SANDBOX_PORT=str(free_port()))
    migrate(environment)
    return environment


@pytest.fixture
def server(environment: dict[str, str]) -> Iterator[Server]:
    with start_server(environment) as server:
        yield server


def sandbox_port(server: Server) -> int:
    return int(server.environment["SANDBOX_PORT"])


def test_the_server_brings_a_sandbox(server: Server):
    assert get(f"http://127.0.0.1:{sandbox_port(server)}/health")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_server_and_the_sandbox(server: Server, number: int):
    get(f"http://127.0.0.1:{sandbox_port(server)}/health")

    status = server.end(number)

    assert status == 0
    assert not is_listening(sandbox_port(server))


def test_a_killed_server_leaves_no_sandbox_behind(server: Server):
    get(f"http://127.0.0.1:{sandbox_port(server)}/health")

    server.end(signal.SIGKILL)

    wait_until(lambda: not is_listening(sandbox_port(server)))
