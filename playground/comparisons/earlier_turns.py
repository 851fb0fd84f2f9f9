"""The turns before the prompt of a comparison: where a set-up has found them, and whether they go.

A page names them by their address, and they are looked up for whoever sends it, so that long ones
do not travel with every click. Addresses are `conversation:<uuid>:<message>` for the branch down
to a message, `run:<uuid>` for what a run was told, and `comparison:<uuid>`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from playground.accounts.models import User
from playground.comparisons.models import Comparison
from playground.conversations.branches import turns_to
from playground.conversations.history import answered_exchanges
from playground.conversations.models import Conversation
from playground.gateway import ChatMessage
from playground.runs.repeats import prefill

MAX_ADDRESS_CHARACTERS: Final = 100


@dataclass(frozen=True, slots=True)
class EarlierTurns:
    """Questions and answers in turn; without an address there are none."""

    address: str = ""
    turns: tuple[ChatMessage, ...] = ()
    is_left_out: bool = False

    @property
    def is_missing(self) -> bool:
        """Are they to go along, but cannot be found any more?"""
        return bool(self.address) and not self.turns and not self.is_left_out

    @property
    def sent(self) -> tuple[ChatMessage, ...]:
        return () if self.is_left_out else self.turns


NO_TURNS: Final = EarlierTurns()


def begun_with(address: str, turns: tuple[ChatMessage, ...]) -> EarlierTurns:
    """Begin with what was found at an address; where that is nothing, nothing is missed later."""
    return EarlierTurns(address, turns) if turns else NO_TURNS


def turns_at(user: User, address: str) -> tuple[ChatMessage, ...]:
    """Look up the turns at an address that `user` may see; what it names may be gone."""
    source, *texts = address.split(":")
    try:
        uuids = [UUID(text) for text in texts]
    except ValueError:
        return ()
    match source, uuids:
        case "conversation", [conversation, message]:
            return _turns_of_conversation(user, conversation, message)
        case "run", [run]:
            given = prefill(user, run)
            return spoken(given.turns) if given else ()
        case "comparison", [uuid]:
            found = Comparison.objects.visible_to(user).filter(uuid=uuid).first()
            return found.earlier_turns if found else ()
    return ()


def spoken(messages: Iterable[ChatMessage]) -> tuple[ChatMessage, ...]:
    """Return the questions that have an answer, each with its last one, as texts.

    The calls of functions between the two are left out: a column offers none.
    """
    exchanges: list[list[ChatMessage]] = []
    for message in messages:
        if message.role == "user":
            exchanges.append([message])
        elif message.role == "assistant" and message.content.strip() and exchanges:
            exchanges[-1].append(message)
    return tuple(
        ChatMessage(turn.role, turn.content)
        for exchange in exchanges
        if len(exchange) > 1 and exchange[0].content.strip()
        for turn in (exchange[0], exchange[-1])
    )


def _turns_of_conversation(user: User, uuid: UUID, message: UUID) -> tuple[ChatMessage, ...]:
    conversation = Conversation.objects.visible_to(user).filter(uuid=uuid).first()
    turns = turns_to(conversation, message) if conversation else []
    # What a provider has asked to clear is sent to nobody.
    if any(turn.needs_clear_history for turn in turns):
        return ()
    return spoken(answered_exchanges(turns))
