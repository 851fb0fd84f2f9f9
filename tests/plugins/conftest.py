"""A sandbox to ask, and an orderly end of what a test has started."""

from __future__ import annotations

from tests.conversations.conftest import _orderly_end, sandbox, sandbox_url  # noqa: F401
