"""What a page shows of a document beside its fields: samples, outcome, what can be done now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render

from playground.accounts.http import AuthenticatedHttpRequest
from playground.completions.models import CompletionDocument, CompletionSample
from playground.completions.services.drafts import locked_document
from playground.completions.services.refusals import DocumentRefused
from playground.completions.views.access import opened_document
from playground.gateway.token_estimates import estimate_tokens
from playground.runs.call_settings import CallRefused
from playground.runs.error_messages import error_sentence
from playground.runs.models import RunStatus

_SETTINGS = ("credential", "service", "endpoint")
Refused = DocumentRefused | CallRefused


def state_context(document: CompletionDocument) -> dict[str, Any]:
    samples = samples_of(document)
    live = [sample for sample in samples if sample.run.is_live]
    single = samples[0] if len(samples) == 1 else None
    return {
        "document": document,
        "samples": samples,
        "single": single,
        "live": live,
        "is_written": bool(single and live),
        "tokens": estimate_tokens(document.text),
    }


def samples_of(document: CompletionDocument) -> list[CompletionSample]:
    if document.pk is None:
        return []
    samples = document.samples.select_related("run__credential").order_by("number")
    found = list(samples.defer("run__request", "run__response", "run__steps"))
    if len(found) == 1 and not found[0].is_taken:
        # It may have ended since the document was opened, and its text is not in it yet: the page
        # follows it, hears of its end, and asks for the text.
        found[0].run.status = RunStatus.RUNNING
    for sample in found:
        sample.error = _error(sample)  # type: ignore[attr-defined]
    return found


def change(
    request: AuthenticatedHttpRequest, uuid: UUID, verb: Callable[[CompletionDocument], None]
) -> HttpResponseBase:
    """Do something to a document that is locked meanwhile, and show what it is then."""
    refused = None
    try:
        with transaction.atomic():
            document = locked_document(request.user, uuid)
            if document is None:
                raise Http404
            verb(document)
    except DocumentRefused as exc:
        refused = exc
    return answer(request, uuid, refused)


def answer(
    request: AuthenticatedHttpRequest, uuid: UUID, refused: Refused | None = None
) -> HttpResponseBase:
    """Show a document as it is now: to a script its state, else its page."""
    if not request.htmx:
        if refused is not None:
            messages.error(request, refused.sentence)
        return redirect("completions:detail", uuid)
    document = opened_document(request.user, uuid)
    context = {**state_context(document), **refusal_context(refused)}
    context["texts"] = None if refused else document.texts
    return render(request, "completions/_state.html", context)


def refusal_context(refused: Refused | None) -> dict[str, Any]:
    if refused is None:
        return {}
    return {"refused": refused, "fault": field_name(refused)}


def field_name(refused: Refused) -> str:
    """Return the name of the field that is at fault; empty where it is none."""
    field = refused.field
    is_parameter = isinstance(refused, CallRefused) and field not in (*_SETTINGS, "text", "")
    return f"parameter.{field}" if is_parameter else field


def _error(sample: CompletionSample) -> str:
    if not sample.run.error_code:
        return ""
    return error_sentence(sample.run.error_code, sample.run.error_parameters)
