"""All there is to say of one run beside its fields: for its own page and for dialogs of others."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playground.gateway import JSON
from playground.runs.call_code import Snippet, code_snippets
from playground.runs.error_messages import error_sentence
from playground.runs.models import Run
from playground.runs.steps import read_steps


@dataclass(frozen=True, slots=True)
class RunDetails:
    """`steps` are JSON texts, in their order; all texts are empty where there is nothing."""

    error: str
    request_json: str
    response_json: str
    steps: tuple[str, ...]
    snippets: tuple[Snippet, ...]


def details_of(run: Run) -> RunDetails:
    request: Mapping[str, JSON] = run.request
    return RunDetails(
        error=error_sentence(run.error_code, run.error_parameters) if run.error_code else "",
        request_json=pretty_json(run.request),
        response_json=pretty_json(run.response),
        steps=tuple(pretty_json(step) for step in read_steps(run.steps)),
        snippets=code_snippets(request, run.provider),
    )


def pretty_json(value: Any) -> str:
    """Write JSON for people; empty where there is nothing."""
    return json.dumps(value, indent=2, ensure_ascii=False) if value else ""
