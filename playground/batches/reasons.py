"""Why a job is paused, stopped or not readable, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from playground.batches.faults import FAULT_MESSAGES, fault_sentence
from playground.runs.error_messages import error_sentence

REASON_MESSAGES = {
    "token_budget": _("The token budget is used up. Raise it and resume to call the other rows."),
    "owner_inactive": _("The account of its owner was deactivated."),
    "credential_unavailable": _(
        "Its credential was deleted, disabled, or taken away from its owner. Choose another one by"
        " duplicating the batch, or have it enabled again, then resume."
    ),
    "equal_errors": _(
        "Several rows in a row failed with the same error, so the others were not called:"
        " %(sentence)s Mend the cause, then resume."
    ),
    "preparation_cut_off": _(
        "The server ended several times while it read this file or checked its rows. Upload a"
        " smaller file, or ask whoever runs the server: its log has more."
    ),
    "rate_limited": _(
        "The provider has refused all calls for %(minutes)s minutes because of its rate limits."
        " Resume later, or have the limits raised."
    ),
}


def reason_sentence(code: str, parameters: Mapping[str, Any]) -> str:
    """Say why a job is where it is; empty where a person has put it there."""
    if not code:
        return ""
    if code in REASON_MESSAGES:
        return str(REASON_MESSAGES[code]) % _with_error(parameters)
    if code in FAULT_MESSAGES:
        return fault_sentence(code, parameters)
    return error_sentence(code, parameters)


def _with_error(parameters: Mapping[str, Any]) -> dict[str, Any]:
    named = dict(parameters)
    if "error_code" in named:
        named["sentence"] = error_sentence(named["error_code"], named.get("error_parameters", {}))
    return named
