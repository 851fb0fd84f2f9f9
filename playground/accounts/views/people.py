"""Preferences: name, language, colors, e-mail address."""

from __future__ import annotations

from allauth.core.ratelimit import consume_or_429
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language as set_language_cookie

from playground.accounts import services
from playground.accounts.forms import EmailForm, PreferencesForm, ThemeForm
from playground.accounts.http import AuthenticatedHttpRequest


@login_required
@require_http_methods(["GET", "POST"])
def preferences(request: AuthenticatedHttpRequest) -> HttpResponse:
    user = request.user
    initial = {"name": user.name, "language": user.language, "theme": user.theme}
    form = PreferencesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.save_preferences(user=user, **form.cleaned_data)
        with translation.override(user.language or None):
            messages.success(request, _("Saved."))
        return redirect("accounts:preferences")
    return render(
        request,
        "accounts/preferences.html",
        {"form": form, "email_form": EmailForm(initial={"email": user.email}, user=user)},
    )


@sensitive_post_parameters("password")
@login_required
@require_POST
def change_email(request: AuthenticatedHttpRequest) -> HttpResponse:
    # Whoever found a browser signed in must not guess the password here instead.
    refusal: HttpResponse | None = consume_or_429(
        request, action="reauthenticate", user=request.user
    )
    if refusal is not None:
        return refusal
    form = EmailForm(request.POST, user=request.user)
    if form.is_valid():
        services.change_email(user=request.user, email=form.cleaned_data["email"])
        messages.success(request, _("Address changed. Sign in with it from now on."))
        return redirect("accounts:preferences")
    user = request.user
    initial = {"name": user.name, "language": user.language, "theme": user.theme}
    context = {"form": PreferencesForm(initial=initial), "email_form": form}
    return render(request, "accounts/preferences.html", context)


@login_required
@require_POST
def set_theme(request: AuthenticatedHttpRequest) -> HttpResponse:
    form = ThemeForm(request.POST)
    if form.is_valid():
        services.save_theme(user=request.user, theme=form.cleaned_data["theme"])
    return HttpResponseRedirect(_own_url(request, request.POST.get("next", "")))


def set_language(request: HttpRequest) -> HttpResponseBase:
    """Django's view, which sets a cookie; a signed-in person's choice is kept as well."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and translation.check_for_language(language):
        services.save_language(user=request.user, language=language)
    return set_language_cookie(request)


def _own_url(request: HttpRequest, url: str) -> str:
    hosts = {request.get_host()}
    is_own = url_has_allowed_host_and_scheme(url, hosts, require_https=request.is_secure())
    return url if is_own else reverse("home")
