"""The one-process runtime: a Celery worker with its scheduler in threads, and the sandbox child.

Started by asgi.py where no Redis is set. Signals stay with the server; it calls `stop` at its end.
"""

from __future__ import annotations

import atexit
import logging
import socket
import subprocess
import sys
import threading

import celery.worker.state
from celery.beat import EmbeddedService
from celery.worker import WorkController
from django.conf import settings

from playground.celery import app

logger = logging.getLogger(__name__)

# Beside those that work on batches for long.
WORKER_THREADS = 4
QUEUES = "celery,batches"
# How long a running task may hold up Ctrl-C; what it left undone is taken up again at start.
WORKER_STOP_SECONDS = 8.0
SANDBOX_STOP_SECONDS = 3.0
SANDBOX_RESTART_SECONDS = 1.0


class SandboxChild:
    """The sandbox on a loopback socket that this process holds.

    Requests that come before the child is up, or while it is started again, wait in the backlog.
    The child ends when its standard input does, so not even a killed server leaves it behind.
    """

    def __init__(self, port: int) -> None:
        self._listener = socket.create_server(("127.0.0.1", port), backlog=512)
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper = threading.Thread(target=self._keep, name="sandbox-keeper", daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def start(self) -> None:
        self._process = self._spawn()
        self._keeper.start()

    def stop(self) -> None:
        self._stopping.set()
        process = self._process
        if process is not None:
            assert process.stdin is not None
            process.stdin.close()
            try:
                process.wait(SANDBOX_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._listener.close()

    def _spawn(self) -> subprocess.Popen[bytes]:
        descriptor = self._listener.fileno()
        command = [sys.executable, "-m", "playground.sandbox"]
        command += ["--fd", str(descriptor), "--exit-with-stdin"]
        command += ["--backend", settings.SANDBOX_BACKEND, "--data-dir", str(settings.DATA_DIR)]
        if settings.SANDBOX_MODEL:
            command += ["--model-path", settings.SANDBOX_MODEL]
        return subprocess.Popen(
            command,
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            pass_fds=[descriptor],
            # Ctrl-C in a terminal reaches the whole process group; the server ends the child.
            start_new_session=True,
        )

    def _keep(self) -> None:
        while self._process is not None:
            status = self._process.wait()
            if self._stopping.wait(SANDBOX_RESTART_SECONDS):
                return
            logger.warning("The sandbox ended with status %s; starting it again.", status)
            self._process = self._spawn()


class WorkerThread:
    """A Celery worker and its scheduler beside the server, on the in-memory broker."""

    def __init__(self) -> None:
        self._thread = threading.Thread(target=self._run, name="celery-worker", daemon=True)
        self._scheduler = EmbeddedService(app, thread=True, scheduler_cls="celery.beat:Scheduler")

    def start(self) -> None:
        celery.worker.state.should_stop = None
        self._thread.start()

    def stop(self) -> None:
        self._scheduler.service.stop()
        celery.worker.state.should_stop = 0
        self._thread.join(WORKER_STOP_SECONDS)

    def _run(self) -> None:
        # Not `celery.apps.worker.Worker`: that one takes the process' signals for itself.
        worker = WorkController(
            app=app,
            hostname="embedded@localhost",
            pool_cls="threads",
            queues=QUEUES,
            concurrency=WORKER_THREADS + settings.BATCH_RUNNERS_PER_PROCESS,
            without_mingle=True,
            without_gossip=True,
            without_heartbeat=True,
        )
        # The scheduler waits a whole interval first; what a killed server left is due now.
        for entry in app.conf.beat_schedule.values():
            app.send_task(entry["task"])
        self._scheduler.start()
        worker.start()


class Runtime:
    """All that runs beside the server process."""

    def __init__(self) -> None:
        # An operator may point to a sandbox that runs elsewhere.
        self._sandbox = None if settings.SANDBOX_URL else SandboxChild(settings.SANDBOX_PORT)
        self._worker = WorkerThread()

    def start(self) -> None:
        if self._sandbox is not None:
            self._sandbox.start()
            settings.SANDBOX_URL = self._sandbox.url
        self._worker.start()

    def stop(self) -> None:
        self._worker.stop()
        if self._sandbox is not None:
            self._sandbox.stop()
            settings.SANDBOX_URL = ""


_runtime: Runtime | None = None


def start() -> None:
    """Start the runtime; a second call changes nothing."""
    global _runtime
    if _runtime is None:
        _runtime = Runtime()
        _runtime.start()
        atexit.register(stop)


def stop() -> None:
    """Let running tasks end, then end the worker and the sandbox; harmless when nothing runs."""
    global _runtime
    runtime, _runtime = _runtime, None
    if runtime is not None:
        atexit.unregister(stop)
        runtime.stop()
