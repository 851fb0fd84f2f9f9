"""What a person looks for in a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

QUERY_CHARACTERS: Final = 200


def read_query(address: Mapping[str, str]) -> str:
    """Read `q` of an address."""
    # No text holds NUL, and PostgreSQL refuses even to look for it.
    return address.get("q", "").replace("\x00", "").strip()[:QUERY_CHARACTERS]
