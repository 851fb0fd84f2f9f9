"""The virtual environment, and the pinned packages from both registries."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from playground.bootstrap.console import ROOT, SetupError, run, say, warn
from playground.bootstrap.stamps import fingerprint, once

VENV = ROOT / ".venv"
_BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = _BIN / ("python.exe" if os.name == "nt" else "python")
REQUIREMENTS = ROOT / "requirements"
NODE_MODULES = ROOT / "node_modules"
# What a full set-up takes, with room for temporary files.
NEEDED_BYTES = 1_000_000_000


def install_python(kind: str) -> None:
    """Install requirements/<kind>.txt, hashes checked, into the project's own environment."""
    _ensure_venv()
    requirements = REQUIREMENTS / f"{kind}.txt"
    value = fingerprint([requirements], sys.version)
    once(VENV / f"stamp-{kind}", value, lambda: _install(requirements, kind))


def install_node() -> None:
    """Install the browser's packages from package-lock.json; none of their scripts is run."""
    lock = ROOT / "package-lock.json"
    if lock.is_file():
        value = fingerprint([lock, ROOT / "package.json"])
        once(NODE_MODULES / ".stamp", value, _install_node)


def _ensure_venv() -> None:
    version = ".".join(map(str, sys.version_info[:3]))
    settings = VENV / "pyvenv.cfg"
    # pip comes last, so an environment that has it was made to the end.
    is_whole = PYTHON.is_file() and any(_BIN.glob("pip3*")) and settings.is_file()
    if is_whole and f"version = {version}\n" in settings.read_text(encoding="utf-8"):
        return
    _check_disk()
    say(f"Making the environment .venv (Python {version})")
    try:
        run([sys.executable, "-m", "venv", "--clear", str(VENV)], purpose="Making .venv")
    except SetupError:
        # Debian's Python comes without ensurepip, and says so in many lines.
        try:
            import ensurepip  # noqa: F401
        except ImportError:
            raise SetupError(
                "This Python cannot make environments; on Debian: apt-get install python3-venv"
            ) from None
        raise


def _check_disk() -> None:
    free = shutil.disk_usage(ROOT).free
    if free < NEEDED_BYTES:
        needed, have = (size // 1_000_000 for size in (NEEDED_BYTES, free))
        raise SetupError(f"The disk is too full: the set-up takes {needed} MB, {have} are free.")


def _install(requirements: Path, kind: str) -> None:
    say(f"Installing Python packages ({kind})")
    uv = _uv()
    if uv is not None:
        command = [uv, "pip", "install", "--quiet", "--python", str(PYTHON)]
    else:
        command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run(
        [*command, "--require-hashes", "-r", str(requirements)],
        purpose="Installing Python packages",
        env={"UV_LINK_MODE": "copy"},
    )


def _uv() -> str | None:
    """uv, installed by pip; None where there is no wheel of it, then pip does the work."""
    path = _BIN / ("uv.exe" if os.name == "nt" else "uv")
    if not path.is_file():
        command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        command += ["--only-binary", ":all:", "--require-hashes"]
        try:
            run([*command, "-r", str(REQUIREMENTS / "installer.txt")], purpose="Installing uv")
        except SetupError as exc:
            if "cannot be reached" in str(exc) or "disk is full" in str(exc):
                raise
            warn(f"{exc} Going on with pip, which takes longer.")
            return None
    return str(path)


def _install_node() -> None:
    npm = shutil.which("npm")
    if npm is None:
        install_python("node")
        npm = str(_BIN / ("npm.cmd" if os.name == "nt" else "npm"))
    say("Installing the browser's packages (npm)")
    run(
        [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        purpose="Installing npm packages",
        # npm finds its node there, where the system has none.
        env={"PATH": os.pathsep.join([str(_BIN), os.environ.get("PATH", "")])},
    )
