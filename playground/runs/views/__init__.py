"""Pages and fragments of runs."""

from __future__ import annotations

from playground.runs.views.credential_tests import test_credential

__all__ = [
    "test_credential",
]
