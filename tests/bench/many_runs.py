"""`python -m tests.bench.many_runs N`: give the newest person N runs, five minutes apart."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playground.runs.models import Run

_NEWEST = datetime(2026, 11, 30, tzinfo=UTC)
_MODELS = ("ERNIE-Lite-8K", "ERNIE-4.0-8K", "ERNIE-Speed-128K", "deepseek-v3", "qwen3-8b")
# Of a hundred: how they ended, and what they were.
_STATUSES = ("failed",) * 4 + ("stopped",) * 2 + ("succeeded",) * 94
_KINDS = ("completion",) * 6 + ("embedding",) * 3 + ("chat",) * 91
_TEXT = "What is to be said of it, and why? 请你用几句话说明原因。"


def make_runs(count: int) -> None:
    from playground.accounts.models import User
    from playground.runs.models import Run

    user = User.objects.order_by("-pk")[0]
    runs = _runs(user.pk, count)
    while some := list(islice(runs, 2_000)):
        Run.objects.bulk_create(some)


def _runs(user: int, count: int) -> Iterator[Run]:
    from playground.runs.models import Run

    for number in range(count):
        # Primes, so that no two of these go together.
        spread = number * 7_919
        title = f"Question {number}: {_TEXT}"
        yield Run(
            user_id=user,
            # One in twenty thousand is an image.
            kind="image" if number % 20_000 == 19_999 else _KINDS[spread % 97],
            status=_STATUSES[spread % 89],
            title=title,
            credential_name="Sandbox",
            provider="qianfan_v1",
            model=_MODELS[spread % 5],
            request={"method": "POST", "body": {"messages": [{"content": title * 8}]}},
            response={"id": f"as-{number}", "object": "chat.completion"},
            output=_TEXT * 20,
            input_tokens=number % 700,
            output_tokens=number % 400,
            latency_ms=number % 9_000,
            ttft_ms=number % 300,
            created_at=_NEWEST - timedelta(minutes=5 * number),
        )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playground.settings")
    import django

    django.setup()
    make_runs(int(sys.argv[1]))
