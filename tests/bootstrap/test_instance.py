from __future__ import annotations

import socket
from pathlib import Path

import pytest

from playground.bootstrap import instance
from playground.bootstrap.console import SetupError


def test_a_taken_port_is_told_with_another_one_to_try(monkeypatch: pytest.MonkeyPatch):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))

        with pytest.raises(SetupError) as caught:
            instance.check_port()

    assert str(caught.value) == (
        f"Port {port} is taken; choose another one: make run PORT={port + 1}"
    )


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1"])
def test_a_port_that_is_none_is_refused(port: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PORT", port)

    with pytest.raises(SetupError, match="PORT must be a number from 1 to 65535"):
        instance.host_and_port()


def test_without_a_port_it_is_8000_on_this_machine_only(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.delenv("HOST", raising=False)

    assert instance.host_and_port() == ("127.0.0.1", 8000)


def test_a_data_folder_that_cannot_be_made_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "file" / "data"))

    with pytest.raises(SetupError, match="cannot be written to: Not a directory"):
        instance.check_data_dir()


def test_an_ipv6_address_is_bracketed_in_the_link(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HOST", "::1")
    monkeypatch.setenv("PORT", "8001")

    command = instance.serving_command([])

    assert "http://[::1]:8001" in command
    assert command[-4:] == ["-b", "::1", "-p", "8001"]
