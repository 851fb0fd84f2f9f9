"""Why a question is refused: a stable code, and a sentence in the person's language."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from playground.runs.call_settings import CallRefused

REFUSALS: Final[dict[str, Promise]] = {
    "endpoint_missing": _("Name the plugin application: the last part of its address."),
    "file_url_invalid": _("This is not a web address. Start with https:// and a host name."),
    "last_turn_only": _("Only the last question can be asked again."),
    "plugins_missing": _("Choose at least one plugin."),
    "plugins_too_many": _("Choose at most three plugins."),
    "provider_without_plugins": _(
        "Plugins are a service of Qianfan V1. Choose a credential that works with it."
    ),
    "query_missing": _("There is nothing to send. Write a question first."),
    "talk_busy": _("An answer is still being written here. Wait for it or stop it."),
    "talk_gone": _("This talk is no longer there. Start a new one."),
    "variable_unnamed": _("A value has no name. Name the variable, or remove its row."),
    "variables_invalid": _(
        "The variables must be a JSON object: names and values between { and }."
    ),
    "variables_too_many": _("These are too many variables. Remove some."),
}


class QuestionRefused(CallRefused):
    """A question that cannot be asked; nothing has changed. `field` is what is at fault."""

    @property
    def sentence(self) -> str:
        if self.code in REFUSALS:
            return str(REFUSALS[self.code])
        return super().sentence
