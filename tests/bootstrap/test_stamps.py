from __future__ import annotations

from pathlib import Path

import pytest

from playground.bootstrap.stamps import fingerprint, once


def test_a_step_is_left_out_while_nothing_changed(tmp_path: Path):
    done: list[str] = []

    for value in ("one", "one", "two"):
        once(tmp_path / "stamp", value, lambda value=value: done.append(value))

    assert done == ["one", "two"]


def test_a_failed_step_is_done_again(tmp_path: Path):
    def fail() -> None:
        raise OSError

    done: list[str] = []
    once(tmp_path / "stamp", "one", lambda: done.append("first"))

    with pytest.raises(OSError):
        once(tmp_path / "stamp", "two", fail)
    once(tmp_path / "stamp", "one", lambda: done.append("again"))

    assert done == ["first", "again"]


def test_the_fingerprint_sees_contents_names_and_facts(tmp_path: Path):
    path = tmp_path / "file"
    path.write_text("a")
    first = fingerprint([path], "3.11")

    assert fingerprint([path], "3.11") == first
    assert fingerprint([path], "3.12") != first
    assert fingerprint([path.rename(tmp_path / "other")], "3.11") != first
