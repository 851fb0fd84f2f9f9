"""Pages of runs."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse


async def test_credential(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return HttpResponse(status=501)
