"""What the set-up says, and how it runs other programs: quietly, with their output in a log."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

_UNREACHABLE = re.compile(
    r"dns error|failed to fetch|error sending request|connection (?:refused|reset|error|broken)"
    r"|ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|temporary failure in name resolution"
    r"|could not (?:resolve|fetch)|proxyerror|newconnectionerror|network is unreachable"
    r"|no matching distribution found|request failed after|timed out",
    re.IGNORECASE,
)


class SetupError(Exception):
    """The set-up cannot go on; the text is the one line that the user reads."""


def data_dir() -> Path:
    """The data folder, as settings.py has it."""
    return Path(os.environ.get("DATA_DIR", "").strip() or ROOT / "var").resolve()


def log_file() -> Path:
    return data_dir() / "setup.log"


def say(text: str) -> None:
    print(text, flush=True)


def warn(text: str) -> None:
    print(f"!! {text}", file=sys.stderr, flush=True)


def run(command: list[str], *, purpose: str, env: dict[str, str] | None = None) -> None:
    """Run a command in the project's folder, its output in the log.

    Raises: SetupError, one line that begins with what it was for and says why it failed.
    """
    with log_file().open("ab") as log:
        log.write(f"$ {' '.join(command)}\n".encode())
        log.flush()
        start = log.tell()
        try:
            status = subprocess.run(
                command,
                cwd=ROOT,
                env={**os.environ, **(env or {})},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                check=False,
            ).returncode
        except OSError as exc:
            raise SetupError(f"{purpose} failed: {command[0]}: {exc.strerror}.") from exc
    if status != 0:
        output = log_file().read_bytes()[start:].decode(errors="replace")
        raise SetupError(f"{purpose} failed: {explain(output)} (log: {log_file()})")


def explain(output: str) -> str:
    """Say in a few words what a failed program's output is about."""
    if re.search(r"no space left|ENOSPC|disk is full", output, re.IGNORECASE):
        return "the disk is full."
    if re.search(r"permission denied|read-only file system|EACCES|EROFS", output, re.IGNORECASE):
        return "a folder cannot be written to."
    if "THESE PACKAGES DO NOT MATCH THE HASHES" in output or "hash mismatch" in output.lower():
        return "a downloaded package is not the one that is pinned."
    if _UNREACHABLE.search(output):
        return "the package registry cannot be reached; check the network and try again."
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return lines[-1][:200] if lines else "it said nothing."
