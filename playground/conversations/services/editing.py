"""Change what a thread holds or shows: edit a turn, delete one, select a branch."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from playground.accounts.models import User
from playground.conversations.branches import Tree
from playground.conversations.models import Conversation, Message, MessageRole
from playground.conversations.notifications import announce_to_readers
from playground.conversations.refusals import RequestRefused
from playground.runs.models import LIVE_STATUSES


def edit_message(*, message: Message, text: str) -> None:
    """Put other words into a turn, in its place; nothing is asked again."""
    if not text.strip():
        raise RequestRefused("message_blank", field="text")
    if message.run is not None and message.run.is_live:
        raise RequestRefused("conversation_busy")
    message.content = text
    message.edited_at = timezone.now()
    message.save(update_fields=["content", "edited_at"])
    announce_to_readers(message.conversation)


@transaction.atomic
def delete_message(*, user: User, conversation: UUID, message: UUID) -> Conversation:
    """Delete a turn and return the conversation as it is then.

    A user turn goes with its replies, and what followed them moves up to the turn before. A reply
    goes with everything that follows it; so does the result of a function, with the other results
    of the same reply.
    """
    found = locked(user, conversation)
    target = _one_message(found, message)
    tree = Tree(found)
    if target.role == MessageRole.USER:
        users = found.messages.filter(role=MessageRole.USER).values_list("pk", flat=True)
        doomed = tree.with_descendants(target.pk, but=set(users))
        _refuse_if_live(doomed)
        following = Message.objects.filter(parent__in=doomed[1:], role=MessageRole.USER)
        following.update(parent=target.parent_id)
    else:
        target = _first_result(target)
        doomed = tree.with_descendants(target.pk)
        _refuse_if_live(doomed)
    leaf = found.leaf_id
    found.leaf = None
    found.save(update_fields=["leaf"])
    # Without their parents Django finds no chain of cascades to walk down, turn by turn.
    Message.objects.filter(pk__in=doomed).update(parent=None)
    Message.objects.filter(pk__in=doomed).delete()
    if leaf in doomed:
        leaf = Tree(found).newest_leaf(target.parent_id)
    found.leaf_id = leaf
    found.save(update_fields=["leaf"])
    announce_to_readers(found)
    return found


@transaction.atomic
def select_branch(*, user: User, conversation: UUID, message: UUID) -> Conversation:
    """Show the branch that goes through a message, down to its newest end."""
    found = locked(user, conversation)
    target = _one_message(found, message)
    found.leaf_id = Tree(found).newest_leaf(target.pk)
    found.save(update_fields=["leaf"])
    return found


def locked(user: User, uuid: UUID) -> Conversation:
    """Return a conversation that nobody else changes until the transaction ends."""
    found = Conversation.objects.editable_by(user).select_for_update().filter(uuid=uuid).first()
    if found is None:
        raise RequestRefused("not_found", field="conversation")
    return found


def _one_message(conversation: Conversation, uuid: UUID) -> Message:
    found = conversation.messages.filter(uuid=uuid).first()
    if found is None:
        raise RequestRefused("not_found", field="message")
    return found


def _first_result(message: Message) -> Message:
    """Return the first of the results that a message belongs to; itself where it is none."""
    while message.parent is not None and message.role == message.parent.role == MessageRole.TOOL:
        message = message.parent
    return message


def _refuse_if_live(messages: list[int]) -> None:
    if Message.objects.filter(pk__in=messages, run__status__in=LIVE_STATUSES).exists():
        raise RequestRefused("conversation_busy")
