"""Start a round on the event loop: its calls are on their way while it is being saved."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db import transaction
from django.http import Http404

from playground.accounts.models import User
from playground.completions.models import CompletionDocument
from playground.completions.services.drafts import Draft, locked_document, save_draft
from playground.completions.services.rounds import begin
from playground.runs import live_runs
from playground.runs.models import LIVE_STATUSES

_starting: set[asyncio.Task[None]] = set()


async def start_round(
    *,
    user: User,
    uuid: UUID,
    draft: Draft,
    caret: int | None = None,
    is_again: bool = False,
) -> None:
    """Save a draft, then send it out. What is typed is saved even where nothing can be sent.

    Raises: DocumentRefused, CallRefused, Http404.
    """
    await sync_to_async(save_draft)(user=user, uuid=uuid, draft=draft)
    launches = [live_runs.Launch() for _ in range(draft.sample_count)]

    @transaction.atomic
    def save() -> None:
        document = locked_document(user, uuid)
        if document is None:
            raise Http404
        verbs = [launch.begin for launch in launches]
        begin(document, user=user, launches=verbs, caret=caret, is_again=is_again)

    task = asyncio.create_task(_save_and_start(save, launches))
    _starting.add(task)
    task.add_done_callback(_starting.discard)
    # Who goes away now finds the text when they come back.
    await asyncio.shield(task)


async def stop_round(*, user: User, uuid: UUID) -> None:
    """Stop all that is written; what came so far stays. Raises: Http404."""

    def live() -> list[UUID]:
        document = CompletionDocument.objects.editable_by(user).filter(uuid=uuid).first()
        if document is None:
            raise Http404
        samples = document.samples.filter(run__status__in=LIVE_STATUSES)
        return list(samples.values_list("run__uuid", flat=True))

    for run in await sync_to_async(live)():
        await live_runs.request_stop(run)


async def _save_and_start(save: Callable[[], None], launches: list[live_runs.Launch]) -> None:
    try:
        await sync_to_async(save)()
    except BaseException:
        for launch in launches:
            launch.discard()
        raise
    for launch in launches:
        launch.confirm()
