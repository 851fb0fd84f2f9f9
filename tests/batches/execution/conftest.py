"""A sandbox process to call, as in the tests of conversations."""

from __future__ import annotations

from tests.conversations.conftest import sandbox, sandbox_url  # noqa: F401
