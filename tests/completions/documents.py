"""Makers of documents and of what their page sends; every maker saves what it returns."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from channels.db import database_sync_to_async

from playground.accounts.models import User
from playground.completions.models import CompletionDocument, CompletionSample
from playground.completions.services.drafts import Draft
from playground.credentials.models import Credential
from playground.runs import live_runs
from playground.runs.call_settings import CallChoice
from playground.runs.model_offers import ChosenModel
from playground.runs.models import Run, RunKind, RunStatus

MODEL = "ernie-lite-8k"


def make_document(user: User, text: str = "Once", **fields: Any) -> CompletionDocument:
    return CompletionDocument.objects.create(owner=user, text=text, **fields)


def add_sample(
    document: CompletionDocument, output: str = "", number: int = 1, **fields: Any
) -> CompletionSample:
    fields = {"status": RunStatus.SUCCEEDED, "provider": "qianfan_v2", "model": MODEL, **fields}
    is_taken = fields.pop("is_taken", False)
    run = Run.objects.create(
        user=document.owner,
        kind=RunKind.COMPLETION,
        credential_name="Sandbox",
        output=output,
        **fields,
    )
    return CompletionSample.objects.create(
        document=document, run=run, number=number, is_taken=is_taken
    )


def draft_of(document: CompletionDocument, **changes: Any) -> Draft:
    fields = {
        **document.texts,
        "revision": document.revision,
        "title": document.title,
        "sample_count": document.sample_count,
        "choice": document.choice,
        **changes,
    }
    return Draft(**fields)


def new_draft(text: str, credential: Credential | None = None, **changes: Any) -> Draft:
    """Make the draft of a page that was never saved."""
    provider, model = changes.pop("provider", "qianfan_v2"), changes.pop("model", MODEL)
    parameters = changes.pop("parameters", {})
    choice = CallChoice(credential, ChosenModel(provider, model), parameters)
    fields = {"revision": 0, "written": [], "choice": choice, **changes}
    return Draft(text=text, **fields)


def fields_of(draft: Draft, **more: str) -> dict[str, str]:
    """Return what the form of the page sends for a draft."""
    choice = draft.choice
    credential = choice.credential.uuid if choice.credential else ""
    model = choice.model
    return {
        "revision": str(draft.revision),
        "text": draft.text,
        "written": str(draft.written),
        "sample_count": str(draft.sample_count),
        "credential": str(credential),
        "service": f"completion {credential} {model.provider} - {model.model}",
        **{f"variable.{name}": value for name, value in draft.variables.items()},
        **more,
    }


async def until_ended(uuid: UUID) -> None:
    """Wait until nothing is written into a document any more."""

    def runs() -> list[UUID]:
        samples = CompletionSample.objects.filter(document__uuid=uuid)
        return list(samples.values_list("run__uuid", flat=True))

    for run in await database_sync_to_async(runs)():
        follower = live_runs.follow(run, offset=0, reasoning_offset=0)
        while follower is not None and (await follower.read()).end is None:
            pass


def somewhere() -> UUID:
    return uuid4()
