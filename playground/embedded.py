"""The one-process runtime: a Celery worker in a thread, and the sandbox as a child process."""

from __future__ import annotations


def start() -> None:
    """Start what the server process needs beside it; a second call changes nothing."""
