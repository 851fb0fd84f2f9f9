"""Stamps: what a step was last done for, so that a later start can leave it out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path


def fingerprint(paths: Iterable[Path], *facts: str) -> str:
    """Hash the contents and names of the files, and whatever else the result depends on."""
    digest = hashlib.sha256("\0".join(facts).encode())
    for path in sorted(paths):
        digest.update(f"\0{path}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def once(stamp: Path, value: str, step: Callable[[], None]) -> None:
    """Do the step unless the stamp already has this value."""
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == value:
        return
    stamp.unlink(missing_ok=True)
    step()
    stamp.write_text(value, encoding="utf-8")
