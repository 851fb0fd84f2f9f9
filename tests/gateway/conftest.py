"""What every test of the gateway shares."""

from __future__ import annotations

import pytest

from playground.gateway.transport import close_clients


@pytest.fixture(autouse=True)
async def _closed_clients():
    """Leave no connection to the next test, whose event loop is another."""
    yield
    await close_clients()
