"""Runs `python -m playground.server` as a real process, for any test folder and the bench."""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Server:
    url: str
    process: subprocess.Popen[bytes]
    environment: Mapping[str, str]

    def end(self, number: int = signal.SIGTERM, timeout: float = 20) -> int:
        """Send a signal and return the status with which the process ended."""
        self.process.send_signal(number)
        return self.process.wait(timeout)


def server_environment(data_dir: Path, **settings: str) -> dict[str, str]:
    """The environment of a server of its own: scripted sandbox, static files from the sources."""
    return {
        **os.environ,
        "PLAYGROUND_ENV": "development",
        "DATA_DIR": str(data_dir),
        "SANDBOX_BACKEND": "scripted",
        "LANGUAGE_CODE": "en",
        "DRAIN_SECONDS": "0",
        **settings,
    }


def manage(environment: Mapping[str, str], *arguments: str) -> str:
    """Run a management command and return what it printed."""
    return run_python(environment, "manage.py", *arguments)


@cache
def _migrated_database() -> Path:
    """A migrated SQLite database to copy: to migrate one takes longer than to start a server."""
    folder = Path(tempfile.mkdtemp(prefix="playground-migrated-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    manage(server_environment(folder), "migrate", "--verbosity=0")
    return folder / "playground.sqlite3"


def migrate(environment: Mapping[str, str]) -> None:
    """Make the database of a server of its own ready."""
    if environment.get("DATABASE_URL"):
        manage(environment, "migrate", "--verbosity=0")
    else:
        shutil.copy(_migrated_database(), environment["DATA_DIR"])


def run_python(environment: Mapping[str, str], *arguments: str) -> str:
    """Run Python at the root of the project and return what it printed."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout


@contextlib.contextmanager
def start_server(environment: Mapping[str, str], *, prefix: Sequence[str] = ()) -> Iterator[Server]:
    """Yield a server that has answered once; its database must be migrated before.

    What it prints goes to `server.log` in its data folder. `prefix` comes before the command:
    `taskset -c 0`, say.
    """
    log = Path(environment["DATA_DIR"]) / "server.log"
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listener, log.open("ab") as output:
        port = listener.getsockname()[1]
        descriptor = listener.fileno()
        process = subprocess.Popen(
            [*prefix, sys.executable, "-m", "playground.server", "--fd", str(descriptor)],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            pass_fds=[descriptor],
        )
    server = Server(f"http://127.0.0.1:{port}", process, environment)
    try:
        get(f"{server.url}/accounts/login/")
        yield server
    except OSError as exc:
        exc.add_note(log.read_text(encoding="utf-8", errors="replace")[-4000:])
        raise
    finally:
        if process.poll() is None:
            process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise


def get(url: str, timeout: float = 30) -> bytes:
    """Fetch a page; raises urllib.error.URLError where there is none."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=timeout) as response:
        body: bytes = response.read()
    return body


def wait_until(condition: Callable[[], bool], *, seconds: float = 10) -> None:
    """Ask again until the condition holds; fail when it does not within the time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
