"""Pages and fragments of runs."""

from __future__ import annotations

from playground.runs.views.call_settings import call_settings
from playground.runs.views.credential_tests import test_credential

__all__ = [
    "call_settings",
    "test_credential",
]
