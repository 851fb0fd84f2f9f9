"""The scripting face: batches against a server of 50 ms, beside the official package's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.bench.measurements import Measurement, at_least, at_most
from tests.bench.rig import pin_clients
from tests.bench.upstream import DELAY_SECONDS, start_upstream

PROMPTS = 2_000
# Workers, and the share of the ideal rate that they must reach.
TARGETS = {10: 95, 50: 85, 200: 55}
FEW, MANY = 2_000, 20_000

_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Bench:
    """The upstream, and how to put a client on a core that it does not use."""

    url: str
    prefix: list[str]

    def run(self, client: str, workers: int, count: int, *options: str) -> dict[str, Any]:
        asked_before = self._asked()
        command = [*self.prefix, sys.executable, "-m", "tests.bench.sdk_client", client]
        with tempfile.TemporaryDirectory() as home:
            environment = {
                "PATH": os.environ["PATH"],
                "HOME": home,
                "QIANFAN_BASE_URL": self.url,
                "QIANFAN_AK": "a-key-of-the-bench",
                "QIANFAN_SK": "a-secret-of-the-bench",
                "QIANFAN_DISABLE_CACHE": "true",
            }
            done = subprocess.run(
                [*command, str(workers), str(count), *options],
                cwd=_ROOT,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                check=True,
            )
        seen: dict[str, Any] = json.loads(done.stdout)
        # Without the one that comes before the batch.
        return {**seen, "requests": self._asked() - asked_before - 1}

    def _asked(self) -> int:
        chats: int = httpx.get(f"{self.url}/chats").json()["chats"]
        return chats


def rate(bench: Bench, workers: int) -> Measurement:
    """The share of the rate at which so many workers would be answered if asking took no time."""
    ours = _summary(bench.run("playground", workers, PROMPTS), workers)
    official = _summary(bench.run("qianfan", workers, PROMPTS), workers)
    name = f"sdk.batch_{workers}_rate"
    detail = {"prompts": PROMPTS, "ours": ours, "official": official}
    return at_least(name, ours["rate"], TARGETS[workers], "%", **detail)


def _summary(seen: dict[str, Any], workers: int) -> dict[str, float]:
    ideal = PROMPTS / workers * DELAY_SECONDS
    return {
        "rate": round(100 * ideal / seen["seconds"], 1),
        "cpu_ms_a_call": round(1000 * seen["cpu_seconds"] / PROMPTS, 3),
        "requests": seen["requests"],
    }


def memory(bench: Bench) -> Measurement:
    """How much higher memory peaks while ten times the answers are read one by one."""
    peaks = [
        bench.run("playground", 200, count, "--iterator")["peak_kilobytes"] / 1024
        for count in (FEW, MANY)
    ]
    detail = {
        f"{count}_items_mb": round(peak, 1) for count, peak in zip((FEW, MANY), peaks, strict=True)
    }
    return at_most("sdk.batch_memory_growth", peaks[1] - peaks[0], 4, "MB", **detail)


def measure(only: str) -> Iterable[Measurement]:
    """Yield what is measured of the names that begin with `only`."""

    def is_asked_for(name: str) -> bool:
        return name.startswith(only) or only.startswith(name)

    prefix = pin_clients()
    with start_upstream() as url:
        bench = Bench(url, prefix)
        for workers in TARGETS:
            if is_asked_for(f"sdk.batch_{workers}_rate"):
                yield rate(bench, workers)
        if is_asked_for("sdk.batch_memory"):
            yield memory(bench)
