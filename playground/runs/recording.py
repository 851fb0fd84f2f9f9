"""What of a run is written to the database, and when: at its start, once a second, at its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from playground.credentials.models import Credential
from playground.gateway import Usage
from playground.runs.generation import PROCESS_OWNER, Outcome, PreparedRun
from playground.runs.models import LIVE_STATUSES, Run


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The texts of a live run so far."""

    run: UUID
    output: str
    reasoning: str
    steps: str = ""


def save_checkpoints(checkpoints: Sequence[Checkpoint], live: Sequence[UUID]) -> None:
    """Save the texts that changed and a sign of life of all live runs, in one transaction."""
    now = timezone.now()
    moment = connection.ops.adapt_datetimefield_value(now)
    key = Run._meta.get_field("uuid").get_db_prep_value
    with transaction.atomic():
        Run.objects.live().filter(uuid__in=live, owner=PROCESS_OWNER).update(heartbeat_at=now)
        with connection.cursor() as cursor:
            # One statement for all; through the ORM 200 runs a second would cost ten times that.
            cursor.executemany(
                "UPDATE runs_run SET output = %s, reasoning = %s, steps = %s, heartbeat_at = %s"
                " WHERE uuid = %s AND status = 'running' AND owner = %s",
                [
                    (
                        point.output,
                        point.reasoning,
                        point.steps,
                        moment,
                        key(point.run, connection),
                        PROCESS_OWNER,
                    )
                    for point in checkpoints
                ],
            )


def close_run(
    prepared: PreparedRun, outcome: Outcome, request: dict[str, Any], texts: Checkpoint
) -> bool:
    """Save how a run ended; False if somebody else has closed it already."""
    now = timezone.now()
    with transaction.atomic():
        is_closed = (
            Run.objects.filter(uuid=prepared.uuid, status__in=LIVE_STATUSES).update(
                output=texts.output,
                reasoning=texts.reasoning,
                steps=texts.steps,
                request=request,
                heartbeat_at=now,
                finished_at=now,
                **_columns(outcome),
            )
            == 1
        )
        Credential.objects.filter(pk=prepared.credential.pk).update(last_used_at=now)
    return is_closed


def _columns(outcome: Outcome) -> dict[str, Any]:
    finished = outcome.finished
    usage = (finished.usage if finished else None) or Usage(None, None, None)
    return {
        "status": outcome.status,
        "response": outcome.response,
        "finish_reason": finished.finish_reason.value if finished else "",
        "needs_clear_history": finished.need_clear_history if finished else False,
        "request_id": outcome.request_id[:200],
        "error_code": outcome.error_code,
        "error_message": outcome.error_message,
        "error_parameters": outcome.error_parameters,
        "is_retryable": outcome.is_retryable,
        "input_tokens": _natural(usage.input_tokens),
        "output_tokens": _natural(usage.output_tokens),
        "ttft_ms": outcome.ttft_ms,
        "latency_ms": outcome.latency_ms,
        "waited_ms": outcome.waited_ms,
    }


def _natural(count: int | None) -> int | None:
    """Some providers send negative or absurd counts."""
    return count if count is not None and 0 <= count < 2**31 else None
