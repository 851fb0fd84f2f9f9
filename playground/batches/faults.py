"""What can be wrong with a file, a row or what is asked about it: a sentence for each code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from playground.runs.error_messages import RUN_ERROR_MESSAGES, error_sentence
from playground.tables.faults import TABLE_MESSAGES, shown_values

# What is asked makes no call of the row, or of any.
REQUEST_MESSAGES: Final[dict[str, str | Promise]] = {
    # What is asked about all rows.
    "credential_missing": _("No credential is chosen. Choose the one to call with."),
    "kind_unsupported": _(
        "The provider of this credential has no such service. Choose another kind of call, or "
        "another credential."
    ),
    "prompt_missing": _(
        "There is no prompt. Write one, or choose the column that holds the messages."
    ),
    "column_unknown": _(
        "The file has no column “%(column)s”. Choose one that it has; braces that are meant "
        "as text are written {{{{."
    ),
    "plugins_missing": _("No plugin is named. Name one, or enter the endpoint of an application."),
    # One row.
    "prompt_blank": _(
        "Nothing stands in the cells that the prompt is made of. Fill one, or skip the row."
    ),
    "messages_blank": _("The row has no messages. Fill the cell, or skip the row."),
    "messages_not_json": _(
        "The cell is not valid JSON from character %(position)s on. Write a list of messages: "
        '[{"role": "user", "content": "…"}].'
    ),
    "messages_not_list": _(
        'The cell is JSON but no list of messages. Write one: [{"role": "user", "content": "…"}].'
    ),
    "message_not_object": _(
        'Message %(number)s is no object. Write it as {"role": "user", "content": "…"}.'
    ),
    "message_role_unknown": _(
        "Message %(number)s has no role that is known here. It must be user, assistant or system."
    ),
    "message_content_not_text": _("The content of message %(number)s is no text. Make it one."),
    "message_name_not_text": _("The name in message %(number)s is no text. Make it one."),
}

FAULT_MESSAGES: Final = {**TABLE_MESSAGES, **REQUEST_MESSAGES}


def fault_sentence(code: str, parameters: Mapping[str, Any]) -> str:
    """Say what is wrong, where, and what to do, in the language of the moment.

    Codes of the gateway get its sentences, unknown ones that for the unexpected.
    """
    if code not in FAULT_MESSAGES:
        return error_sentence(code, parameters)
    try:
        return str(FAULT_MESSAGES[code]) % shown_values(parameters)
    except KeyError:
        # Saved by a version whose sentence had other placeholders.
        return str(RUN_ERROR_MESSAGES["internal_error"])
