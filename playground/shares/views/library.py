"""All links of a person, and what they can do with one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from playground.accounts.http import AuthenticatedHttpRequest
from playground.accounts.models import User
from playground.shares.findings import SecretsFoundError
from playground.shares.forms import ShareForm
from playground.shares.models import ShareLink, ShareState
from playground.shares.services import links
from playground.shares.views.addresses import link_address

PAGE_SIZE = 50


@login_required
@require_GET
@never_cache
def index(request: AuthenticatedHttpRequest) -> HttpResponse:
    rows = _links(request.user).order_by("-created_at", "-id")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"rows": [_row(link) for link in page.object_list], "page": page}
    return render(request, "shares/index.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def options(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """Change to whom a link is open, until when, and what it shows."""
    link = _editable(request.user, uuid)
    form = ShareForm(
        request.POST if request.method == "POST" else None, user=request.user, link=link
    )
    context: dict[str, Any] = {"link": link, "form": form}
    if request.method == "POST" and form.is_valid():
        accepted = request.POST.get("accepted", "")
        try:
            links.change_options(link=link, options=form.options, accepted=accepted)
        except SecretsFoundError as found:
            context["found"] = found
        else:
            return _say(request, uuid, gettext("The link has its new settings."))
    name = "_options.html" if request.htmx else "options.html"
    return render(request, f"shares/{name}", context)


@login_required
@require_POST
def refresh(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """Show what there is now under the same link; ask first where that looks like a secret."""
    link = _editable(request.user, uuid)
    try:
        links.refresh(link=link, accepted=request.POST.get("accepted", ""))
    except SecretsFoundError as found:
        name = "_row.html" if request.htmx else "refresh.html"
        return render(request, f"shares/{name}", {"row": _row(link), "found": found})
    return _say(request, uuid, gettext("The link shows what there is now."))


@login_required
@require_POST
def renew(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """Put a new link in the place of the old one, and show it once."""
    link = _editable(request.user, uuid)
    address = link_address(request, links.renew(link=link))
    context = {"row": _row(link), "address": address}
    if request.htmx:
        return render(request, "shares/_row.html", context)
    return render(request, "shares/renewed.html", context)


@login_required
@require_POST
def revoke(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    links.revoke(link=_editable(request.user, uuid))
    return _say(request, uuid, gettext("The link is closed. Nobody can open it any more."))


@login_required
@require_POST
def delete(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    links.delete_link(link=_editable(request.user, uuid))
    if request.htmx:
        return HttpResponse()
    messages.success(request, gettext("The link was deleted."))
    return redirect("shares:index")


def _links(user: User) -> Any:
    """List without what they show."""
    found = ShareLink.objects.editable_by(user).for_state().select_related("team")
    return found.defer("snapshot", "conversation__system", "conversation__parameters")


def _editable(user: User, uuid: UUID) -> ShareLink:
    link: ShareLink = get_object_or_404(_links(user), uuid=uuid)
    return link


def _row(link: ShareLink) -> dict[str, Any]:
    state = link.state(timezone.now())
    return {"link": link, "state": state, "is_open": state == ShareState.OPEN}


def _say(request: AuthenticatedHttpRequest, uuid: UUID, text: str) -> HttpResponse:
    if request.htmx:
        context = {"row": _row(_editable(request.user, uuid)), "said": text}
        return render(request, "shares/_row.html", context)
    messages.success(request, text)
    return redirect("shares:index")
