"""Verbs of credentials. What opens them for a call is in connections.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from playground.accounts.models import Team, User
from playground.credentials import crypto
from playground.credentials.connections import connection_for, providers_of
from playground.credentials.models import Credential, CredentialKind
from playground.credentials.rate_limits import rate_limiter, remaining_limits
from playground.gateway.limits import NO_LIMITS, RateLimits

__all__ = [
    "CredentialUsage",
    "Secret",
    "connection_for",
    "create_credential",
    "delete_credential",
    "ensure_sandbox_credential",
    "providers_of",
    "rate_limiter",
    "remaining_limits",
    "rename_credential",
    "replace_secret",
    "rotate_keys",
    "set_enabled",
    "set_limits",
    "usage_of",
]

# Shorter keys would be half given away by showing their end.
_HINT_CHARACTERS = 4
_SHORTEST_KEY_WITH_HINT = 16
# As batches call them, which stand above.
_BATCHES_IN_PROGRESS = ("queued", "running", "paused")


class Secret:
    """Key parts by name, and the one address they may be sent to; never shown by `repr`."""

    __slots__ = ("base_url", "parts")

    def __init__(self, parts: Mapping[str, str], *, base_url: str = "") -> None:
        self.parts = dict(parts)
        self.base_url = base_url

    @property
    def hint(self) -> str:
        """The last characters of the first part, by which people know their keys."""
        first = next(iter(self.parts.values()), "")
        return first[-_HINT_CHARACTERS:] if len(first) >= _SHORTEST_KEY_WITH_HINT else ""


@dataclass(frozen=True, slots=True)
class CredentialUsage:
    """What would miss a credential: conversations set to it, batches in progress, past runs."""

    conversations: int
    batches: int
    runs: int


@sensitive_variables("secret")
def create_credential(
    *,
    kind: str,
    name: str,
    secret: Secret,
    team: Team | None = None,
    owner: User | None = None,
    limits: RateLimits = NO_LIMITS,
) -> Credential:
    """Save a credential of `team`, or of `owner` alone."""
    credential = Credential(kind=kind, name=name, team=team, owner=owner, **asdict(limits))
    _seal(credential, secret)
    credential.save()
    return credential


def ensure_sandbox_credential(*, team: Team) -> Credential:
    """Return the team's sandbox credential; the first call makes it."""
    found = team.credentials.filter(kind=CredentialKind.SANDBOX).order_by("pk").first()
    if found is not None:
        return found
    return create_credential(
        kind=CredentialKind.SANDBOX, name="Sandbox", secret=Secret({}), team=team
    )


def rename_credential(*, credential: Credential, name: str) -> None:
    credential.name = name
    credential.save(update_fields=["name"])


@sensitive_variables("secret")
def replace_secret(*, credential: Credential, secret: Secret) -> None:
    """Put a new secret, and the address it goes to, in the place of the old ones."""
    _seal(credential, secret)
    credential.secret_changed_at = timezone.now()
    credential.save(
        update_fields=["base_url", "encrypted_secret", "secret_hint", "secret_changed_at"]
    )


def set_limits(*, credential: Credential, limits: RateLimits) -> None:
    """Limit what calls with a credential may spend, from the next call on."""
    for name, limit in asdict(limits).items():
        setattr(credential, name, limit)
    credential.save(update_fields=list(asdict(limits)))


def set_enabled(*, credential: Credential, is_enabled: bool) -> None:
    credential.is_enabled = is_enabled
    credential.save(update_fields=["is_enabled"])


def usage_of(credential: Credential) -> CredentialUsage:
    return CredentialUsage(
        conversations=credential.conversations.filter(deleted_at__isnull=True).count(),
        batches=credential.batch_jobs.filter(
            status__in=_BATCHES_IN_PROGRESS, deleted_at__isnull=True
        ).count(),
        runs=credential.runs.count(),
    )


def delete_credential(*, credential: Credential) -> None:
    """Delete for good; runs keep the name, conversations ask for another, batches pause."""
    credential.delete()


def rotate_keys() -> tuple[int, list[Credential]]:
    """Encrypt all secrets anew with the first key.

    Returns how many, and the credentials that no key of the settings opens.
    """
    count, unreadable = 0, []
    sealed = Credential.objects.exclude(encrypted_secret=b"").order_by("pk")
    for credential in sealed.iterator(chunk_size=200):
        old = bytes(credential.encrypted_secret)
        try:
            new = crypto.rotate(old)
        except crypto.SecretUnreadableError:
            unreadable.append(credential)
            continue
        with transaction.atomic():
            # A secret that was replaced a moment ago is encrypted with the first key already.
            found = Credential.objects.filter(pk=credential.pk, encrypted_secret=old)
            count += found.update(encrypted_secret=new)
    return count, unreadable


@sensitive_variables("secret")
def _seal(credential: Credential, secret: Secret) -> None:
    credential.base_url = secret.base_url
    credential.encrypted_secret = crypto.encrypt(secret.parts, binding=credential.binding)
    credential.secret_hint = secret.hint
