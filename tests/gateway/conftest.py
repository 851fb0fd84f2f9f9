"""What every test of the gateway shares."""

from __future__ import annotations

import pytest
from hypothesis import settings

from playground.gateway.transport import close_transports

# A busy machine must not fail a property that holds, nor leave files behind.
settings.register_profile("gateway", deadline=None, database=None, max_examples=60)
settings.load_profile("gateway")


@pytest.fixture(autouse=True)
async def _closed_clients():
    """Leave no connection to the next test, whose event loop is another."""
    yield
    await close_transports()
