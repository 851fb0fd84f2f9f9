"""UUIDs that somebody typed."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.http import Http404

from playground.lib.uuids import uuid_of, uuid_or_404

TEXT = "2f1b0b6e-3c1a-4c57-9d0e-6f6f2f7a1c55"


def test_a_uuid_is_read():
    assert uuid_of(TEXT) == uuid_or_404(TEXT) == UUID(TEXT)


@pytest.mark.parametrize("text", ["", "x", TEXT[:-1], "１" * 32 + "x", TEXT + "\x00"])
def test_anything_else_is_none(text):
    assert uuid_of(text) is None
    with pytest.raises(Http404):
        uuid_or_404(text)
