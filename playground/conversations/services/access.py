"""Who may watch and stop a reply, and to which team a conversation is open."""

from __future__ import annotations

from uuid import UUID

from asgiref.sync import async_to_sync
from django.db import transaction

from playground.accounts.models import Team, User
from playground.conversations.models import Conversation, Message
from playground.conversations.notifications import announce_closing, announce_to_readers, readers_of
from playground.conversations.refusals import RequestRefused
from playground.runs import live_runs
from playground.runs.models import Run


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


@transaction.atomic
def open_to_team(*, conversation: Conversation, team: Team | None) -> None:
    """Let the members of a team read a conversation and continue it; of None, nobody.

    Whoever could and cannot any more is told so and hears nothing more; what they were having
    written stops.
    """
    # A member who submits in this moment does so before it or not at all. What another tab has
    # opened it to meanwhile, `conversation` does not know.
    before = set(readers_of(Conversation.objects.select_for_update().get(pk=conversation.pk)))
    conversation.team = team
    conversation.save(update_fields=["team"])
    close_to(conversation, before - set(readers_of(conversation)))
    announce_to_readers(conversation)


def close_to(conversation: Conversation, people: set[int]) -> None:
    """End what people who may not see a conversation any more do with it on open pages."""
    live = Run.objects.live().filter(message__conversation=conversation)
    runs = dict(live.values_list("uuid", "user_id"))
    announce_closing(conversation=conversation.uuid, runs=list(runs), user_ids=people)
    stopped = [run for run, user in runs.items() if user in people]
    transaction.on_commit(lambda: [async_to_sync(live_runs.request_stop)(run) for run in stopped])
