"""Why a request of a person is refused: a stable code, and a sentence in their language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from playground.gateway import GatewayError, MessageOrderError
from playground.runs.error_messages import error_sentence

REFUSALS = {
    "conversation_busy": _(
        "A reply is still being written here. Wait for it or stop it, then try again."
    ),
    "credential_unavailable": _(
        "This credential is no longer available. Choose another one in the settings."
    ),
    "history_must_be_cleared": _(
        "The provider ended this conversation because of its content. Start a new one or edit an "
        "earlier message."
    ),
    "internal_error": _("Something went wrong on the server. It was recorded. Try again."),
    "malformed_frame": _("The server could not read what the page sent. Reload the page."),
    "message_blank": _("There is nothing to send. Write a message first."),
    "not_continuable": _("This reply cannot be continued. Regenerate it instead."),
    "not_found": _("This does not exist, or you have no access to it."),
    "provider_mismatch": _("This credential does not work with this provider. Choose another one."),
    "text_too_long": _("This text is too long. Shorten it."),
    "unknown_frame": _("The page and the server do not match. Reload the page."),
}


class RequestRefused(Exception):
    """A request that cannot be carried out; nothing has changed."""

    def __init__(
        self,
        code: str,
        *,
        field: str = "",
        position: int | None = None,
        parameters: dict[str, str | int | float] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.position = position
        self.parameters = parameters or {}

    @classmethod
    def from_gateway(cls, error: GatewayError) -> RequestRefused:
        position = error.position if isinstance(error, MessageOrderError) else None
        parameters = error.message_parameters
        field = str(parameters.get("parameter", ""))
        return cls(error.code, field=field, position=position, parameters=parameters)

    @property
    def sentence(self) -> str:
        if self.code in REFUSALS:
            return str(REFUSALS[self.code])
        return error_sentence(self.code, self.parameters)
