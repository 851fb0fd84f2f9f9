"""The timeline of a person: in order, in pages, filtered, searched and added up."""

from __future__ import annotations

from datetime import UTC, date, datetime
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from playground.runs import timeline
from playground.runs.models import RunKind, RunStatus
from playground.runs.timeline import (
    PAGE_SIZE,
    Filters,
    Place,
    named_runs,
    newer_runs,
    recent_models,
    timeline_page,
    totals,
)
from tests.factories import make_credential
from tests.runs.make_runs import NOON, make_run, make_runs

EVERYTHING = Filters()


def all_titles(user, filters=EVERYTHING):
    """Read page after page; also returns how many there were."""
    titles, pages, before = [], 0, None
    while True:
        page = timeline_page(user, filters, before)
        titles += [run.title for run in page.runs]
        pages += 1
        if page.older is None:
            return titles, pages
        before = page.older


def test_the_newest_run_comes_first(alice):
    make_run(alice, "older")
    make_run(alice, "newer")

    page = timeline_page(alice, EVERYTHING)

    assert [run.title for run in page.runs] == ["newer", "older"]
    assert page.older is None


def test_the_pages_hold_every_run_once_even_of_the_same_moment(alice):
    make_runs(alice, 2 * PAGE_SIZE + 1, created_at=NOON)

    titles, pages = all_titles(alice)

    assert titles == [f"Question {index}" for index in reversed(range(2 * PAGE_SIZE + 1))]
    assert pages == 3


def test_a_run_that_comes_meanwhile_moves_no_page(alice):
    make_runs(alice, PAGE_SIZE + 1)
    first = timeline_page(alice, EVERYTHING)
    make_run(alice, "meanwhile")

    second = timeline_page(alice, EVERYTHING, first.older)

    assert [run.title for run in second.runs] == ["Question 0"]


def test_runs_of_others_are_in_no_timeline(alice, bob, team):
    make_run(alice)

    assert not timeline_page(bob, EVERYTHING).runs
    assert totals(bob, EVERYTHING)[0].count == 0
    assert recent_models(bob) == []


def test_the_longest_names_fit_into_the_index(alice):
    # PostgreSQL takes no more than 2,704 bytes, after it has tried to make them fewer.
    letters = Random(1).choices([chr(code) for code in range(0x20000, 0x2A6DF)], k=600)
    title, model, endpoint = ("".join(letters[start : start + 200]) for start in (0, 200, 400))

    make_run(alice, title, model=model, endpoint=endpoint)

    assert [run.title for run in timeline_page(alice, EVERYTHING).runs] == [title]


def test_a_timeline_reads_no_long_text(alice):
    make_run(alice)

    with CaptureQueriesContext(connection) as queries:
        list(timeline_page(alice, EVERYTHING).runs)

    sql = " ".join(query["sql"] for query in queries)
    assert not any(f'"{name}"' in sql for name in ("request", "response", "output", "reasoning"))


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(kind=RunKind.IMAGE), ["a picture"]),
        (Filters(state="failed"), ["a failure"]),
        (Filters(state="live"), ["a live one", "a queued one"]),
        (Filters(model="my-own"), ["an own endpoint"]),
        (Filters(model="deepseek-v3"), ["a failure"]),
        (Filters(since=date(2026, 11, 22)), ["of the last day"]),
        (Filters(until=date(2026, 11, 19)), ["of the first day"]),
        (Filters(query="PICTURE"), ["a picture"]),
        (Filters(query="100%"), ["100% sure"]),
        (Filters(query="a", kind=RunKind.IMAGE), ["a picture"]),
        (Filters(query="nothing of the kind"), []),
    ],
)
def test_a_filter_finds_what_it_says(alice, filters, found):
    make_run(alice, "of the first day", created_at=datetime(2026, 11, 19, 23, 59, tzinfo=UTC))
    make_run(alice, "a picture", kind=RunKind.IMAGE)
    make_run(alice, "a failure", status=RunStatus.FAILED, model="deepseek-v3")
    make_run(alice, "a queued one", status=RunStatus.QUEUED)
    make_run(alice, "a live one", status=RunStatus.RUNNING)
    make_run(alice, "an own endpoint", endpoint="my-own", model="deepseek-v3")
    make_run(alice, "100% sure")
    make_run(alice, "of the last day", created_at=datetime(2026, 11, 22, tzinfo=UTC))

    assert [run.title for run in timeline_page(alice, filters).runs] == found


