"""A store that speaks as much S3 as images need, on a port of this machine."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape


class S3Server(ThreadingHTTPServer):
    """Keeps objects by their path, `/bucket/key`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.objects: dict[str, bytes] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


@contextlib.contextmanager
def start_s3() -> Iterator[S3Server]:
    with S3Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: S3Server

    def do_PUT(self) -> None:
        # What only new stores understand must not be asked of an old one.
        assert "aws-chunked" not in self.headers.get("Content-Encoding", "")
        assert self.headers["Authorization"].startswith("AWS4-HMAC-SHA256 Credential=key/")
        self.server.objects[self._path] = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(200)

    def do_GET(self) -> None:
        if self._path.count("/") == 1:
            self._list()
        elif self._path in self.server.objects:
            self._answer(200, self.server.objects[self._path])
        else:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")

    def do_HEAD(self) -> None:
        found = self.server.objects.get(self._path)
        self._answer(404 if found is None else 200, found or b"")

    def do_DELETE(self) -> None:
        self.server.objects.pop(self._path, None)
        self._answer(204)

    def log_message(self, *arguments: object) -> None:
        pass

    @property
    def _path(self) -> str:
        return unquote(urlsplit(self.path).path)

    def _list(self) -> None:
        prefix = parse_qs(urlsplit(self.path).query).get("prefix", [""])[0]
        bucket = self._path + "/"
        keys = [path.removeprefix(bucket) for path in self.server.objects]
        keys = [key for key in sorted(keys) if key.startswith(prefix)]
        rest = [key.removeprefix(prefix) for key in keys]
        folders = sorted({prefix + key.partition("/")[0] + "/" for key in rest if "/" in key})
        files = [prefix + key for key in rest if "/" not in key]
        parts = [f"<Contents><Key>{escape(key)}</Key></Contents>" for key in files]
        parts += [
            f"<CommonPrefixes><Prefix>{escape(each)}</Prefix></CommonPrefixes>" for each in folders
        ]
        body = (
            f"<ListBucketResult><IsTruncated>false</IsTruncated>{''.join(parts)}</ListBucketResult>"
        )
        self._answer(200, body.encode())

    def _answer(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", '"x"')
        self.send_header("Last-Modified", "Mon, 30 Nov 2026 12:00:00 GMT")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
