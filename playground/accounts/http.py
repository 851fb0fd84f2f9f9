"""Request types of views that ask for a signed-in person."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from playground.accounts.models import User


class AuthenticatedHttpRequest(HttpRequest):
    """A request behind `@login_required`."""

    user: User
    htmx: HtmxDetails
