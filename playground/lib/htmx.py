"""What htmx and a browser get from the same view, each in its own way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect
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


def go_to(request: HtmxHttpRequest, url: str) -> HttpResponse:
    """Lead to another page, whoever asked."""
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)
