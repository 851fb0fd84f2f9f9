"""Real Redis and PostgreSQL servers on private ports, for tests of the production topology."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NoReturn

import pytest
import redis

from tests.server import free_port, is_listening, wait_until


class Service:
    """A server that may go away and come back at the same address."""

    def __init__(
        self, url: str, command: Sequence[str], folder: str, is_ready: Callable[[], bool]
    ) -> None:
        self.url = url
        self._command = command
        self._folder = folder
        self._is_ready = is_ready
        self._process: subprocess.Popen[bytes]

    def start(self) -> None:
        self._process = subprocess.Popen(
            self._command,
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_until(self._is_ready, seconds=30)

    def stop(self, number: int = signal.SIGINT) -> None:
        """End it; to PostgreSQL the signal means: now, whoever is connected."""
        self._process.send_signal(number)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @contextlib.contextmanager
    def running(self) -> Iterator[Service]:
        self.start()
        try:
            yield self
        finally:
            self.stop()


@contextlib.contextmanager
def start_redis() -> Iterator[str]:
    """Yield the URL of an empty Redis that keeps nothing."""
    with redis_service() as service:
        yield service.url


@contextlib.contextmanager
def start_postgres() -> Iterator[str]:
    """Yield the URL of an empty database."""
    with postgres_service() as service:
        yield service.url


@contextlib.contextmanager
def redis_service() -> Iterator[Service]:
    """Yield an empty Redis that keeps nothing and may be restarted."""
    program = shutil.which("redis-server")
    if program is None:
        _missing("Redis", "REQUIRE_REDIS", "apt-get install redis-server")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="playground-redis-") as folder:
        command = [program, "--port", str(port), "--bind", "127.0.0.1", "--dir", folder]
        command += ["--save", "", "--appendonly", "no"]

        def is_ready() -> bool:
            if not is_listening(port):
                return False
            with redis.Redis(port=port) as client:
                return bool(client.ping())

        url = f"redis://127.0.0.1:{port}/0"
        with Service(url, command, folder, is_ready).running() as service:
            yield service


@contextlib.contextmanager
def postgres_service() -> Iterator[Service]:
    """Yield an empty database whose server may be restarted."""
    programs = _postgres_programs()
    if programs is None:
        _missing("PostgreSQL", "REQUIRE_POSTGRES", "apt-get install postgresql")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="playground-postgres-") as folder:
        prefix = _unprivileged(folder)
        data = f"{folder}/data"
        initdb = [str(programs / "initdb"), "-D", data, "-U", "postgres", "-A", "trust"]
        subprocess.run(
            [*prefix, *initdb, "-E", "UTF8", "--no-sync"],
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        command = [*prefix, str(programs / "postgres"), "-D", data, "-p", str(port), "-k", folder]
        command += ["-F", "-c", "listen_addresses=127.0.0.1"]
        ready = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]

        def is_ready() -> bool:
            return subprocess.run(ready, check=False).returncode == 0

        url = f"postgres://postgres@127.0.0.1:{port}/postgres"
        with Service(url, command, folder, is_ready).running() as service:
            yield service


def _missing(name: str, requirement: str, remedy: str) -> NoReturn:
    reason = f"{name} is not on this machine: {remedy}"
    if os.environ.get(requirement) == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def _postgres_programs() -> Path | None:
    """The folder of PostgreSQL's own programs, which Debian keeps off the PATH."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "postgres").is_file()), None)


def _unprivileged(folder: str) -> list[str]:
    """PostgreSQL refuses to run as root; return the prefix that runs it as somebody else."""
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, "postgres", "postgres")
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
