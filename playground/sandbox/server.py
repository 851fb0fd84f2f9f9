"""Runs the application under uvicorn on a socket of ours, until a signal or the end of stdin."""

from __future__ import annotations

import logging
import os
import socket
import sys
import threading

import uvicorn
from starlette.types import ASGIApp

_CUT_ON_PURPOSE = "ASGI callable returned without"


class Server(uvicorn.Server):
    """Says when it is ready."""

    def __init__(self, app: ASGIApp, *, ready_line: str) -> None:
        # A cut stream is a fault on demand here; uvicorn would log each one as an error.
        logging.getLogger("uvicorn.error").addFilter(
            lambda record: _CUT_ON_PURPOSE not in record.getMessage()
        )
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            lifespan="off",
            server_header=False,
            ws="none",
            backlog=2048,
            timeout_keep_alive=75,
            timeout_graceful_shutdown=1,
        )
        super().__init__(config)
        self._ready_line = ready_line

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start listening, then print the line that others wait for."""
        await super().startup(sockets)
        sys.stdout.write(self._ready_line + "\n")
        sys.stdout.flush()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End open streams, which could last for ever, as a lost connection would; then stop."""
        for task in self.server_state.tasks:
            task.cancel()
        await super().shutdown(sockets)

    def stop_at_end_of_stdin(self) -> None:
        """End the server when the process that holds the other end of stdin is gone."""

        def wait() -> None:
            # Not through sys.stdin: its lock, held here, would break the interpreter's exit.
            while os.read(0, 4096):
                pass
            self.should_exit = True

        threading.Thread(target=wait, name="stdin", daemon=True).start()


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 picks a free one.

    Raises: OSError
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(2048)
    except OSError:
        listener.close()
        raise
    return listener