def test_runs_are_found_by_their_credential(alice):
    credential = make_credential(owner=alice)
    make_run(alice, "with it", credential=credential)
    make_run(alice, "without")

    page = timeline_page(alice, Filters(credential=credential.pk))

    assert [run.title for run in page.runs] == ["with it"]


def test_a_search_goes_on_further_back_until_all_was_looked_at(alice, monkeypatch):
    monkeypatch.setattr(timeline, "SEARCHED_RUNS", 10)
    make_run(alice, "the needle")
    make_runs(alice, 25)

    first = timeline_page(alice, Filters(query="needle"))
    titles, pages = all_titles(alice, Filters(query="needle"))

    assert (list(first.runs), first.older is not None) == ([], True)
    assert (titles, pages) == (["the needle"], 3)


def test_a_search_through_many_hits_loses_none(alice, monkeypatch):
    monkeypatch.setattr(timeline, "SEARCHED_RUNS", PAGE_SIZE + 7)
    make_runs(alice, 3 * PAGE_SIZE)

    titles, _pages = all_titles(alice, Filters(query="question"))

    assert titles == [f"Question {index}" for index in reversed(range(3 * PAGE_SIZE))]


def test_what_came_since_the_newest_run_is_told(alice):
    known = make_run(alice, "known", created_at=NOON)
    make_run(alice, "same moment", created_at=NOON)
    make_run(alice, "a picture", kind=RunKind.IMAGE)

    fresh = newer_runs(alice, EVERYTHING, Place.of(known))
    pictures = newer_runs(alice, Filters(kind=RunKind.IMAGE), Place.of(known))

    assert [run.title for run in fresh] == ["a picture", "same moment"]
    assert [run.title for run in pictures] == ["a picture"]


def test_only_own_runs_are_found_by_name(alice, charlie):
    run = make_run(alice)

    assert [found.pk for found in named_runs(alice, [run.uuid])] == [run.pk]
    assert named_runs(charlie, [run.uuid]) == []


def test_tokens_are_added_up_by_model(alice):
    make_run(alice, input_tokens=10, output_tokens=1)
    make_run(alice, input_tokens=20, output_tokens=None)
    make_run(alice, model="deepseek-v3", input_tokens=3, output_tokens=4)
    make_run(alice, model="deepseek-v3", endpoint="my-own", input_tokens=5, output_tokens=6)

    everything, by_model = totals(alice, EVERYTHING)

    assert (everything.count, everything.input_tokens, everything.output_tokens) == (4, 38, 11)
    assert [(each.model, each.count, each.input_tokens) for each in by_model] == [
        ("ERNIE-Lite-8K", 2, 30),
        ("deepseek-v3", 1, 3),
        ("my-own", 1, 5),
    ]


def test_totals_follow_the_filter_and_the_search(alice):
    make_run(alice, "alpha", input_tokens=10)
    make_run(alice, "beta", input_tokens=5)

    assert totals(alice, Filters(query="ALPHA"))[0].input_tokens == 10
    assert totals(alice, Filters(kind=RunKind.IMAGE)) == (timeline.Total("", 0, 0, 0), [])


def test_models_of_runs_long_ago_are_not_offered(alice, monkeypatch):
    monkeypatch.setattr(timeline, "MODELS_OF_RUNS", 2)
    make_run(alice, model="forgotten")
    make_run(alice, model="ERNIE-Lite-8K")
    make_run(alice, endpoint="my-own")

    assert recent_models(alice) == ["ERNIE-Lite-8K", "my-own"]


@pytest.mark.parametrize(
    "text", ["", "x", "1", "1-", "-1", "1-1x", "9" * 17 + "-1", "1-" + "9" * 19]
)
def test_what_is_no_place_is_none(text):
    assert Place.from_text(text) is None


def test_a_place_is_read_back_as_it_was_written(alice):
    place = Place.of(make_run(alice))

    assert Place.from_text(str(place)) == place
