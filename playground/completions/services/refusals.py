"""Why a document does not do what it is asked to."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

_MESSAGES = {
    "document_busy": _("The model is still writing. Wait for it or stop it, then try again."),
    "document_changed": _("This text was changed in another tab or on another device."),
    "not_undoable": _("There is no continuation to take back."),
    "sample_empty": _("This sample has no text."),
    "text_changed": _("The text has changed since. Continue from its end instead."),
    "text_too_long": _("This text is too long. Shorten it to %(limit)s characters."),
    "text_blank": _("There is nothing to continue. Write how the text begins."),
    "variable_missing": _("Fill in a value for %(name)s."),
}


class DocumentRefused(Exception):
    """A verb that a document does not allow now; `field` is what is wrong with it."""

    def __init__(self, code: str, *, field: str = "", **parameters: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.parameters = parameters

    @property
    def sentence(self) -> str:
        return str(_MESSAGES[self.code]) % self.parameters
