"""The language of a request, and what htmx gets once nobody is signed in any more."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import resolve_url
from django.utils import translation
from django_htmx.http import HttpResponseClientRefresh

_LANGUAGES = dict(settings.LANGUAGES)


class PreferredLanguageMiddleware(LocaleMiddleware):
    """What the person chose, else what the browser asks for."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        chosen = getattr(request.user, "language", "")
        if chosen in _LANGUAGES:
            translation.activate(chosen)
            request.LANGUAGE_CODE = translation.get_language()


class SignInRedirectMiddleware:
    """Reload the page instead of putting the sign-in page into a corner of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        is_for_htmx = bool(getattr(request, "htmx", False))
        if is_for_htmx and isinstance(response, HttpResponseRedirect):
            target = response.url.partition("?")[0]
            if target == resolve_url(settings.LOGIN_URL):
                return HttpResponseClientRefresh()
        return response
