"""Verbs of accounts."""

from __future__ import annotations

from playground.accounts.services.expiry import purge_expired
from playground.accounts.services.invitations import (
    InvitationClosedError,
    accept_invitation,
    invite,
    mail_invitation,
    revoke_invitation,
)
from playground.accounts.services.people import (
    change_email,
    deactivate_user,
    save_language,
    save_preferences,
    save_theme,
)
from playground.accounts.services.sessions import end_all_sessions, end_other_sessions, end_session
from playground.accounts.services.sign_in_links import (
    LinkUnusableError,
    ensure_owner,
    has_anyone_signed_in,
    make_sign_in_link,
    redeem_sign_in_link,
)
from playground.accounts.services.teams import (
    LastOwnerError,
    RoleNotGrantableError,
    change_role,
    first_team,
    remove_member,
    rename_team,
)

__all__ = [
    "InvitationClosedError",
    "LastOwnerError",
    "LinkUnusableError",
    "RoleNotGrantableError",
    "accept_invitation",
    "change_email",
    "change_role",
    "deactivate_user",
    "end_all_sessions",
    "end_other_sessions",
    "end_session",
    "ensure_owner",
    "first_team",
    "has_anyone_signed_in",
    "invite",
    "mail_invitation",
    "make_sign_in_link",
    "purge_expired",
    "redeem_sign_in_link",
    "remove_member",
    "rename_team",
    "revoke_invitation",
    "save_language",
    "save_preferences",
    "save_theme",
]
