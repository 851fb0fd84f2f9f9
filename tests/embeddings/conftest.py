"""A sandbox that embeds, and an orderly end."""

from __future__ import annotations

from tests.conversations.conftest import _orderly_end, sandbox, sandbox_url  # noqa: F401
