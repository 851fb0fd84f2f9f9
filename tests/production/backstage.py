"""Works in the database of an instance, as a process beside it.

`python -m tests.production.backstage` takes one call a line, `{"function": …, "arguments": {…}}`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.server import ROOT


@dataclass(frozen=True)
class Row:
    state: str
    attempts: int
    output: str
    error_code: str


class Backstage:
    """The tests' end: every function of the module below, called by name."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def call(self, function: str, **arguments: Any) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(
            json.dumps({"function": function, "arguments": arguments}),
            file=self._process.stdin,
            flush=True,
        )
        line = self._process.stdout.readline()
        assert line, f"{function} failed; its traceback is above"
        return json.loads(line)

    def rows(self, job: str) -> list[Row]:
        return [Row(*row) for row in self.call("read_rows", job=job)]

    def close(self) -> None:
        self._process.communicate(timeout=10)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playground.settings")
    import django

    django.setup()
    from django.db import connection

    # The tasks that a start sends must find this instance's queue.
    import playground.celery  # noqa: F401
    from tests.production import stagehands

    for line in sys.stdin:
        call = json.loads(line)
        result = getattr(stagehands, call["function"])(**call["arguments"])
        print(json.dumps(result), flush=True)
        # Nothing is kept over a restart of the database, or for the next snapshot.
        connection.close()


if __name__ == "__main__":
    main()
