"""Runs the sandbox as a real process on a free loopback port, for any test folder and the bench."""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_READY = re.compile(r"Sandbox ready on (http://\S+)")


@contextlib.contextmanager
def start_sandbox(backend: str = "scripted", *arguments: str) -> Iterator[str]:
    """Yield the base URL of a sandbox that lives as long as the context.

    `arguments` go to the command line as they are.
    """
    command = [sys.executable, "-m", "playground.sandbox", "--port", "0", "--backend", backend]
    process = subprocess.Popen(
        [*command, "--exit-with-stdin", *arguments],
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        found = _READY.search(line)
        assert found, f"the sandbox did not start: {line!r}"
        yield found[1]
    finally:
        process.stdin.close()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
