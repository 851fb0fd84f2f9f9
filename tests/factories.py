"""Makers of rows for tests; every one saves what it returns."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from types import MappingProxyType
from typing import Any

from playground.accounts.models import Membership, Role, Team, User
from playground.credentials.models import Credential, CredentialKind
from playground.credentials.services import Secret, create_credential

PASSWORD = "correct horse battery staple"
_numbers = count(1)


def make_user(email: str = "", **fields: Any) -> User:
    # Hashing a password takes longer than most tests; those that sign in by form set one.
    user = User(email=email or f"person{next(_numbers)}@example.com", **fields)
    user.set_unusable_password()
    user.save()
    return user


def make_team(name: str = "Team", *, owner: User | None = None) -> Team:
    team = Team.objects.create(name=name)
    if owner is not None:
        make_membership(team, owner, Role.OWNER)
    return team


def make_membership(team: Team, user: User, role: str = Role.MEMBER) -> Membership:
    return Membership.objects.create(team=team, user=user, role=role)


def make_credential(
    *,
    team: Team | None = None,
    owner: User | None = None,
    kind: str = CredentialKind.SANDBOX,
    parts: Mapping[str, str] = MappingProxyType({}),
    **fields: Any,
) -> Credential:
    """Make a credential of `team`, or of `owner` alone; the sandbox's unless `kind` says more."""
    credential = create_credential(
        kind=kind,
        name=fields.pop("name", f"Credential {next(_numbers)}"),
        secret=Secret(parts, base_url=fields.pop("base_url", "")),
        team=team,
        owner=owner,
    )
    if fields:
        Credential.objects.filter(pk=credential.pk).update(**fields)
        credential.refresh_from_db()
    return credential
