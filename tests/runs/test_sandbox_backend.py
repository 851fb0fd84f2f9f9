from __future__ import annotations

import pytest
from django.core.cache import cache

from playground.runs.sandbox_backend import sandbox_backend
from tests.sandbox.server import start_sandbox


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()
    yield
    cache.clear()


def test_a_running_sandbox_tells_what_answers(settings):
    with start_sandbox() as base_url:
        settings.SANDBOX_URL = base_url

        assert sandbox_backend() == "scripted"


def test_a_sandbox_that_does_not_run_tells_nothing(settings):
    settings.SANDBOX_URL = "http://127.0.0.1:9"

    assert sandbox_backend() == ""


def test_no_sandbox_is_not_asked(settings):
    settings.SANDBOX_URL = ""

    assert sandbox_backend() == ""
