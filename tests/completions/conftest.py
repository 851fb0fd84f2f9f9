"""A sandbox to talk to, and an orderly end of what a test has started."""

from __future__ import annotations

import pytest
from asgiref.sync import sync_to_async
from django.test import AsyncClient

from tests.conversations.conftest import _orderly_end, sandbox, sandbox_url  # noqa: F401


@pytest.fixture
async def client_on_the_loop(alice):
    """Alice's browser, for views that start runs on the loop of the test."""
    client = AsyncClient()
    await sync_to_async(client.force_login)(alice)
    return client
