"""The command line: `python -m playground.sandbox`."""

from __future__ import annotations

import argparse
import contextlib
import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from playground.sandbox.about import EPILOG
from playground.sandbox.app import create_app
from playground.sandbox.backend_choice import choose_backend
from playground.sandbox.embedders import choose_embedder
from playground.sandbox.painters import choose_painter
from playground.sandbox.rate_limits import RateLimiter
from playground.sandbox.server import Server, listen
from playground.sandbox.state import Sandbox
from playground.sandbox.tokens import ACCESS_TOKEN_SECONDS, TokenIssuer


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    limits = RateLimiter()
    parser = argparse.ArgumentParser(
        prog="python -m playground.sandbox",
        description="Serve Qianfan's V1 and V2 protocols locally, without Baidu and without keys.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    add("--port", type=int, default=8866, help="port, 0 for a free one (default: %(default)s)")
    add("--fd", type=int, help="serve on this inherited listening socket instead")
    add("--backend", choices=("auto", "local", "scripted"), default="auto", help="who answers")
    add("--model-path", type=Path, help="a .gguf file for the local back end")
    add("--data-dir", type=Path, default=Path("var"), help="where the model is kept")
    add("--exit-with-stdin", action="store_true", help="end when standard input ends")
    add("--token-seconds", type=int, default=ACCESS_TOKEN_SECONDS, help="life of an OAuth token")
    for name, default in (
        ("requests", limits.requests_per_minute),
        ("tokens", limits.tokens_per_minute),
    ):
        help_text = f"{name} a minute for each account (default: %(default)s)"
        add(f"--{name}-per-minute", type=int, default=default, metavar="N", help=help_text)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until a signal; return the exit code."""
    options = build_parser().parse_args(arguments)
    # NumPy's own threads only fight for the cores: alone, one takes a third of their CPU time.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        if options.fd is not None:
            listener = socket.socket(fileno=options.fd)
        else:
            listener = listen(options.host, options.port)
    except (OSError, OverflowError) as exc:
        print(f"Sandbox cannot listen on {options.host}:{options.port}: {exc}", file=sys.stderr)
        return 1
    choice = choose_backend(options.backend, options.model_path, options.data_dir)
    if choice.notice:
        print(choice.notice, file=sys.stderr)
    embedder = choose_embedder(options.backend)
    sandbox = Sandbox(
        backend=choice.backend,
        backend_name=choice.name,
        embedder=embedder,
        painter=choose_painter(options.backend, embedder),
        tokens=TokenIssuer(options.token_seconds),
        limiter=RateLimiter(options.requests_per_minute, options.tokens_per_minute),
    )
    host, port = listener.getsockname()[:2]
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    ready_line = f"Sandbox ready on {address} (backend: {sandbox.backend_name})"
    server = Server(create_app(sandbox), ready_line=ready_line)
    if options.exit_with_stdin:
        server.stop_at_end_of_stdin()
    with contextlib.suppress(KeyboardInterrupt), listener:
        server.run(sockets=[listener])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
