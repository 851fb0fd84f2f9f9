"""A sandbox process to call, as in the tests of conversations, and a clock to turn."""

from __future__ import annotations

import pytest

from tests.conversations.conftest import sandbox, sandbox_url  # noqa: F401


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()
