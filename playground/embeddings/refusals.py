"""Why the vectors of a set are not made, or made on."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

REFUSAL_MESSAGES: Final = {
    "still_running": _("It is still running. Wait for its end, or stop it first."),
    "nothing_left": _("All texts have been embedded."),
    "no_credential": _("Its credential is no longer there. Embed the texts with another one."),
}


class EmbeddingRefused(Exception):
    """A verb that the state of an embedding does not allow; `code` is a key of the messages."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def sentence(self) -> str:
        return str(REFUSAL_MESSAGES[self.code])
