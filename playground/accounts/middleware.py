"""The language of a request: what the person chose, else what the browser asks for."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

_LANGUAGES = dict(settings.LANGUAGES)


class PreferredLanguageMiddleware(LocaleMiddleware):
    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        chosen = getattr(request.user, "language", "")
        if chosen in _LANGUAGES:
            translation.activate(chosen)
            request.LANGUAGE_CODE = translation.get_language()
