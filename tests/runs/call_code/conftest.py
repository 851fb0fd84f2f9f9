"""A sandbox behind a server that writes down what it is sent, to run programs against."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from playground.runs.call_code import Snippet
from playground.sandbox.keys import IAM_ACCESS_KEY, IAM_SECRET_KEY, V2_KEY

KEYS = {
    "QIANFAN_AK": "key",
    "QIANFAN_SK": "secret",
    "QIANFAN_ACCESS_KEY": IAM_ACCESS_KEY,
    "QIANFAN_SECRET_KEY": IAM_SECRET_KEY,
    "QIANFAN_BEARER_TOKEN": V2_KEY,
    "OPENAI_API_KEY": V2_KEY,
}


_DRIVER = """
import contextlib, pathlib, runpy, sys
for program in map(pathlib.Path, sys.argv[1:]):
    with program.with_suffix(".out").open("w", encoding="utf-8") as out:
        with contextlib.redirect_stdout(out):
            runpy.run_path(str(program))
"""


@dataclass
class Recorder:
    """Passes requests on to the sandbox; keeps paths and bodies of all but those for tokens."""

    url: str = ""
    requests: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def taken(self) -> list[tuple[str, dict[str, Any]]]:
        """Return what was sent since the last time."""
        requests, self.requests = self.requests, []
        return requests


def _handler(upstream: str, recorder: Recorder) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if "token" not in self.path.partition("?")[0]:
                recorder.requests.append((self.path.partition("?")[0], json.loads(body)))
            connection = http.client.HTTPConnection(urlsplit(upstream).netloc, timeout=30)
            # The host as it was signed.
            connection.putrequest("POST", self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                connection.putheader(name, value)
            connection.endheaders(body)
            answer = connection.getresponse()
            content = answer.read()
            connection.close()
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.headers["Content-Type"])
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST

        def log_message(self, *arguments: Any) -> None:
            """Say nothing."""

    return Handler


@pytest.fixture
def recorder(sandbox_url: str) -> Iterator[Recorder]:
    recorder = Recorder()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(sandbox_url, recorder))
    recorder.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield recorder
    server.shutdown()
    thread.join()
    server.server_close()


def run_snippets(snippets: Sequence[Snippet], folder: Path) -> list[str]:
    """Run programs, which know nothing but their keys; return what each has printed.

    Those in Python share a process: to import some packages takes longer than all else.
    """
    programs = []
    for number, snippet in enumerate(snippets):
        programs.append(folder / f"{number}.{snippet.language}")
        programs[-1].write_text(snippet.code, encoding="utf-8")
    variables = {name for snippet in snippets for name in snippet.variables}
    if snippets[0].language == "bash":
        for program in ("curl", "openssl"):
            _needed(program)
        return [_run([_needed("bash"), str(each)], variables, folder) for each in programs]
    _run([sys.executable, "-c", _DRIVER, *map(str, programs)], variables, folder)
    return [each.with_suffix(".out").read_text(encoding="utf-8") for each in programs]


def _run(command: list[str], variables: Iterable[str], folder: Path) -> str:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "NO_PROXY": "*",
        "QIANFAN_DISABLE_CACHE": "true",
        **{name: KEYS[name] for name in variables},
    }
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, timeout=50, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    return done.stdout.decode()


def _needed(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        reason = f"{program} is not on this machine: apt-get install {program}"
        if os.environ.get("REQUIRE_CURL") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return found
