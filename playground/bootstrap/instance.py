"""The instance: its data folder, port, translations, static files, database and demo model."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

from playground.bootstrap.console import ROOT, SetupError, data_dir, run, say
from playground.bootstrap.packages import PYTHON
from playground.bootstrap.stamps import fingerprint, once

LOCALE = ROOT / "playground" / "locale"


def host_and_port() -> tuple[str, int]:
    """Where to serve: `HOST` and `PORT`, or 127.0.0.1:8000."""
    text = os.environ.get("PORT", "").strip() or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise SetupError(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return os.environ.get("HOST", "").strip() or "127.0.0.1", int(text)


def check_port() -> None:
    """Raise SetupError where the server could not listen."""
    host, port = host_and_port()
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            # As servers do: a port whose last connections are still closing is free.
            if os.name == "posix":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
            probe.listen()
    except OSError as exc:
        if exc.errno == errno.EADDRINUSE:
            reason = f"Port {port} is taken"
        else:
            reason = f"Cannot listen on {host}:{port} ({exc.strerror})"
        raise SetupError(f"{reason}; choose another one: make run PORT={port + 1}") from exc


def check_data_dir() -> None:
    """Make the data folder; raise SetupError where nothing can be kept in it."""
    folder = data_dir()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = folder / ".writable"
        probe.write_bytes(b"\0" * 4096)
        probe.unlink()
    except OSError as exc:
        raise SetupError(f"The data folder {folder} cannot be written to: {exc.strerror}.") from exc


def compile_translations() -> None:
    """Make .mo files from the .po files."""
    catalogs = list(LOCALE.glob("*/LC_MESSAGES/*.po"))
    if catalogs:
        command = [str(PYTHON), "-m", "babel.messages.frontend", "compile", "-D", "django"]
        once(
            LOCALE / ".stamp.mo",
            fingerprint(catalogs),
            lambda: run([*command, "-d", str(LOCALE)], purpose="Compiling the translations"),
        )


def demo_model() -> Path | None:
    """The sandbox's small model, if it is here."""
    # It comes under its name only once it was checked.
    return next((data_dir() / "models").glob("*.gguf"), None)


def fetch_demo_model() -> None:
    """Fetch the sandbox's small model; the module says so itself where it cannot."""
    is_scripted = os.environ.get("SANDBOX_BACKEND", "").strip() == "scripted"
    if is_scripted or demo_model() or os.environ.get("SANDBOX_MODEL", "").strip():
        return
    command = [str(PYTHON), "-m", "playground.sandbox.weights", "--data-dir", str(data_dir())]
    subprocess.run(command, cwd=ROOT, check=False)


def collect_static_files() -> None:
    """Collect what the browser asks for, where it changed."""
    if os.environ.get("PLAYGROUND_ENV", "").strip() == "development":
        # Then they are served from their sources.
        return
    command = [str(PYTHON), "manage.py", "collectstatic", "--noinput", "--clear"]

    def collect() -> None:
        say("Collecting the static files")
        run(command, purpose="Collecting the static files")

    (data_dir() / "static").mkdir(exist_ok=True)
    once(data_dir() / "static" / ".stamp", fingerprint(_static_sources()), collect)


def serving_command(arguments: list[str]) -> list[str]:
    """The command that migrates the database, prints the owner's link, and serves."""
    host, port = host_and_port()
    base_url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    command = [str(PYTHON), "-m", "playground.prepare", "--base-url", base_url, "--serve"]
    return [*command, "-b", host, "-p", str(port), *arguments]


def _static_sources() -> Iterator[Path]:
    yield from (path for path in (ROOT / "static").rglob("*") if path.is_file())
    yield from (ROOT / name for name in ("package-lock.json",) if (ROOT / name).is_file())
    yield ROOT / "playground" / "settings.py"
