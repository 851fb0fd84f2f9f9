"""The conversations that a person sees: their own in its order, and among them what others have
opened to their team."""

from __future__ import annotations

from heapq import merge
from itertools import islice
from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.fields import BooleanField

from playground.accounts.models import User
from playground.conversations.models import Conversation

_ORDER = ("is_pinned", "updated_at", "pk")
_ROW = ("uuid", "title", "is_pinned", "model", "endpoint", "updated_at", "deleted_at", "team_id")
_OWNER = ("owner__name", "owner__email")


class ListedConversations:
    """As much of a list as a paginator asks for.

    Both parts have an index that gives them in their order; a query for both together has none.
    """

    def __init__(self, user: User, query: str = "") -> None:
        own = Conversation.objects.owned_by(user)
        opened = Conversation.objects.opened_to(user)
        if query:
            own = own.filter(title__icontains=query)
            opened = opened.filter(title__icontains=query)
        self._own, self._opened = own, opened

    def count(self) -> int:
        return self._own.count() + self._opened.count()

    def __getitem__(self, place: slice) -> list[Conversation]:
        """Read a stretch, without the texts that a conversation keeps for its next completion."""
        # What its owner has pinned is pinned for nobody else.
        not_pinned = Value(False, output_field=BooleanField())
        newest: Any = self._opened.order_by("-updated_at", "-id")
        opened = list(newest.values_list(not_pinned, "updated_at", "pk")[: place.stop])
        if not opened:
            return list(_rows(self._own.in_list_order())[place])
        own = self._own.in_list_order().values_list(*_ORDER)[: place.stop]
        both = merge(own, opened, reverse=True)
        keys = [pk for _, _, pk in islice(both, place.start, place.stop)]
        rows = _rows(Conversation.objects.all()).in_bulk(keys)
        return [rows[pk] for pk in keys]


def _rows(conversations: QuerySet[Conversation]) -> QuerySet[Conversation]:
    return conversations.select_related("owner").only(*_ROW, *_OWNER)
