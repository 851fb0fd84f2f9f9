"""Teams and who is in them with which role."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from playground.accounts.models import GRANTABLE_ROLES, Membership, Role, Team, User
from playground.accounts.sessions import close_sockets, user_group


class LastOwnerError(Exception):
    """The change would leave the team without an owner."""


class RoleNotGrantableError(Exception):
    """The person may not give this role to anybody."""


def first_team() -> Team:
    """Return the team that every instance starts with; the first call makes it."""
    team = Team.objects.order_by("pk").first()
    return team or Team.objects.create(name="Team")


def rename_team(*, team: Team, name: str) -> None:
    team.name = name
    team.save(update_fields=["name"])


def check_grantable(*, team: Team, by: User, role: str) -> None:
    """Raises: RoleNotGrantableError."""
    own = team.memberships.filter(user=by).first()
    if own is None or role not in GRANTABLE_ROLES[own.role]:
        raise RoleNotGrantableError(role)


@transaction.atomic
def change_role(*, membership: Membership, role: str, by: User) -> None:
    """Raises: LastOwnerError, RoleNotGrantableError."""
    team = _locked_team(membership)
    check_grantable(team=team, by=by, role=role)
    _keep_an_owner(membership, becomes=role)
    membership.role = role
    membership.save(update_fields=["role"])
    _revoke_invitations(membership, still=GRANTABLE_ROLES[role])


@transaction.atomic
def remove_member(*, membership: Membership) -> None:
    """Take a person out of a team; what they do on open pages stops at once.

    Raises: LastOwnerError.
    """
    _locked_team(membership)
    _keep_an_owner(membership, becomes="")
    _revoke_invitations(membership, still=())
    user_id = membership.user_id
    membership.delete()
    transaction.on_commit(lambda: close_sockets(user_group(user_id)))


def _locked_team(membership: Membership) -> Team:
    # Two owners who demote each other at the same moment must come one after the other.
    return Team.objects.select_for_update().get(pk=membership.team_id)


def _keep_an_owner(membership: Membership, *, becomes: str) -> None:
    if becomes == Role.OWNER:
        return
    others = Membership.objects.filter(team=membership.team_id, role=Role.OWNER)
    if not others.exclude(pk=membership.pk).exists():
        raise LastOwnerError


def _revoke_invitations(membership: Membership, *, still: tuple[str, ...]) -> None:
    """Close what the person's old role had opened and the new one no longer may."""
    invitations = membership.team.invitations.open().filter(created_by=membership.user_id)
    invitations.exclude(role__in=still).update(revoked_at=timezone.now())
