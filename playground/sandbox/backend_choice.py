"""Decides at the start who answers, and says why when it is not what was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playground.sandbox.backends import Backend
from playground.sandbox.local import LocalBackend, LocalModelError, load_model
from playground.sandbox.scripted import ScriptedBackend
from playground.sandbox.weights import model_path


@dataclass(frozen=True, slots=True)
class BackendChoice:
    """The chosen back end; `notice` is a line for the terminal, or empty."""

    name: Literal["local", "scripted"]
    backend: Backend
    notice: str = ""


def choose_backend(wanted: str, given_model: Path | None, data_dir: Path) -> BackendChoice:
    """Return the back end for `wanted`: auto, local or scripted.

    Without a model both `auto` and `local` fall back to the script; the notice says so.
    """
    if wanted == "scripted":
        return BackendChoice("scripted", ScriptedBackend())
    path = given_model or model_path(data_dir)
    if not path.is_file():
        return _fall_back(f"there is no model at {path}")
    try:
        return BackendChoice("local", LocalBackend(load_model(path)))
    except LocalModelError as exc:
        return _fall_back(str(exc))


def _fall_back(reason: str) -> BackendChoice:
    notice = f"Sandbox gives scripted replies: {reason}"
    return BackendChoice("scripted", ScriptedBackend(), notice)
