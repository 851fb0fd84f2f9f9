"""One-time sign-in links: how the first owner gets in, and anyone whose mail does not arrive."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from playground.accounts.models import Membership, Role, SignInLink, User, token_hash
from playground.accounts.services.invitations import new_token
from playground.accounts.services.teams import first_team

LINK_LIFETIME = timedelta(hours=24)
# What the owner is called until they say more on the preferences page.
OWNER_EMAIL = "owner@localhost"


class LinkUnusableError(Exception):
    """The link was used, has expired, or its person was deactivated."""


def has_anyone_signed_in() -> bool:
    return User.objects.filter(last_login__isnull=False).exists()


@transaction.atomic
def ensure_owner(*, email: str = "") -> User:
    """Return the longest-standing owner of the first team; the first call makes them."""
    team = first_team()
    owners = team.memberships.filter(role=Role.OWNER, user__is_active=True)
    membership = owners.select_related("user").order_by("pk").first()
    if membership is not None:
        return membership.user
    user = User.objects.filter(email__iexact=email or OWNER_EMAIL).first()
    user = user or User.objects.create_superuser(email or OWNER_EMAIL)
    Membership.objects.update_or_create(team=team, user=user, defaults={"role": Role.OWNER})
    return user


def make_sign_in_link(*, user: User) -> str:
    """Return the token of a new link; the older unused ones of this person stop working."""
    token = new_token()
    now = timezone.now()
    with transaction.atomic():
        user.sign_in_links.open().update(expires_at=now)
        user.sign_in_links.create(token_hash=token_hash(token), expires_at=now + LINK_LIFETIME)
    return token


def redeem_sign_in_link(*, token: str) -> User:
    """Use up the link and return whom it signs in.

    Raises: LinkUnusableError.
    """
    found = SignInLink.objects.open().with_token(token)
    link = found.select_related("user").first()
    if link is None or found.update(used_at=timezone.now()) != 1:
        raise LinkUnusableError
    return link.user
