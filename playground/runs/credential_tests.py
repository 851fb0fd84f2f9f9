"""Try a credential: one small real call for each provider that it can reach."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, fields

from channels.db import database_sync_to_async
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from playground.accounts.models import User
from playground.credentials.crypto import SecretUnreadableError
from playground.credentials.models import Credential, CredentialKind
from playground.credentials.services import connection_for, providers_of
from playground.gateway import (
    ChatMessage,
    ChatRequest,
    GatewayError,
    KeyKind,
    Task,
    default_model,
    recognize_key,
)
from playground.runs import live_runs
from playground.runs.error_messages import error_sentence
from playground.runs.generation import PreparedRun
from playground.runs.model_lists import listed_models
from playground.runs.models import Run, RunKind, RunStatus
from playground.runs.services import prepare_run, save_run

TEST_SECONDS = 30.0
PROVIDER_LABELS = {
    "qianfan_v1": _("Qianfan V1"),
    "qianfan_v2": _("Qianfan V2"),
    "openai_compatible": _("OpenAI-compatible"),
}
KEY_KINDS = {
    KeyKind.APPLICATION_API_KEY: _("application API Key"),
    KeyKind.APPLICATION_SECRET_KEY: _("application Secret Key"),
    KeyKind.IAM_ACCESS_KEY: _("IAM Access Key"),
    KeyKind.IAM_SECRET_KEY: _("IAM Secret Key"),
    KeyKind.V2_API_KEY: _("Qianfan V2 API key"),
    KeyKind.OPENAI_API_KEY: _("OpenAI-compatible API key"),
    KeyKind.ACCESS_TOKEN: _("access token (expires)"),
}
_QUESTION = ChatMessage("user", "Reply with the word OK.")


@dataclass(frozen=True, slots=True)
class TestCall:
    """One call and what came of it; `message` says what is wrong and what to do."""

    __test__ = False  # Not one for pytest.
    provider: str
    model: str
    is_successful: bool
    latency_ms: int | None = None
    answer: str = ""
    code: str = ""
    message: str = ""

    @property
    def provider_label(self) -> str:
        return str(PROVIDER_LABELS[self.provider])


@dataclass(frozen=True, slots=True)
class CredentialTest:
    calls: tuple[TestCall, ...]
    # What the parts of the key look like, in the order of the form.
    key_kinds: tuple[KeyKind, ...]

    @property
    def key_hint(self) -> str:
        """Say what the parts of the key look like, where we can tell."""
        kinds = [str(KEY_KINDS[kind]) for kind in self.key_kinds if kind in KEY_KINDS]
        if not kinds:
            return ""
        return gettext("The key looks like: %(kinds)s.") % {"kinds": ", ".join(kinds)}

    @property
    def is_successful(self) -> bool:
        return any(call.is_successful for call in self.calls)


async def test_credential(*, user: User, credential: Credential) -> CredentialTest:
    """Make the calls, each recorded as a run of `user`, and tell what works and what does not."""
    calls = [
        await _try_provider(user, credential, provider) for provider in providers_of(credential)
    ]
    return CredentialTest(tuple(calls), await database_sync_to_async(_key_kinds)(credential))


test_credential.__test__ = False  # type: ignore[attr-defined]


async def _try_provider(user: User, credential: Credential, provider: str) -> TestCall:
    model = default_model(provider)
    if not model:
        listed = await listed_models(credential, provider)
        model = next((spec.name for spec in listed if spec.task == Task.CHAT), "")
    if not model:
        return _failed(provider, "", "model_missing")
    request = ChatRequest(messages=(_QUESTION,), model=model, is_streaming=False)
    try:
        run = await database_sync_to_async(_save)(user, credential, provider, request)
    except GatewayError as error:
        return _failed(provider, model, error.code, **error.message_parameters)
    except SecretUnreadableError:
        return _failed(provider, model, "secret_unreadable")
    ended = live_runs.start(run)
    await asyncio.wait([ended], timeout=TEST_SECONDS)
    if not ended.done():
        await live_runs.request_stop(run.uuid)
        return _failed(provider, model, "request_timeout")
    return _outcome(await Run.objects.aget(uuid=run.uuid))


def _save(user: User, credential: Credential, provider: str, request: ChatRequest) -> PreparedRun:
    prepared = prepare_run(credential=credential, provider=provider, request=request)
    save_run(user=user, prepared=prepared, kind=RunKind.CREDENTIAL_TEST)
    return prepared


def _outcome(run: Run) -> TestCall:
    if run.status != RunStatus.SUCCEEDED:
        return _failed(run.provider, run.model, run.error_code, **run.error_parameters)
    return TestCall(
        run.provider, run.model, True, latency_ms=run.latency_ms, answer=run.output.strip()[:200]
    )


def _failed(provider: str, model: str, code: str, **parameters: str | int | float) -> TestCall:
    return TestCall(provider, model, False, code=code, message=error_sentence(code, parameters))


def _key_kinds(credential: Credential) -> tuple[KeyKind, ...]:
    if credential.kind == CredentialKind.SANDBOX:
        # Nobody entered its keys.
        return ()
    try:
        auth = connection_for(credential, providers_of(credential)[0]).auth
    except (GatewayError, SecretUnreadableError):
        return ()
    return tuple(recognize_key(getattr(auth, part.name)) for part in fields(auth))
