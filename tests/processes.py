"""Servers of our own as processes, each of which lives as long as a context."""

from __future__ import annotations

import contextlib
import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
_READY = re.compile(r"[Rr]eady on (http://\S+)")


@contextlib.contextmanager
def serving(command: Sequence[str]) -> Iterator[str]:
    """Yield the base URL that the server says it is ready on; it ends with its standard input."""
    process = subprocess.Popen(
        command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        found = _READY.search(line)
        assert found, f"{command} did not start: {line!r}"
        yield found[1]
    finally:
        process.stdin.close()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
