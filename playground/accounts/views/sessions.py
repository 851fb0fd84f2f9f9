"""Where a person is signed in, and one-time sign-in links."""

from __future__ import annotations

from allauth.account.utils import perform_login
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from playground.accounts import services
from playground.accounts.browsers import browser_name
from playground.accounts.http import AuthenticatedHttpRequest
from playground.accounts.models import SignInLink


@login_required
@require_GET
def sessions(request: AuthenticatedHttpRequest) -> HttpResponse:
    found = UserSession.objects.filter(user=request.user).order_by("-last_seen_at")
    rows = [
        {
            "session": session,
            "browser": browser_name(session.user_agent),
            "is_current": session.session_key == request.session.session_key,
        }
        for session in found
        if session.exists()
    ]
    return render(request, "accounts/sessions.html", {"rows": rows})


@login_required
@require_POST
def end_session(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(UserSession.objects.filter(user=request.user), pk=pk)
    services.end_session(session=session)
    return redirect("accounts:sessions")


@login_required
@require_POST
def end_other_sessions(request: AuthenticatedHttpRequest) -> HttpResponse:
    key = request.session.session_key or ""
    count = services.end_other_sessions(user=request.user, session_key=key)
    text = ngettext("Signed out of %(count)s place.", "Signed out of %(count)s places.", count)
    messages.success(request, text % {"count": count})
    return redirect("accounts:sessions")


@login_required
@require_POST
def end_all_sessions(request: AuthenticatedHttpRequest) -> HttpResponse:
    services.end_all_sessions(user=request.user)
    # What this session still holds in memory must not be saved again.
    request.session.flush()
    return redirect("account_login")


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button and POST signs in, so that no link preview uses the link up."""
    if not SignInLink.objects.open().with_token(token).exists():
        return render(request, "accounts/sign_in_link_used.html", status=404)
    if request.method == "GET":
        return render(request, "accounts/sign_in_link.html", {"token": token})
    try:
        user = services.redeem_sign_in_link(token=token)
    except services.LinkUnusableError:
        return render(request, "accounts/sign_in_link_used.html", status=404)
    response: HttpResponse = perform_login(request, user, email_verification="none")
    if not user.has_usable_password():
        messages.info(
            request,
            _("Welcome. To come back later, set an address and a password in Preferences."),
        )
    return response
