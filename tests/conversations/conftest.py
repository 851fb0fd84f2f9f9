"""A sandbox to talk to, and an orderly end of what a test has started."""

from __future__ import annotations

import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from django.db import connections

from playground.gateway.transport import close_transports
from playground.runs import services
from tests.sandbox.server import start_sandbox


@pytest.fixture(scope="session")
def sandbox_url():
    with start_sandbox() as url:
        yield url


@pytest.fixture
def sandbox(settings, sandbox_url, sandbox_credential):
    """Return the credential "Sandbox" of alice's team, with a sandbox behind it."""
    settings.SANDBOX_URL = sandbox_url
    return sandbox_credential


@pytest_asyncio.fixture(autouse=True)
async def _orderly_end():
    yield
    await services.shut_down(timeout=0)
    await close_transports()
    # PostgreSQL drops no database that the thread of the sockets is still connected to.
    # Not by `database_sync_to_async`: it first asks the database, which not every test may.
    await sync_to_async(connections.close_all)()
