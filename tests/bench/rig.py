"""What is measured: a server on one core; the sandbox and the clients on the other."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.people import Person, sign_in
from tests.sandbox.server import start_sandbox
from tests.server import Server, run_python, server_environment, start_server


@dataclass(frozen=True)
class Rig:
    server: Server
    sandbox_url: str
    person: Person


def pin_clients() -> list[str]:
    """Keep this process, and the sandbox it starts, off the server's core.

    Returns the prefix that puts a command on that core; none where there is one core or no taskset.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < 4096:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))
    if not hasattr(os, "sched_setaffinity") or not shutil.which("taskset"):
        return []
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        return []
    os.sched_setaffinity(0, cores[1:2])
    return ["taskset", "-c", str(cores[0])]


@contextlib.contextmanager
def prepared_instance(**settings: str) -> Iterator[dict[str, str]]:
    """Yield the environment of a migrated instance as in production, static files collected."""
    with tempfile.TemporaryDirectory(prefix="playground-bench-") as folder:
        environment = server_environment(Path(folder), PLAYGROUND_ENV="production", **settings)
        prepare = ("-m", "playground.prepare", "--static", "--base-url", "http://127.0.0.1")
        run_python(environment, *prepare)
        yield environment


@contextlib.contextmanager
def running_rig() -> Iterator[Rig]:
    """Yield a server that talks to a scripted sandbox outside of it, and one who is signed in."""
    prefix = pin_clients()
    with (
        start_sandbox() as sandbox_url,
        prepared_instance(SANDBOX_URL=sandbox_url) as environment,
        start_server(environment, prefix=prefix) as server,
    ):
        yield Rig(server, sandbox_url, sign_in(environment))


def cpu_seconds(process_id: int) -> float:
    """The time that a process has spent on the cores, in the kernel too."""
    fields = Path(f"/proc/{process_id}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def own_kilobytes(process_id: int) -> int:
    """The resident memory of a process alone."""
    status = Path(f"/proc/{process_id}/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


def resident_kilobytes(process_id: int) -> int:
    """The resident memory of a process and of its children."""
    tasks = Path(f"/proc/{process_id}/task").glob("*/children")
    children = [child for task in tasks for child in task.read_text(encoding="utf-8").split()]
    return own_kilobytes(process_id) + sum(resident_kilobytes(int(child)) for child in children)
