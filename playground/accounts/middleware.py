"""The language of a request, what htmx gets once nobody is signed in any more, and what browsers,
caches and search engines may do with a page."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import resolve_url
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django_htmx.http import HttpResponseClientRefresh

_LANGUAGES = dict(settings.LANGUAGES)
_PRIVACY_HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), usb=()",
    "X-Robots-Tag": "noindex, nofollow",
}


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


class PrivatePagesMiddleware:
    """Keep pages out of caches, so that "back" after signing out shows nobody's texts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        for name, value in _PRIVACY_HEADERS.items():
            response.headers.setdefault(name, value)
        return response
