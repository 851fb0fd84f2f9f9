"""What a person is to a conversation, as its pages show it."""

from __future__ import annotations

from dataclasses import dataclass

from playground.accounts.models import User
from playground.conversations.models import Conversation
from playground.credentials.models import Credential
from playground.runs.models import Run


@dataclass(frozen=True, slots=True)
class Access:
    is_owner: bool
    # A viewer of the team it is opened to.
    is_read_only: bool
    owner_name: str = ""
    team_name: str = ""


def credential_name(user: User, run: Run) -> str:
    """Return the name of the credential of a run; empty where it is somebody else's own."""
    if run.user_id == user.pk:
        return run.credential_name
    visible = Credential.objects.visible_to(user).filter(runs=run)
    return run.credential_name if visible.exists() else ""


def access_of(user: User, conversation: Conversation) -> Access:
    """Tell what a person who may see a conversation may do with it."""
    team_name = conversation.team.name if conversation.team else ""
    if conversation.owner_id == user.pk:
        return Access(is_owner=True, is_read_only=False, team_name=team_name)
    editable = Conversation.objects.editable_by(user).filter(pk=conversation.pk)
    return Access(
        is_owner=False,
        is_read_only=not editable.exists(),
        owner_name=conversation.owner.display_name,
        team_name=team_name,
    )
