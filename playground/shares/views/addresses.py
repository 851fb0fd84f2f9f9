"""The address of a link, as it is handed on."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse


def link_address(request: HttpRequest, token: str) -> str:
    return request.build_absolute_uri(reverse("shares:detail", args=[token]))
