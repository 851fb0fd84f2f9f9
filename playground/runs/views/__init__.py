"""Pages and fragments of runs."""

from __future__ import annotations

from playground.runs.views.call_settings import call_settings
from playground.runs.views.credential_tests import test_credential
from playground.runs.views.detail import delete, detail, facts
from playground.runs.views.repeats import repeat
from playground.runs.views.timeline import changes, index, totals_of_runs

__all__ = [
    "call_settings",
    "changes",
    "delete",
    "detail",
    "facts",
    "index",
    "repeat",
    "test_credential",
    "totals_of_runs",
]
