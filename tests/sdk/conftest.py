"""A real sandbox, and an environment in which a script finds it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from playground.sandbox.keys import IAM_ACCESS_KEY, IAM_SECRET_KEY, V2_KEY
from tests.sandbox.server import start_sandbox

ROOT = Path(__file__).resolve().parents[2]

APPLICATION = {"QIANFAN_AK": "key", "QIANFAN_SK": "secret"}
IAM = {"QIANFAN_ACCESS_KEY": IAM_ACCESS_KEY, "QIANFAN_SECRET_KEY": IAM_SECRET_KEY}
BEARER = {"QIANFAN_BEARER_TOKEN": V2_KEY}

RunScript = Callable[..., str]


@pytest.fixture(scope="session")
def sandbox() -> Iterator[str]:
    """The base URL of a scripted sandbox."""
    with start_sandbox() as url:
        yield url


@pytest.fixture(scope="session")
def http(sandbox: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=sandbox, trust_env=False, timeout=10) as client:
        yield client


def settings_of(url: str) -> dict[str, str]:
    """The settings of a script that calls the sandbox, without a key."""
    return {
        "QIANFAN_BASE_URL": url,
        "QIANFAN_CONSOLE_API_BASE_URL": url,
        "QIANFAN_IAM_BASE_URL": url,
        "QIANFAN_LLM_API_RETRY_BACKOFF_FACTOR": "0.001",
        "QIANFAN_LLM_API_RETRY_JITTER": "0.001",
    }


@pytest.fixture
def environment(
    sandbox: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> pytest.MonkeyPatch:
    """An environment with the sandbox and no key, in a folder without a `.env` file."""
    for name in (*APPLICATION, *IAM, *BEARER, "QIANFAN_ACCESS_TOKEN", "QIANFAN_APP_ID"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings_of(sandbox).items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    return monkeypatch


@pytest.fixture
def application_key(environment: pytest.MonkeyPatch) -> None:
    for name, value in APPLICATION.items():
        environment.setenv(name, value)


@pytest.fixture
def bearer_key(environment: pytest.MonkeyPatch) -> None:
    for name, value in BEARER.items():
        environment.setenv(name, value)


@pytest.fixture
def run_script(sandbox: str, tmp_path: Path) -> RunScript:
    """Runs a script in a new Python process that takes every warning for an error."""

    def run(script: str, settings: dict[str, str] | None = None, stdin: str = "") -> str:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "PYTHONPATH": str(ROOT),
            **settings_of(sandbox),
            **(APPLICATION if settings is None else settings),
        }
        done = subprocess.run(
            [sys.executable, "-X", "dev", "-W", "error", "-c", script],
            cwd=tmp_path,
            env=environment,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=50,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        # On a busy machine asyncio also tells which steps took long.
        complaints = [line for line in done.stderr.splitlines() if " took " not in line]
        assert complaints == []
        return done.stdout

    return run
