"""With what a completion is made: chosen by a person, kept in the conversation, checked here."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from playground.accounts.models import User
from playground.conversations.models import Conversation
from playground.conversations.refusals import RequestRefused
from playground.conversations.tools import can_call_functions, check_choice, read_functions
from playground.credentials.models import Credential
from playground.credentials.services import providers_of
from playground.gateway import (
    JSON,
    ChatMessage,
    ChatRequest,
    GatewayError,
    Tool,
    default_model,
    parameters_for,
    validate_parameters,
)
from playground.gateway.messages import check_messages
from playground.lib.compiled_queries import CompiledQuery


@dataclass(frozen=True, slots=True)
class ChosenSettings:
    """What a page sends; the credential is named, not yet looked up."""

    credential: UUID | None = None
    provider: str = ""
    model: str = ""
    endpoint: str = ""
    system: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    is_streaming: bool = True
    tools: str = ""
    tool_choice: str = ""


@dataclass(frozen=True, slots=True)
class CompletionSettings:
    """Settings with which a call can be made."""

    credential: Credential
    provider: str
    model: str
    endpoint: str
    system: str
    parameters: dict[str, JSON]
    is_streaming: bool
    tools: str = ""
    tool_choice: str = ""

    def request(self, messages: tuple[ChatMessage, ...]) -> ChatRequest:
        """Build the request and check it. Raises: RequestRefused, naming what is wrong."""
        request = ChatRequest(
            messages=messages,
            model=self.model,
            endpoint=self.endpoint,
            system=self.system,
            parameters=self.parameters,
            is_streaming=self.is_streaming,
            tools=self._tools(),
            tool_choice=self.tool_choice,
        )
        try:
            check_messages(request, self.provider)
        except GatewayError as error:
            raise RequestRefused.from_gateway(error) from error
        return request

    def _tools(self) -> tuple[Tool, ...]:
        tools = tuple(function.tool for function in read_functions(self.tools))
        if not tools or can_call_functions(self.provider, self.model, self.endpoint):
            return tools
        if self.tool_choice == "none":
            return ()
        raise RequestRefused("tools_unsupported", field="model")


def kept_settings(conversation: Conversation) -> ChosenSettings:
    """Return the settings that the conversation keeps."""
    credential = conversation.credential
    return ChosenSettings(
        credential=credential.uuid if credential else None,
        provider=conversation.provider,
        model=conversation.model,
        endpoint=conversation.endpoint,
        system=conversation.system,
        parameters=conversation.parameters,
        is_streaming=conversation.is_streaming,
        tools=conversation.tools,
        tool_choice=conversation.tool_choice,
    )


def settings_for(user: User, conversation: Conversation) -> ChosenSettings:
    """Return the settings that the conversation keeps, as `user` may use them.

    A member of the team to whom its credential is closed goes on with their own choice.
    """
    kept = kept_settings(conversation)
    if conversation.owner_id == user.pk:
        return kept
    usable = Credential.objects.usable_by(user).filter(conversations=conversation)
    if usable.exists():
        return kept
    return replace(
        default_settings(user),
        system=kept.system,
        tools=kept.tools,
        tool_choice=kept.tool_choice,
    )


def take_settings(user: User, conversation: Conversation, chosen: CompletionSettings) -> None:
    """Keep these settings for the next completion, unless the owner could not call with them."""
    if conversation.owner_id != user.pk:
        usable = Credential.objects.usable_by(conversation.owner)
        if not usable.filter(pk=chosen.credential.pk).exists():
            return
    conversation.take_settings(chosen)


def default_settings(user: User) -> ChosenSettings:
    """Return the settings of the last conversation, or what works without any choice."""
    last = (
        Conversation.objects.owned_by(user)
        .filter(credential__in=Credential.objects.usable_by(user))
        .select_related("credential")
        .order_by("-updated_at")
        .first()
    )
    if last is not None and last.credential is not None:
        return ChosenSettings(
            last.credential.uuid,
            last.provider,
            last.model,
            last.endpoint,
            parameters=last.parameters,
            is_streaming=last.is_streaming,
        )
    credential = Credential.objects.usable_by(user).order_by("pk").first()
    if credential is None:
        return ChosenSettings()
    provider = providers_of(credential)[0]
    return ChosenSettings(credential.uuid, provider, default_model(provider))


def checked_settings(user: User, chosen: ChosenSettings) -> CompletionSettings:
    """Look up the credential as `user` may use it now, and check provider and parameters."""
    credential = usable_credential(user, chosen.credential)
    providers = providers_of(credential)
    provider = chosen.provider or providers[0]
    if provider not in providers:
        raise RequestRefused("provider_mismatch", field="provider")
    model = chosen.model or ("" if chosen.endpoint else default_model(provider))
    if not model and not chosen.endpoint:
        raise RequestRefused("model_missing", field="model")
    try:
        validate_parameters(parameters_for(provider, model, chosen.endpoint), chosen.parameters)
    except GatewayError as error:
        raise RequestRefused.from_gateway(error) from error
    check_choice(chosen.tool_choice, read_functions(chosen.tools))
    return CompletionSettings(
        credential=credential,
        provider=provider,
        model=model,
        endpoint=chosen.endpoint,
        system=chosen.system,
        parameters=chosen.parameters,
        is_streaming=chosen.is_streaming,
        tools=chosen.tools,
        tool_choice=chosen.tool_choice,
    )


_usable_credential = CompiledQuery(
    lambda user, uuid: Credential.objects.usable_by(User(pk=user)).filter(uuid=uuid),
    -1,
    UUID(int=1),
)


def usable_credential(user: User, uuid: UUID | None) -> Credential:
    credential = None
    if uuid is not None:
        credential = _usable_credential.first(user.pk, uuid)
    if credential is None:
        raise RequestRefused("credential_unavailable", field="credential")
    return credential
