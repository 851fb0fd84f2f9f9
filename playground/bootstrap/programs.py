"""What only the tests need of the machine: a browser, Redis, PostgreSQL and curl."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from playground.bootstrap.console import SetupError, run, say, warn
from playground.bootstrap.packages import PYTHON

_TRUE = {"1", "true", "yes", "on"}


@dataclass(frozen=True)
class Program:
    """Something that is found by a command, or installed with Debian's packages."""

    name: str
    # Setting this to 1 turns its absence into a failure.
    requirement: str
    commands: tuple[str, ...]
    debian_packages: tuple[str, ...]

    def is_here(self) -> bool:
        return any(map(shutil.which, self.commands))


REDIS = Program("Redis", "REQUIRE_REDIS", ("redis-server",), ("redis-server",))
BROWSER = Program(
    "A browser",
    "REQUIRE_BROWSER",
    ("chromium", "chromium-browser", "google-chrome"),
    # The font, so that Chinese is seen as a person sees it.
    ("chromium", "fonts-noto-cjk"),
)
POSTGRES = Program("PostgreSQL", "REQUIRE_POSTGRES", ("postgres",), ("postgresql",))
CURL = Program("curl", "REQUIRE_CURL", ("curl",), ("curl", "openssl"))


def install_test_programs() -> None:
    """Install what is missing and can be had; say in one line each what the tests go without.

    Raises: SetupError for a missing one that a REQUIRE_ variable asks for.
    """
    missing = [program for program in (BROWSER, REDIS, POSTGRES, CURL) if not _is_here(program)]
    if missing and shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        _install_debian(missing)
    if BROWSER in missing and not _is_here(BROWSER):
        _install_playwright_browser()
    for program in missing:
        if _is_here(program):
            continue
        text = f"{program.name} is not on this machine and could not be installed"
        if os.environ.get(program.requirement, "").lower() in _TRUE:
            raise SetupError(f"{text}, but {program.requirement} is set.")
        warn(f"{text}: the tests that need it are skipped.")


def _is_here(program: Program) -> bool:
    if program.is_here():
        return True
    if program is BROWSER:
        return bool(os.environ.get("CHROME_BIN")) or bool(_playwright_browsers())
    # Debian keeps PostgreSQL's own programs off the PATH.
    return program is POSTGRES and any(Path("/usr/lib/postgresql").glob("*/bin/postgres"))


def _playwright_browsers() -> list[Path]:
    named = os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "")
    caches = (Path.home() / ".cache", Path.home() / "Library" / "Caches")
    folders = [Path(named)] if named else [cache / "ms-playwright" for cache in caches]
    return [path for folder in folders for path in folder.glob("chromium-*")]


def _install_debian(programs: list[Program]) -> None:
    packages = [package for program in programs for package in program.debian_packages]
    say(f"Installing for the tests: {', '.join(packages)}")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        run(["apt-get", "update", "-q"], purpose="Asking for Debian's packages", env=quiet)
        command = ["apt-get", "install", "-q", "-y", "--no-install-recommends", *packages]
        run(command, purpose="Installing Debian's packages", env=quiet)
    except SetupError as exc:
        warn(str(exc))


def _install_playwright_browser() -> None:
    say("Downloading a browser for the tests")
    try:
        command = [str(PYTHON), "-m", "playwright", "install", "chromium"]
        run(command, purpose="Downloading a browser")
    except SetupError as exc:
        warn(str(exc))
