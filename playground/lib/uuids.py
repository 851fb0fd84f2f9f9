"""UUIDs that an address or a form names, which may be anything."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404


def uuid_of(text: str) -> UUID | None:
    """Read a UUID; None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def uuid_or_404(text: str) -> UUID:
    """Read a UUID that an address names. Raises: Http404."""
    uuid = uuid_of(text)
    if uuid is None:
        raise Http404
    return uuid
