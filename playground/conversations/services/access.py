"""What a person may watch and stop."""

from __future__ import annotations

from uuid import UUID

from playground.accounts.models import User
from playground.conversations.models import Conversation, Message
from playground.conversations.refusals import RequestRefused


def watched_run(*, user: User, run: UUID) -> UUID:
    """Return the id of the reply that a run writes, if `user` may see it."""
    reply = (
        Message.objects.filter(
            run__uuid=run, conversation__in=Conversation.objects.visible_to(user)
        )
        .values_list("uuid", flat=True)
        .first()
    )
    if reply is None:
        raise RequestRefused("not_found", field="run")
    return reply
