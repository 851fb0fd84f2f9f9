"""Limits as the settings have them, unless a test says otherwise."""

from __future__ import annotations

import pytest

from playground.tables import FileLimits


@pytest.fixture
def limits() -> FileLimits:
    return FileLimits(
        max_bytes=1 << 30, max_rows=2_000_000, max_columns=200, max_cell_characters=100_000
    )
