"""The sentence for an error code, in the language of the moment."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from playground.gateway import ERROR_MESSAGES

# What can happen to a run beside the errors of the gateway.
RUN_ERROR_MESSAGES = {
    "internal_error": _("Something went wrong on the server. It was recorded. Try again."),
    "secret_unreadable": _(
        "The stored key cannot be read with the server's keys. Replace it on the credentials page."
    ),
    "interrupted": _(
        "The server stopped before the reply was complete. Continue it or regenerate it."
    ),
}


def error_sentence(code: str, parameters: Mapping[str, str | int | float]) -> str:
    """Say what happened and what to do; unknown codes get the sentence for the unexpected."""
    if code in RUN_ERROR_MESSAGES:
        return str(RUN_ERROR_MESSAGES[code])
    if code not in ERROR_MESSAGES:
        return str(RUN_ERROR_MESSAGES["internal_error"])
    try:
        return gettext(ERROR_MESSAGES[code]) % parameters
    except KeyError:
        # Saved by a version whose sentence had other placeholders.
        return str(RUN_ERROR_MESSAGES["internal_error"])
