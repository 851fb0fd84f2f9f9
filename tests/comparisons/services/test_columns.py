from __future__ import annotations

from functools import partial
from uuid import uuid4

import pytest
from django.http import Http404

from playground.comparisons.services import columns
from playground.runs.call_settings import CallChoice
from tests.comparisons.answers import make_comparison

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("verb", [columns.ask_again, columns.remove_column])
def test_a_column_that_another_tab_has_taken_away_is_not_found(alice, verb):
    comparison = make_comparison(alice)

    with pytest.raises(Http404):
        verb(user=alice, uuid=comparison.uuid, column=uuid4())


@pytest.mark.parametrize(
    "verb",
    [
        partial(columns.ask_again, column=uuid4()),
        partial(columns.remove_column, column=uuid4()),
        partial(columns.add_column, choice=CallChoice()),
    ],
)
def test_a_comparison_that_another_tab_has_deleted_is_not_found(alice, verb):
    with pytest.raises(Http404):
        verb(user=alice, uuid=uuid4())
