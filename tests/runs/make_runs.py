"""Makers of runs as they are after they have ended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from playground.accounts.models import User
from playground.runs.models import Run, RunKind, RunStatus

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
_minutes = count(1)


def make_run(user: User, title: str = "A question", **fields: Any) -> Run:
    """Make a run a minute after the one before, unless `created_at` says more."""
    values: dict[str, Any] = {
        "kind": RunKind.CHAT,
        "status": RunStatus.SUCCEEDED,
        "credential_name": "Sandbox",
        "provider": "qianfan_v1",
        "model": "ERNIE-Lite-8K",
        "created_at": NOON + timedelta(minutes=next(_minutes)),
    }
    return Run.objects.create(user=user, title=title, **{**values, **fields})


def make_runs(user: User, number: int, **fields: Any) -> None:
    """Make many at once, the first one being the oldest."""
    started = NOON + timedelta(minutes=next(_minutes))
    Run.objects.bulk_create(
        Run(
            user=user,
            title=f"Question {index}",
            **{
                "kind": RunKind.CHAT,
                "status": RunStatus.SUCCEEDED,
                "credential_name": "Sandbox",
                "provider": "qianfan_v1",
                "model": "ERNIE-Lite-8K",
                "created_at": started + timedelta(milliseconds=index),
                **fields,
            },
        )
        for index in range(number)
    )
