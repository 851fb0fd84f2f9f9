"""Typed readers of environment variables for settings.py; a wrong value fails at start."""

from __future__ import annotations

import contextlib
import json
import math
import os
import secrets
from collections.abc import Collection
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


def env_str(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def env_bool(name: str, default: bool = False) -> bool:
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() in _TRUE:
        return True
    if value.strip().lower() in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")


def env_int(name: str, default: int) -> int:
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from None


def env_list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in env_str(name, default).split(",") if part.strip()]


def env_number_table(name: str, keys: Collection[str]) -> dict[str, dict[str, float]]:
    """Read a JSON object of objects, each with a number from zero on for exactly these keys."""
    shape = ", ".join(f'"{key}": number' for key in keys)
    malformed = ImproperlyConfigured(f'{name} must be JSON such as {{"name": {{{shape}}}}}.')
    try:
        table = json.loads(env_str(name) or "{}")
    except (ValueError, RecursionError) as exc:
        raise malformed from exc
    if not isinstance(table, dict):
        raise malformed
    for row, numbers in table.items():
        if not isinstance(numbers, dict) or set(numbers) != set(keys):
            raise ImproperlyConfigured(f"{name}: {row!r} must have {{{shape}}} and nothing else.")
        if not all(_is_amount(number) for number in numbers.values()):
            raise ImproperlyConfigured(f"{name}: {row!r} needs numbers that are not negative.")
    return table


def env_secret(name: str) -> str:
    """Read a secret from `NAME`, or from the file that `NAME_FILE` names."""
    file_name = env_str(f"{name}_FILE")
    if not file_name:
        return env_str(name)
    try:
        return Path(file_name).read_text(encoding="utf-8").strip()
    except OSError as exc:
        raise ImproperlyConfigured(f"{name}_FILE cannot be read: {exc}") from exc


def stored_secret(path: Path) -> str:
    """Return the secret kept in `path`; the first call makes it, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with contextlib.suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="utf-8").strip()


def _is_amount(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) and value >= 0
