"""What is typed: saved while it is, and deleted for good."""

from __future__ import annotations

from uuid import UUID

from asgiref.sync import sync_to_async
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from playground.accounts.http import AuthenticatedHttpRequest
from playground.completions.forms import read_draft
from playground.completions.services.drafts import delete_document, save_draft
from playground.completions.services.refusals import DocumentRefused
from playground.completions.views.access import person, visible_document
from playground.gateway.token_estimates import estimate_tokens
from playground.lib.htmx import go_to
from playground.runs import live_runs


@login_required
@require_POST
def save(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    """Save what the page has; to a script it says which revision that is."""
    try:
        draft = read_draft(request.POST, request.user)
        document = save_draft(user=request.user, uuid=uuid, draft=draft)
    except DocumentRefused as refused:
        if not request.htmx:
            messages.error(request, refused.sentence)
            return redirect("completions:detail", uuid)
        return JsonResponse(_refusal(request, uuid, refused))
    if not request.htmx:
        return redirect("completions:detail", uuid)
    return JsonResponse({"revision": document.revision, "tokens": estimate_tokens(document.text)})


@login_required
@require_POST
async def delete(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    """Delete for good; what is being written stops. In the list the row goes, and nothing else."""
    user = await person(request)
    for run in await sync_to_async(delete_document)(user=user, uuid=uuid):
        await live_runs.request_stop(run)
    if request.htmx and (request.htmx.target or "").startswith("document-"):
        return HttpResponse()
    return go_to(request, reverse("completions:index"))


def _refusal(
    request: AuthenticatedHttpRequest, uuid: UUID, refused: DocumentRefused
) -> dict[str, object]:
    document = visible_document(request.user, uuid)
    return {
        "code": refused.code,
        "message": refused.sentence,
        # With it, a page that insists replaces what the other one wrote.
        "revision": document.revision,
    }
