"""Deleting runs: those that nothing shows but their own page."""

from __future__ import annotations

from django.db import transaction

from playground.runs.models import LIVE_STATUSES, Run


class RunInUse(Exception):
    """It is part of something else, as a reply is of its conversation, or still live."""


def is_in_use(run: Run) -> bool:
    """Does a row of any other table point to this run?"""
    return run.is_live or any(
        relation.related_model._base_manager.filter(**{relation.field.name: run.pk}).exists()
        for relation in Run._meta.related_objects
    )


@transaction.atomic
def delete_run(*, run: Run) -> None:
    """Delete a run for good.

    Raises: RunInUse.
    """
    locked = Run.objects.select_for_update(of=("self",)).filter(pk=run.pk)
    found = locked.exclude(status__in=LIVE_STATUSES).first()
    if found is None or is_in_use(found):
        raise RunInUse
    found.delete()
