"""From a credential to a connection: the only place where a secret is opened. For `runs` only."""

from __future__ import annotations

from django.conf import settings
from django.views.decorators.debug import sensitive_variables

from playground.credentials import crypto
from playground.credentials.models import Credential, CredentialKind
from playground.credentials.rate_limits import limit_key
from playground.gateway import (
    ApplicationKey,
    Authentication,
    BearerKey,
    Connection,
    ConnectionFailedError,
    EgressPolicy,
    IamKey,
    NoKey,
)

PROVIDERS: dict[str, tuple[str, ...]] = {
    CredentialKind.QIANFAN_APPLICATION: ("qianfan_v1",),
    CredentialKind.QIANFAN_IAM: ("qianfan_v1", "qianfan_v2"),
    CredentialKind.QIANFAN_V2: ("qianfan_v2",),
    CredentialKind.OPENAI_COMPATIBLE: ("openai_compatible",),
    CredentialKind.SANDBOX: ("qianfan_v1", "qianfan_v2"),
}

# The demo keys that the sandbox documents; they open nothing else.
SANDBOX_IAM_KEY = IamKey("ALTAKsandbox00000000000000", "0123456789abcdef0123456789abcdef")
SANDBOX_V2_KEY = BearerKey("bce-v3/ALTAK-sandbox/0123456789abcdef0123456789abcdef")


def providers_of(credential: Credential) -> tuple[str, ...]:
    """Return the providers that this kind of credential can call, the usual one first."""
    return PROVIDERS[credential.kind]


def egress_policy() -> EgressPolicy:
    """Return what calls with people's own credentials may reach."""
    return EgressPolicy(tuple(settings.EGRESS_ALLOWED))


def connection_for(credential: Credential, provider: str) -> Connection:
    """Open the secret for one call of `provider`, which is one of `providers_of(credential)`.

    Raises: SecretUnreadableError; ConnectionFailedError where the sandbox does not run.
    """
    if provider not in providers_of(credential):
        raise ValueError(f"{credential.kind} cannot call {provider}.")
    if credential.kind == CredentialKind.SANDBOX:
        return _sandbox_connection(credential, provider)
    base_urls = {
        "qianfan_v1": settings.QIANFAN_V1_BASE_URL,
        "qianfan_v2": settings.QIANFAN_V2_BASE_URL,
        "openai_compatible": credential.base_url,
    }
    return Connection(
        provider=provider,
        base_url=base_urls[provider],
        auth=_reveal(credential),
        iam_base_url=settings.QIANFAN_IAM_BASE_URL,
        console_base_url=settings.QIANFAN_V2_BASE_URL,
        egress=egress_policy(),
        limit_key=limit_key(credential),
        limits=credential.rate_limits,
    )


def _sandbox_connection(credential: Credential, provider: str) -> Connection:
    # An empty address would mean the provider's own.
    if not settings.SANDBOX_URL:
        raise ConnectionFailedError
    return Connection(
        provider=provider,
        base_url=settings.SANDBOX_URL,
        auth=SANDBOX_IAM_KEY if provider == "qianfan_v1" else SANDBOX_V2_KEY,
        iam_base_url=settings.SANDBOX_URL,
        console_base_url=settings.SANDBOX_URL,
        egress=EgressPolicy(is_guarded=False),
        limit_key=limit_key(credential),
        limits=credential.rate_limits,
    )


@sensitive_variables("parts")
def _reveal(credential: Credential) -> Authentication:
    parts = crypto.decrypt(bytes(credential.encrypted_secret), binding=credential.binding)
    match credential.kind:
        case CredentialKind.QIANFAN_APPLICATION:
            return ApplicationKey(parts["api_key"], parts["secret_key"])
        case CredentialKind.QIANFAN_IAM:
            return IamKey(parts["access_key"], parts["secret_key"])
    return BearerKey(parts["key"]) if "key" in parts else NoKey()
