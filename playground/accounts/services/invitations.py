"""Invitations: links that let people into a team."""

from __future__ import annotations

import logging
import secrets
from datetime import timedelta

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from playground.accounts.models import Invitation, Membership, Team, User, token_hash
from playground.accounts.services.teams import check_grantable

logger = logging.getLogger(__name__)


class InvitationClosedError(Exception):
    """The invitation was used, revoked, or has expired."""


def new_token() -> str:
    return secrets.token_urlsafe(32)


def invite(
    *, team: Team, by: User, role: str, lifetime: timedelta, email: str = ""
) -> tuple[Invitation, str]:
    """Open an invitation; the token exists in what this returns and nowhere else.

    Raises: RoleNotGrantableError.
    """
    check_grantable(team=team, by=by, role=role)
    token = new_token()
    invitation = Invitation.objects.create(
        team=team,
        role=role,
        email=email,
        token_hash=token_hash(token),
        created_by=by,
        expires_at=timezone.now() + lifetime,
    )
    return invitation, token


def mail_invitation(*, invitation: Invitation, url: str) -> bool:
    """Send the link to the address of the invitation; return whether the mail server took it."""
    values = {"person": invitation.created_by.display_name, "team": invitation.team.name}
    text = _("%(person)s invites you to %(team)s. Open this link to join:") % values
    mail = EmailMessage(
        # A name may hold line breaks, which a header must not.
        subject=" ".join((_("Join %(team)s") % values).split()),
        body=f"{text}\n\n{url}\n",
        to=[invitation.email],
    )
    try:
        return mail.send() == 1
    except OSError as exc:
        logger.warning("Invitation %s could not be mailed: %s", invitation.uuid, exc)
        return False


def revoke_invitation(*, invitation: Invitation) -> None:
    Invitation.objects.filter(pk=invitation.pk).open().update(revoked_at=timezone.now())


@transaction.atomic
def accept_invitation(*, token: str, user: User) -> Membership:
    """Let `user` join. Someone who is in the team already keeps their role and the link its use.

    Raises: InvitationClosedError.
    """
    found = Invitation.objects.open().with_token(token)
    invitation = found.select_related("team").first()
    if invitation is None:
        raise InvitationClosedError
    membership = Membership.objects.filter(team=invitation.team, user=user).first()
    if membership is not None:
        return membership
    if found.update(accepted_at=timezone.now(), accepted_by=user) != 1:
        raise InvitationClosedError
    return Membership.objects.create(team=invitation.team, user=user, role=invitation.role)
