"""Runs a program that uses the official `qianfan` package, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from playground.sandbox.keys import IAM_ACCESS_KEY, IAM_SECRET_KEY, V2_KEY

APPLICATION = {"QIANFAN_AK": "key", "QIANFAN_SK": "secret"}
IAM = {"QIANFAN_ACCESS_KEY": IAM_ACCESS_KEY, "QIANFAN_SECRET_KEY": IAM_SECRET_KEY}
BEARER = {"QIANFAN_BEARER_TOKEN": V2_KEY}


def run_client(
    program: Path, url: str, mode: str, keys: dict[str, str], folder: Path
) -> dict[str, Any]:
    """Return what the client saw; it knows nothing but `url` and `keys`."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "QIANFAN_BASE_URL": url,
        "QIANFAN_CONSOLE_API_BASE_URL": url,
        "QIANFAN_IAM_BASE_URL": url,
        "QIANFAN_DISABLE_CACHE": "true",
        "QIANFAN_LLM_API_RETRY_BACKOFF_FACTOR": "0.01",
        "QIANFAN_LLM_API_RETRY_JITTER": "0.01",
        **keys,
    }
    done = subprocess.run(
        [sys.executable, str(program), mode],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    results: dict[str, Any] = json.loads(done.stdout)
    return results
