"""The comparisons that a person may see and change, and who they are in a view on the loop."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404

from playground.accounts.http import AuthenticatedHttpRequest
from playground.accounts.models import User
from playground.comparisons.models import Comparison, ComparisonColumn


def visible_comparison(user: User, uuid: UUID) -> Comparison:
    return get_object_or_404(Comparison.objects.visible_to(user), uuid=uuid)


def editable_comparison(user: User, uuid: UUID) -> Comparison:
    return get_object_or_404(Comparison.objects.editable_by(user), uuid=uuid)


def editable_column(user: User, uuid: UUID, column: UUID) -> ComparisonColumn:
    columns = editable_comparison(user, uuid).columns.select_related("run", "credential")
    return get_object_or_404(columns, uuid=column)


async def person(request: AuthenticatedHttpRequest) -> User:
    user = await request.auser()
    assert isinstance(user, User)
    return user
