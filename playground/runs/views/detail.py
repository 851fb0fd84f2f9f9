"""One run: its page, its fate, and its call made again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from playground.accounts.http import AuthenticatedHttpRequest
from playground.accounts.models import User
from playground.lib.htmx import go_to
from playground.runs import removal
from playground.runs.details import details_of
from playground.runs.models import Run
from playground.runs.repeat_forms import repeat_forms
from playground.runs.repeated_calls import request_of
from playground.runs.repeats import prefill_of


@login_required
@require_GET
@never_cache
def detail(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """Show all of a run; while it is live its texts go on from here over the socket."""
    run = visible_run(request.user, uuid)
    return render(request, "runs/detail.html", run_context(request.user, run))


@login_required
@require_GET
@never_cache
def facts(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """Show what is known of a run beside its texts: once it has ended, a page asks for it anew."""
    run = visible_run(request.user, uuid)
    return render(request, "runs/_known.html", run_context(request.user, run))


@login_required
@require_POST
def delete(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    run = visible_run(request.user, uuid)
    address = reverse("runs:index")
    try:
        removal.delete_run(run=run)
        messages.success(request, _("The run was deleted."))
    except removal.RunInUse:
        messages.error(request, _("This run is still part of something. Delete it there."))
        address = reverse("runs:detail", args=[uuid])
    return go_to(request, address)


def visible_run(user: User, uuid: UUID) -> Run:
    runs = Run.objects.visible_to(user).select_related("credential")
    return get_object_or_404(runs, uuid=uuid)


def run_context(user: User, run: Run) -> dict[str, Any]:
    given = prefill_of(run, user)
    return {
        "run": run,
        "credential_name": run.credential_name,
        "details": details_of(run),
        "given": given,
        "repeat": None if run.is_live else repeat_forms(given),
        "can_repeat": request_of(run) is not None,
        "is_in_use": removal.is_in_use(run),
    }
