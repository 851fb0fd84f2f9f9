"""Continue what a link shows, as one's own."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from playground.accounts.http import AuthenticatedHttpRequest
from playground.credentials.models import Credential
from playground.shares.guesses import address_of, is_blocked
from playground.shares.services.copies import (
    NoCredentialError,
    NothingToCopyError,
    copy_to_conversation,
)
from playground.shares.views.reading import not_shown, readable_link


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def copy(request: AuthenticatedHttpRequest, token: str) -> HttpResponse:
    """Ask first: the page of the link itself sends no form, as it tells nobody where it comes from.

    What is copied is the revision that was seen.
    """
    if is_blocked(address_of(request)):
        return render(request, "429.html", status=429)
    link = readable_link(request, token)
    if link is None:
        return not_shown(request)
    named = request.POST if request.method == "POST" else request.GET
    column = _number(named.get("column", ""))
    is_current = _number(named.get("revision", "")) == link.revision
    error = ""
    if request.method == "POST" and is_current:
        try:
            copied = copy_to_conversation(user=request.user, link=link, column=column)
        except NoCredentialError:
            error = gettext("You have no credential to call a model with. Add one first.")
        except NothingToCopyError:
            error = gettext("There is no answered question in it to continue from.")
        else:
            return redirect("conversations:detail", uuid=copied.uuid)
    context = {
        "link": link,
        "token": token,
        "column": column,
        "is_current": is_current,
        "error": error,
        "can_call": Credential.objects.usable_by(request.user).exists(),
    }
    return render(request, "shares/copy.html", context)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0
