from __future__ import annotations

import sys
from pathlib import Path

import pytest

from playground.bootstrap.console import SetupError, explain, log_file, run


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("error: client error (Connect): dns error: no such host", "registry cannot be reached"),
        ("npm error code ECONNREFUSED", "registry cannot be reached"),
        ("ERROR: No matching distribution found for uv==1", "registry cannot be reached"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("npm error code EACCES", "cannot be written to"),
        ("Hash mismatch for `six==1.0`", "not the one that is pinned"),
        ("Traceback\n  line\nValueError: odd\n\n", "ValueError: odd"),
        ("", "said nothing"),
    ],
)
def test_a_failure_is_explained_in_a_few_words(output: str, reason: str):
    assert reason in explain(output)


def test_a_failed_program_raises_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    script = "import sys; print('first'); print('then this'); sys.exit(3)"

    with pytest.raises(SetupError) as caught:
        run([sys.executable, "-c", script], purpose="Trying")

    assert str(caught.value) == f"Trying failed: then this (log: {log_file()})"
    assert "first" in log_file().read_text(encoding="utf-8")


def test_a_missing_program_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))

    with pytest.raises(SetupError, match="Trying failed: no-such-program: No such file"):
        run(["no-such-program"], purpose="Trying")
