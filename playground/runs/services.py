"""Verbs of runs for other apps: prepare one, save it, close what nobody generates any more."""

from __future__ import annotations

import logging
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

from django.db.models import Q
from django.utils import timezone

from playground.accounts.models import User
from playground.credentials.models import Credential
from playground.credentials.services import connection_for
from playground.runs import live_runs, logs
from playground.runs.call_events import Keep, keep_nothing
from playground.runs.gateway_runtime import close_gateway_runtime
from playground.runs.generation import PROCESS_OWNER, PreparedRun
from playground.runs.models import LIVE_STATUSES, Run, RunKind, RunStatus
from playground.runs.requests import RunRequest
from playground.runs.stream_log import End
from playground.runs.titles import title_of

logger = logging.getLogger(__name__)

# A live run without a sign of life for so long is one whose process died.
DEAD_AFTER = timedelta(seconds=15)


def prepare_run(
    *,
    credential: Credential,
    provider: str,
    request: RunRequest,
    before: tuple[str, str] = ("", ""),
    keep: Keep = keep_nothing,
) -> PreparedRun:
    """Make a run that starts with `before` (output, reasoning) ready to be called and saved.

    `keep` gets the vectors or pictures of a call that brings such, part by part.
    Raises: GatewayError where the provider cannot be reached at all, SecretUnreadableError.
    """
    connection = connection_for(credential, provider)
    return PreparedRun(uuid4(), request, connection, credential, *before, keep)


def save_run(*, user: User, prepared: PreparedRun, kind: RunKind = RunKind.CHAT) -> Run:
    """Save a run as one that this process generates."""
    now = timezone.now()
    return Run.objects.create(
        uuid=prepared.uuid,
        user=user,
        kind=kind,
        title=title_of(prepared.request),
        status=RunStatus.RUNNING,
        credential=prepared.credential,
        credential_name=prepared.credential.name,
        provider=prepared.connection.provider,
        model=prepared.model,
        endpoint=prepared.endpoint,
        output=prepared.output,
        reasoning=prepared.reasoning,
        owner=PROCESS_OWNER,
        heartbeat_at=now,
        created_at=now,
        started_at=now,
    )


def end_of(run: Run) -> End:
    """Tell how a run ended, as its stream log did."""
    return End(
        status=run.status,
        length=len(run.output),
        sha256=sha256(run.output.encode()).hexdigest(),
        finish_reason=run.finish_reason,
        needs_clear_history=run.needs_clear_history,
        error_code=run.error_code,
        error_parameters=run.error_parameters,
        is_retryable=run.is_retryable,
    )


def close_interrupted_runs() -> int:
    """Close live runs whose process is gone as interrupted, with the text they have.

    Returns how many there were.
    """
    gone = Q(heartbeat_at__lt=timezone.now() - DEAD_AFTER)
    if not logs.is_shared():
        # There is one server process, and this is it.
        gone |= ~Q(owner=PROCESS_OWNER)
    runs = Run.objects.live().filter(gone).only("uuid", "owner")
    return sum(close_orphaned_run(run) for run in runs if not live_runs.is_live_here(run.uuid))


def close_orphaned_run(run: Run) -> bool:
    """Close one run as interrupted and tell its watchers; False if it ended in the meantime.

    `run` shows afterwards how it ended, either way.
    """
    claimed = Run.objects.filter(pk=run.pk, status__in=LIVE_STATUSES, owner=run.owner).update(
        status=RunStatus.INTERRUPTED,
        error_code="interrupted",
        is_retryable=True,
        finished_at=timezone.now(),
    )
    run.refresh_from_db()
    if claimed:
        logs.announce_end(run.uuid, end_of(run))
        logger.warning("run %s interrupted: its process is gone", run.uuid)
    return claimed == 1


async def shut_down(timeout: float) -> None:  # noqa: ASYNC109 - a grace period for the runs
    """Let live runs end for `timeout` seconds, then close the others as interrupted."""
    await live_runs.shut_down(timeout)
    await close_gateway_runtime()
