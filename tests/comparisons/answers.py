"""Makers of comparisons whose columns have answered; every one saves what it returns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from playground.accounts.models import User
from playground.comparisons.models import Comparison, ComparisonColumn
from playground.credentials.models import Credential
from playground.runs.models import Run, RunKind, RunStatus

TEXTS = ("One", "Two")


def make_comparison(
    user: User,
    credential: Credential | None = None,
    texts: Sequence[str] = ("One", "Two"),
    **fields,
) -> Comparison:
    """Make one with a column for each of `texts`, its answer."""
    fields = {"title": "A title", "prompt": "What is it?", **fields}
    comparison = Comparison.objects.create(owner=user, **fields)
    for position, text in enumerate(texts):
        add_column(comparison, credential, position, output=text)
    return comparison


def add_column(
    comparison: Comparison, credential: Credential | None, position: int, **fields: Any
) -> ComparisonColumn:
    run = make_run(comparison.owner, credential, kind=comparison.kind, **fields)
    return ComparisonColumn.objects.create(
        comparison=comparison,
        position=position,
        credential=credential,
        provider=run.provider,
        model=run.model,
        run=run,
    )


def make_run(user: User, credential: Credential | None = None, **fields: Any) -> Run:
    fields = {
        "kind": RunKind.CHAT,
        "status": RunStatus.SUCCEEDED,
        "provider": "qianfan_v2",
        "model": "ernie-speed-8k",
        **fields,
    }
    name = credential.name if credential else ""
    return Run.objects.create(user=user, credential=credential, credential_name=name, **fields)
