"""The command line: how the process starts, where it listens and when it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from typing import Any

import httpx
import pytest

from playground.sandbox.__main__ import build_parser
from playground.sandbox.keys import IAM_ACCESS_KEY, IAM_SECRET_KEY, V2_KEY
from tests.sandbox.wire import ChatClient


def start(*arguments: str, **options: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "playground.sandbox", "--backend", "scripted", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def url_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.endswith("(backend: scripted)\n")
    return line.split()[3]


def test_the_help_shows_the_demo_keys() -> None:
    text = build_parser().format_help()

    assert all(key in text for key in (IAM_ACCESS_KEY, IAM_SECRET_KEY, V2_KEY))
    assert "my-fault-" in text


def test_it_loads_neither_django_nor_a_model_library_before_it_must() -> None:
    program = "import sys, playground.sandbox.__main__; print(*sys.modules)"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert "starlette" in loaded
    assert loaded & {"django", "numpy", "xllamacpp", "celery", "httpx"} == set()


def test_a_taken_port_is_one_line_and_no_traceback() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        process = start("--port", str(taken.getsockname()[1]))
        _, errors = process.communicate(timeout=10)

    assert process.returncode == 1
    assert errors.startswith("Sandbox cannot listen on 127.0.0.1:")
    assert errors.count("\n") == 1


def test_it_serves_on_an_inherited_socket() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        descriptor = listener.fileno()
        with start("--fd", str(descriptor), "--exit-with-stdin", pass_fds=[descriptor]) as process:
            url = url_of(process)
            health = httpx.get(f"{url}/health", trust_env=False).json()
            process.communicate(timeout=10)

        assert url == f"http://127.0.0.1:{listener.getsockname()[1]}"
    assert health["status"] == "ok"


@pytest.mark.parametrize("model", ["my-fault-hang", "my-fault-deltas-1000--delta-50"])
def test_it_ends_with_its_standard_input_in_spite_of_open_streams(model: str) -> None:
    with start("--port", "0", "--exit-with-stdin") as process:
        url = url_of(process)
        address = httpx.URL(url)
        with socket.create_connection((address.host, address.port or 80)) as connection:
            with httpx.Client(base_url=url, trust_env=False) as http:
                request = ChatClient(http, bearer=V2_KEY).request(model, "Hi", stream=True)
                head = "".join(f"{k}: {v}\r\n" for k, v in request.headers.items())
                connection.sendall(f"POST {request.url.path} HTTP/1.1\r\n{head}\r\n".encode())
                connection.sendall(request.read())
                while http.get("/sandbox/stats").json()["open_streams"] == 0:
                    pass
            _, errors = process.communicate(timeout=5)

    assert (process.returncode, errors) == (0, "")


def test_an_interrupt_ends_it_quietly() -> None:
    with start("--port", "0", "--exit-with-stdin") as process:
        url_of(process)
        os.kill(process.pid, signal.SIGINT)
        assert process.wait(timeout=5) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_neither_keys_nor_prompts_are_logged() -> None:
    with start("--port", "0", "--exit-with-stdin") as process:
        with httpx.Client(base_url=url_of(process), trust_env=False) as http:
            client = ChatClient(http, bearer=V2_KEY)
            for model in ("ernie-4.0-8k", "my-fault-server-error", "my-fault-nonsense"):
                client.ask(model, "a private question")
            with pytest.raises(httpx.RemoteProtocolError):
                client.stream("my-fault-cut")
        output, errors = process.communicate(timeout=5)

    assert (output, errors) == ("", "")
