"""Runs the sandbox as a real process on a free loopback port, for any test folder and the bench."""

from __future__ import annotations

import contextlib
import sys

from tests.processes import serving


def start_sandbox(
    backend: str = "scripted", *arguments: str
) -> contextlib.AbstractContextManager[str]:
    """Return a context that yields the base URL of a sandbox, which lives as long.

    `arguments` go to the command line as they are.
    """
    command = [sys.executable, "-m", "playground.sandbox", "--port", "0", "--backend", backend]
    return serving([*command, "--exit-with-stdin", *arguments])
