"""Why a request of a person is refused: a stable code, and a sentence in their language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from playground.accounts.frames import FRAME_REFUSALS, FrameRefused
from playground.gateway import GatewayError, MessageOrderError
from playground.runs.error_messages import error_sentence

REFUSALS = {
    **FRAME_REFUSALS,
    "calls_endless": _(
        "The model has called functions more than %(limit)s times in a row. Set the use of "
        "functions to “Off” to get an answer, or ask in other words."
    ),
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
    "results_incomplete": _("Each call needs a result before they can be sent."),
    "text_too_long": _("This text is too long. Shorten it."),
    "tool_choice_unknown": _("There is no function “%(name)s”. Choose another one."),
    "tool_description_not_text": _("The description of “%(name)s” must be a text."),
    "tool_key_unknown": _(
        "Function %(number)s has the key “%(key)s”, which no provider here takes. It may have "
        "“name”, “description”, “parameters” and “mock”."
    ),
    "tool_name_invalid": _(
        "Function %(number)s needs a “name” of up to 64 letters, digits, “_” and “-” that is not "
        "“auto”, “none” or “required”."
    ),
    "tool_name_taken": _("The name “%(name)s” is used twice."),
    "tool_not_an_object": _("Function %(number)s is not a JSON object."),
    "tool_parameters_not_object": _(
        'The parameters of “%(name)s” must be a JSON schema with "type": "object".'
    ),
    "tool_schema_invalid": _(
        "In “%(name)s”, %(path)s is not what a JSON schema may have there: %(value)s"
    ),
    "tools_not_a_list": _("The functions must be a JSON list: [ … ]"),
    "tools_not_json": _("This is not valid JSON. Look at line %(line)s, column %(column)s."),
    "tools_too_many": _("There are more than %(limit)s functions. Leave some out."),
    "tools_unsupported": _(
        "This model cannot call functions. Choose another model, or set the use of functions to "
        "“Off”."
    ),
    "turn_not_answerable": _("These calls cannot be answered any more. Regenerate the reply."),
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
            return str(REFUSALS[self.code]) % self.parameters
        return error_sentence(self.code, self.parameters)
