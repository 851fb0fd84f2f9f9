"""Real Redis and PostgreSQL servers on private ports, for tests of the production topology."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
import redis

from tests.server import free_port, is_listening, wait_until


@contextlib.contextmanager
def start_redis() -> Iterator[str]:
    """Yield the URL of an empty Redis that keeps nothing."""
    program = shutil.which("redis-server")
    if program is None:
        _missing("Redis", "REQUIRE_REDIS", "apt-get install redis-server")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="playground-redis-") as folder:
        command = [program, "--port", str(port), "--bind", "127.0.0.1", "--dir", folder]
        with _process([*command, "--save", "", "--appendonly", "no"]):
            with redis.Redis(port=port) as client:
                wait_until(lambda: is_listening(port) and bool(client.ping()))
            yield f"redis://127.0.0.1:{port}/0"


@contextlib.contextmanager
def start_postgres() -> Iterator[str]:
    """Yield the URL of an empty database."""
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
        command = [str(programs / "postgres"), "-D", data, "-p", str(port), "-k", folder, "-F"]
        with _process([*prefix, *command, "-c", "listen_addresses=127.0.0.1"], cwd=folder):
            ready = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
            wait_until(lambda: subprocess.run(ready, check=False).returncode == 0, seconds=30)
            yield f"postgres://postgres@127.0.0.1:{port}/postgres"


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


@contextlib.contextmanager
def _process(command: list[str], cwd: str | None = None) -> Iterator[None]:
    process = subprocess.Popen(
        command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        # To PostgreSQL this means: end now, whoever is connected.
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
