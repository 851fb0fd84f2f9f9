"""Share something: the form in a dialog or on a page of its own, then the link, shown once."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from playground.accounts.http import AuthenticatedHttpRequest
from playground.accounts.models import Team
from playground.conversations.access import access_of
from playground.conversations.models import Conversation
from playground.lib.uuids import uuid_or_404
from playground.shares.findings import SecretsFoundError
from playground.shares.forms import ShareForm
from playground.shares.models import ShareLink
from playground.shares.services import links
from playground.shares.sources import NotShareableError, Source, find_source
from playground.shares.views.addresses import link_address


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def create(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Share the `kind` of thing with the id `source`."""
    named = request.POST if request.method == "POST" else request.GET
    try:
        source = find_source(
            request.user, named.get("kind", ""), uuid_or_404(named.get("source", ""))
        )
    except NotShareableError:
        return _render(request, {"is_not_shareable": True})
    form = ShareForm(request.POST if request.method == "POST" else None, user=request.user)
    context = _context(request, source, form)
    if request.method == "POST" and form.is_valid():
        try:
            link, token = links.create_link(
                user=request.user,
                source=source,
                options=form.options,
                accepted=request.POST.get("accepted", ""),
            )
        except SecretsFoundError as found:
            context |= {"found": found, "back": source.address}
        else:
            context |= {"link": link, "address": link_address(request, token)}
    return _render(request, context)


def _render(request: AuthenticatedHttpRequest, context: dict[str, Any]) -> HttpResponse:
    name = "_create.html" if request.htmx else "create.html"
    response = render(request, f"shares/{name}", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _context(request: AuthenticatedHttpRequest, source: Source, form: ShareForm) -> dict[str, Any]:
    earlier = ShareLink.objects.editable_by(request.user).filter(
        **{source.kind.value: source.shown}
    )
    context = {"source": source, "form": form, "earlier_count": earlier.count()}
    if isinstance(source.shown, Conversation):
        # It can be opened live as well.
        context |= {
            "conversation": source.shown,
            "access": access_of(request.user, source.shown),
            "teams": Team.objects.visible_to(request.user).order_by("name", "pk"),
        }
    return context
