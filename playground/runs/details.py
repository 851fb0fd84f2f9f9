"""All there is to say of one run beside its fields: for its own page and for dialogs of others."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from playground.gateway import JSON
from playground.runs.call_code import Snippet, code_snippets
from playground.runs.error_messages import error_sentence
from playground.runs.models import Run
from playground.runs.steps import read_steps

# Nobody reads longer ones, and a page would hold each four times.
MAX_CODE_CHARACTERS: Final = 200_000


@dataclass(frozen=True, slots=True)
class RunDetails:
    """`steps` are JSON texts, in their order; all texts are empty where there is nothing."""

    error: str
    request_json: str
    response_json: str
    steps: tuple[str, ...]
    snippets: tuple[Snippet, ...]
    is_too_long_for_code: bool


def details_of(run: Run) -> RunDetails:
    request: Mapping[str, JSON] = run.request
    request_json = pretty_json(run.request)
    is_too_long = len(request_json) > MAX_CODE_CHARACTERS
    return RunDetails(
        error=error_sentence(run.error_code, run.error_parameters) if run.error_code else "",
        request_json=request_json,
        response_json=pretty_json(run.response),
        steps=tuple(pretty_json(step) for step in read_steps(run.steps)),
        snippets=() if is_too_long else code_snippets(request, run.provider),
        is_too_long_for_code=is_too_long,
    )


def pretty_json(value: Any) -> str:
    """Write JSON for people; empty where there is nothing."""
    return json.dumps(value, indent=2, ensure_ascii=False) if value else ""
