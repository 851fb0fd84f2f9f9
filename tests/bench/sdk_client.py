"""One batch of a client in a process of its own: `python -m tests.bench.sdk_client CLIENT …`.

CLIENT is `playground` or `qianfan`, the official package, which reads the environment only once.
Prints one JSON object.
"""

from __future__ import annotations

import argparse
import importlib
import json
import resource
import time
from collections.abc import Iterator
from typing import Any

CLIENTS = {"playground": "playground.sdk", "qianfan": "qianfan"}
QUESTION = [{"role": "user", "content": "The first question, which also fetches a token"}]


def questions(count: int) -> Iterator[list[dict[str, str]]]:
    for number in range(count):
        yield [{"role": "user", "content": f"Question {number}"}]


def run(client: str, workers: int, items: Any) -> dict[str, float]:
    """Answer a batch, reading each result as it comes; return what it took."""
    module = importlib.import_module(CLIENTS[client])
    chat = module.ChatCompletion()
    chat.do(messages=QUESTION)
    started, started_cpu = time.perf_counter(), time.process_time()
    answered = 0
    for item in chat.batch_do(items, worker_num=workers):
        assert item.result()["result"]
        answered += 1
    return {
        "seconds": time.perf_counter() - started,
        "cpu_seconds": time.process_time() - started_cpu,
        "answered": answered,
        "peak_kilobytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.sdk_client")
    parser.add_argument("client", choices=CLIENTS)
    parser.add_argument("workers", type=int)
    parser.add_argument("count", type=int)
    parser.add_argument("--iterator", action="store_true", help="do not make a list of the items")
    arguments = parser.parse_args()
    items = questions(arguments.count)
    print(
        json.dumps(
            run(
                arguments.client,
                arguments.workers,
                items if arguments.iterator else list(items),
            )
        )
    )


if __name__ == "__main__":
    main()
