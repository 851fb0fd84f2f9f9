"""Why a batch does not do what it is asked to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from playground.batches.faults import fault_sentence

REFUSAL_MESSAGES = {
    "not_checked": _("Check the rows first."),
    "no_rows": _("There are no rows to call."),
    "not_startable": _("This batch has been started already."),
    "not_live": _("This batch is not running."),
    "not_resumable": _("This batch cannot be resumed."),
    "nothing_failed": _("No row has failed."),
    "still_running": _("Stop or pause the batch first, and wait for the rows in flight."),
    "budget_used_up": _("The token budget is used up already. Raise it first."),
    "credential_unavailable": _(
        "Its credential was deleted, disabled, or is not yours to use any more."
    ),
    "not_in_setup": _("What is asked about the rows can no longer be changed. Duplicate it."),
    "no_file": _("Upload a file first."),
    "erased": _("This batch was deleted too long ago to get it back."),
    "file_gone": _("The uploaded file is not there any more. Upload it again."),
}


class BatchRefused(Exception):
    """A verb that a job does not allow; `code` is a key of the messages above, or of a fault."""

    def __init__(self, code: str, parameters: Mapping[str, Any] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = dict(parameters or {})

    @property
    def sentence(self) -> str:
        if self.code in REFUSAL_MESSAGES:
            return str(REFUSAL_MESSAGES[self.code]) % self.parameters
        return fault_sentence(self.code, self.parameters)
