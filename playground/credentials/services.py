"""Verbs of credentials: create, replace the secret, and open a connection (for `runs` only)."""

from __future__ import annotations

from playground.accounts.models import Team
from playground.credentials.models import Credential, CredentialKind

_PROVIDERS: dict[str, tuple[str, ...]] = {
    CredentialKind.QIANFAN_APPLICATION: ("qianfan_v1",),
    CredentialKind.QIANFAN_IAM: ("qianfan_v1", "qianfan_v2"),
    CredentialKind.QIANFAN_V2: ("qianfan_v2",),
    CredentialKind.OPENAI_COMPATIBLE: ("openai_compatible",),
    CredentialKind.SANDBOX: ("qianfan_v1", "qianfan_v2"),
}


def providers_of(credential: Credential) -> tuple[str, ...]:
    """Return the providers that this kind of credential can call, the usual one first."""
    return _PROVIDERS[credential.kind]


def ensure_sandbox_credential(*, team: Team) -> Credential:
    """Return the team's sandbox credential; the first call makes it."""
    credential = team.credentials.filter(kind=CredentialKind.SANDBOX).order_by("pk").first()
    if credential is None:
        credential = team.credentials.create(name="Sandbox", kind=CredentialKind.SANDBOX)
    return credential
