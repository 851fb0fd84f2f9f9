"""A call that is made again just as it was: the request of an ended run, ready for a new one."""

from __future__ import annotations

from typing import Final

from playground.accounts.models import User
from playground.gateway import (
    ChatRequest,
    CompletionRequest,
    ErniePluginRequest,
    PluginRequest,
    StreamRequest,
    Tool,
)
from playground.gateway.payloads import as_object, as_text
from playground.runs.generation import PreparedRun
from playground.runs.models import Run, RunKind
from playground.runs.repeats import sent_of, usable_credential
from playground.runs.sent_bodies import Sent
from playground.runs.services import prepare_run, save_run

_CHATS: Final = (RunKind.CHAT, RunKind.CREDENTIAL_TEST)


class CredentialGone(Exception):
    """The credential of the run is deleted, disabled, or no longer this person's to use."""


def request_of(run: Run) -> StreamRequest | None:
    """Return what an ended run has asked for.

    None for what a page of its own has to ask again, as its answer is no text, and where not all
    that was sent was kept, as with pictures.
    """
    if run.is_live or not run.request:
        return None
    sent = sent_of(run)
    if sent.has_pictures:
        return None
    if run.kind in _CHATS:
        return _chat(run, sent)
    if run.kind == RunKind.COMPLETION:
        return CompletionRequest(
            sent.text,
            model=run.model,
            endpoint=run.endpoint,
            parameters=sent.parameters,
            is_streaming=sent.is_streaming,
        )
    if run.kind == RunKind.PLUGIN:
        return _plugin(run, sent)
    return None


def prepare_again(*, user: User, run: Run, request: StreamRequest) -> PreparedRun:
    """Save a new run of a request of an old one, with the credential of then.

    Raises: CredentialGone, GatewayError, SecretUnreadableError.
    """
    credential = usable_credential(run, user)
    if credential is None:
        raise CredentialGone
    prepared = prepare_run(credential=credential, provider=run.provider, request=request)
    save_run(user=user, prepared=prepared, kind=RunKind(run.kind))
    return prepared


def _chat(run: Run, sent: Sent) -> ChatRequest:
    tools = (
        Tool(
            as_text(tool.get("name")),
            as_text(tool.get("description")),
            as_object(tool.get("parameters")),
        )
        for tool in sent.tools
    )
    return ChatRequest(
        messages=sent.messages,
        model=run.model,
        endpoint=run.endpoint,
        system=sent.system,
        tools=tuple(tools),
        tool_choice=sent.tool_choice,
        parameters=sent.parameters,
        is_streaming=sent.is_streaming,
    )


def _plugin(run: Run, sent: Sent) -> StreamRequest:
    if sent.messages:
        return ErniePluginRequest(
            messages=sent.messages,
            plugins=sent.plugins,
            model=run.model,
            parameters=sent.parameters,
            is_streaming=sent.is_streaming,
        )
    body = as_object(as_object(run.request).get("body"))
    return PluginRequest(
        query=sent.text,
        endpoint=run.endpoint,
        plugins=sent.plugins,
        file_url=sent.file_url,
        variables=sent.variables,
        history=sent.turns,
        is_verbose=body.get("verbose") is True,
        parameters=sent.parameters,
        is_streaming=sent.is_streaming,
    )
