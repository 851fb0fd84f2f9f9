"""Addresses that serve a page to a browser, and a fragment of it to htmx."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails


class HtmxHttpRequest(HttpRequest):
    """A request behind the middleware of django-htmx."""

    htmx: HtmxDetails


def wants_fragment(request: HtmxHttpRequest) -> bool:
    """Tell whether htmx asks for a fragment; on the way back it asks for the page."""
    return bool(request.htmx) and not request.htmx.history_restore_request


def render_either(
    request: HtmxHttpRequest, *, page: str, fragment: str, context: Mapping[str, Any]
) -> HttpResponse:
    """Render the template of the two that is asked for."""
    name = fragment if wants_fragment(request) else page
    response = render(request, name, context)
    patch_vary_headers(response, ["HX-Request"])
    return response
