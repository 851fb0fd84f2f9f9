"""Why a request of a person is refused: a stable code, and a sentence in their language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from playground.accounts.frames import FRAME_REFUSALS, FrameRefused
from playground.gateway import GatewayError, MessageOrderError
from playground.runs.error_messages import error_sentence

REFUSALS = {
    **FRAME_REFUSALS,
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
    "message_blank": _("There is nothing to send. Write a message first."),
    "not_continuable": _("This reply cannot be continued. Regenerate it instead."),
    "provider_mismatch": _("This credential does not work with this provider. Choose another one."),
    "text_too_long": _("This text is too long. Shorten it."),
}


class RequestRefused(FrameRefused):
    """A request that cannot be carried out; nothing has changed."""

    def __init__(
        self,
        code: str,
        *,
        field: str = "",
        position: int | None = None,
        parameters: dict[str, str | int | float] | None = None,
    ) -> None:
        super().__init__(code, field=field)
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
