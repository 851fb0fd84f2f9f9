"""Request types of views that ask for a signed-in person."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from playground.accounts.models import User
from playground.lib.htmx import HtmxHttpRequest


class AuthenticatedHttpRequest(HtmxHttpRequest):
    """A request behind `@login_required`."""

    user: User
    auser: Callable[[], Awaitable[User]]
