from __future__ import annotations

import subprocess
import sys

import pytest

from playground.bootstrap import interpreter
from tests.server import ROOT


def test_an_older_python_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "version_info", (3, 10, 13, "final", 0))

    with pytest.raises(SystemExit) as caught:
        interpreter.ensure_supported()

    assert str(caught.value).startswith("!! Python 3.11, 3.12 or 3.13 is needed; this one is 3.10")


def test_a_failure_is_one_line_without_a_traceback():
    ended = subprocess.run(
        [sys.executable, "-m", "playground.bootstrap", "run"],
        cwd=ROOT,
        env={"PORT": "none", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 1
    assert ended.stderr == "!! PORT must be a number from 1 to 65535, not 'none'.\n"
