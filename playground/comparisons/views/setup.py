"""The page on which a comparison is set up, and the start of it."""

from __future__ import annotations

from functools import partial
from string import ascii_uppercase

from asgiref.sync import sync_to_async
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from playground.accounts.http import AuthenticatedHttpRequest
from playground.comparisons.forms import HandoverForm
from playground.comparisons.services.creation import create_comparison
from playground.comparisons.services.launching import save_and_start
from playground.comparisons.setups import (
    Setup,
    changed_setup,
    new_setup,
    read_setup,
    setup_of,
    setup_of_handover,
    setup_of_run,
)
from playground.comparisons.views.access import person, visible_comparison
from playground.lib.uuids import uuid_or_404
from playground.runs.models import RunKind
from playground.runs.repeats import prefill


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def new(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Show what is set up so far, and change its columns; nothing is sent to anybody.

    GET begins anew, with an earlier comparison (`from`) or with a run (`run`); POST goes on with
    what stands on the page, or takes what another page hands over.
    """
    if request.method != "POST":
        return _render(request, _begun(request))
    if "column" not in request.POST:
        handed = HandoverForm(request.POST, user=request.user)
        return _render(request, setup_of_handover(handed, request.user))
    setup = read_setup(request.POST, request.user)
    return _render(request, changed_setup(setup, request.user, request.POST.get("action", "")))


@login_required
@require_POST
async def create(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Ask all columns; where something is missing, the page says so, and nobody is asked."""
    user = await person(request)
    setup = await sync_to_async(read_setup)(request.POST, user, is_checked=True)
    if not setup.is_valid:
        return await sync_to_async(_render)(request, setup, is_submitted=True)
    save = partial(
        create_comparison,
        user=user,
        uuid=setup.form.id,
        question=setup.question,
        choices=[column.choice for column in setup.columns],
    )
    saved = await save_and_start(save)
    return redirect("comparisons:detail", saved.comparison.uuid)


def _begun(request: AuthenticatedHttpRequest) -> Setup:
    user, text = request.user, request.GET.get("from", "")
    if text:
        return setup_of(visible_comparison(user, uuid_or_404(text)), user)
    given = prefill(user, request.GET.get("run"))
    if given is not None:
        kind = given.kind if given.kind == RunKind.COMPLETION else RunKind.CHAT
        return setup_of_run(given.as_kind(kind), user)
    return new_setup(user)


def _render(
    request: AuthenticatedHttpRequest, setup: Setup, *, is_submitted: bool = False
) -> HttpResponse:
    offers = setup.offers(request.user)
    context = {
        "setup": setup,
        "form": setup.form,
        "columns": list(zip(setup.columns, offers, ascii_uppercase, strict=False)),
        "is_submitted": is_submitted,
    }
    name = "_setup_columns.html" if request.htmx else "new.html"
    response = render(request, f"comparisons/{name}", context)
    patch_vary_headers(response, ["HX-Request"])
    return response
