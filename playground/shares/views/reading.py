"""What a link shows, to whoever may open it; everybody else gets the same answer."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from playground.accounts.models import User
from playground.images.models import GeneratedImage
from playground.images.views.files import send_content
from playground.shares.guesses import address_of, count_miss, is_blocked
from playground.shares.models import ShareLink
from playground.shares.services.links import count_opening
from playground.shares.shared_views import shared_view, shown_images


@never_cache
@require_GET
def detail(request: HttpRequest, token: str) -> HttpResponse:
    """Show a link, and count that it was opened."""
    if is_blocked(address_of(request)):
        return private(render(request, "429.html", status=429))
    user = request.user if isinstance(request.user, User) else None
    link = readable_link(request, token)
    if link is None:
        return not_shown(request)
    if user is None or link.owner_id != user.pk:
        count_opening(link=link)
    context = {
        "link": link,
        "token": token,
        "shared": shared_view(link.snapshot),
        "is_owner": user is not None and link.owner_id == user.pk,
    }
    return private(render(request, "shares/detail.html", context))


@require_GET
def image(request: HttpRequest, token: str, image: UUID) -> HttpResponse:
    """Send an image that a link shows."""
    if is_blocked(address_of(request)):
        return HttpResponse(status=429)
    link = readable_link(request, token)
    shown = link and str(image) in shown_images(link.snapshot)
    found = GeneratedImage.objects.filter(run=link.run_id, uuid=image) if link and shown else None
    drawn = found.first() if found is not None else None
    if drawn is None:
        return not_shown(request)
    # Who may see it was looked up here, not by who is signed in.
    response = private(send_content(request, drawn))  # type: ignore[arg-type]
    add_never_cache_headers(response)
    return response


def readable_link(request: HttpRequest, token: str) -> ShareLink | None:
    """Return what this reader may open now; a token that nobody has counts as a guess."""
    user = request.user if isinstance(request.user, User) else None
    found = ShareLink.objects.with_token(token)
    readable = found.readable_by(user, now=timezone.now()).select_related("owner", "team")
    link = readable.first()
    if link is None and not found.exists():
        count_miss(address_of(request))
    return link


def not_shown(request: HttpRequest) -> HttpResponse:
    """Answer alike for what never was, is no more, or is for others."""
    response = private(render(request, "shares/not_shown.html", status=404))
    # Django would log the address; it may still open the link for others.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def private(response: HttpResponse) -> HttpResponse:
    """Let no other site, and no search engine, learn of the address."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
