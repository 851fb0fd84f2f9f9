"""The timeline of a person: every call they made, newest first, filtered, in pages, and added up.

Pages are found by where they begin, never by number, and a search looks at so many titles at a
time: with 100,000 runs the last page comes as quickly as the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from playground.accounts.models import User
from playground.runs.models import LIVE_STATUSES, Run, RunQuerySet, RunStatus

PAGE_SIZE: Final = 50
# Titles that one search looks at, before the next page goes on; a few milliseconds each way.
SEARCHED_RUNS: Final = 10_000
# Of so many the models are offered to filter by.
MODELS_OF_RUNS: Final = 10_000
_FIELDS: Final = (
    *("uuid", "kind", "title", "status", "model", "endpoint", "credential_name", "created_at"),
    *("input_tokens", "output_tokens", "latency_ms", "error_code", "finish_reason"),
)
# What people look for, by the word in the address.
STATES: Final[Mapping[str, tuple[Promise, tuple[RunStatus, ...]]]] = {
    "live": (_("Running"), LIVE_STATUSES),
    "succeeded": (_("Succeeded"), (RunStatus.SUCCEEDED,)),
    "failed": (_("Failed"), (RunStatus.FAILED,)),
    "stopped": (_("Stopped"), (RunStatus.STOPPED,)),
    "interrupted": (_("Interrupted"), (RunStatus.INTERRUPTED,)),
}
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_CURSOR: Final = re.compile(r"(\d{1,16})-(\d{1,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Filters:
    """What of a timeline is shown; empty is all of it. Days are those of the server's clock."""

    query: str = ""
    kind: str = ""
    state: str = ""
    model: str = ""
    # Its key.
    credential: int | None = None
    since: date | None = None
    until: date | None = None

    @property
    def are_set(self) -> bool:
        return self != Filters()


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a timeline: right at a run."""

    created_at: datetime
    pk: int

    def __str__(self) -> str:
        return f"{(self.created_at - _EPOCH) // timedelta(microseconds=1)}-{self.pk}"

    @classmethod
    def of(cls, run: Run) -> Place:
        return cls(run.created_at, run.pk)

    @classmethod
    def from_text(cls, text: str) -> Place | None:
        """Read a place from an address; None where there is none."""
        found = _CURSOR.fullmatch(text)
        if found is None:
            return None
        return cls(_EPOCH + timedelta(microseconds=int(found[1])), int(found[2]))


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """Runs, and where older ones go on. Without runs, that is where a search goes on."""

    runs: Sequence[Run]
    older: Place | None

    @property
    def newest(self) -> Place | None:
        return Place.of(self.runs[0]) if self.runs else None


@dataclass(frozen=True, slots=True)
class Total:
    """Runs and tokens, all or those of a model (or own endpoint)."""

    model: str
    count: int
    input_tokens: int
    output_tokens: int

    def plus(self, count: int, input_tokens: int, output_tokens: int) -> Total:
        return Total(
            self.model,
            self.count + count,
            self.input_tokens + input_tokens,
            self.output_tokens + output_tokens,
        )


def timeline_page(user: User, filters: Filters, before: Place | None = None) -> TimelinePage:
    """Return the newest runs, or those right before a place."""
    runs = _filtered(user, filters)
    if before is not None:
        runs = _before(runs, before)
    end: Place | None = None
    if filters.query:
        runs, end = _searched(runs, filters.query)
    places = _places(runs, 0, PAGE_SIZE + 1)
    if len(places) > PAGE_SIZE:
        places, end = places[:PAGE_SIZE], places[PAGE_SIZE - 1]
    return TimelinePage(_rows(user, places), end)


def newer_runs(user: User, filters: Filters, newest: Place) -> Sequence[Run]:
    """Return what has come to a timeline since its newest run was that one."""
    runs = _filtered(user, filters)
    if filters.query:
        runs = runs.filter(title__icontains=filters.query)
    runs = runs.filter(created_at__gte=newest.created_at).exclude(
        created_at=newest.created_at, pk__lte=newest.pk
    )
    return _rows(user, _places(runs, 0, PAGE_SIZE))


def named_runs(user: User, uuids: Iterable[UUID]) -> Sequence[Run]:
    """Return these runs of a person as they are now, newest first."""
    return _sorted(Run.objects.visible_to(user).filter(uuid__in=list(uuids)))


def totals(user: User, filters: Filters) -> tuple[Total, Sequence[Total]]:
    """Add up the runs of a timeline: all, and by model, the most used first."""
    runs = _filtered(user, filters)
    if filters.query:
        runs = runs.filter(title__icontains=filters.query)
    found = runs.values_list("endpoint", "model").annotate(
        Count("pk"), Sum("input_tokens", default=0), Sum("output_tokens", default=0)
    )
    by_model: dict[str, Total] = {}
    everything = Total("", 0, 0, 0)
    for endpoint, model, *figures in found:
        name = endpoint or model
        by_model[name] = by_model.get(name, Total(name, 0, 0, 0)).plus(*figures)
        everything = everything.plus(*figures)
    return everything, sorted(by_model.values(), key=lambda total: (-total.count, total.model))


def recent_models(user: User) -> list[str]:
    """Name the models and own endpoints that were called lately."""
    runs = Run.objects.visible_to(user)
    oldest = _places(runs, MODELS_OF_RUNS, MODELS_OF_RUNS + 1)
    if oldest:
        runs = runs.filter(created_at__gt=oldest[0].created_at)
    found = runs.order_by().values_list("endpoint", "model").distinct()
    return sorted({name for endpoint, model in found if (name := endpoint or model)})


def _filtered(user: User, filters: Filters) -> RunQuerySet:
    """All but the text."""
    runs = Run.objects.visible_to(user)
    if filters.kind:
        runs = runs.filter(kind=filters.kind)
    if filters.state:
        runs = runs.filter(status__in=STATES[filters.state][1])
    if filters.model:
        runs = runs.filter(Q(endpoint=filters.model) | Q(endpoint="", model=filters.model))
    if filters.credential:
        runs = runs.filter(credential=filters.credential)
    if filters.since:
        runs = runs.filter(created_at__gte=_midnight(filters.since))
    if filters.until:
        runs = runs.filter(created_at__lt=_midnight(filters.until + timedelta(days=1)))
    return runs


def _searched(runs: RunQuerySet, query: str) -> tuple[RunQuerySet, Place | None]:
    """Search among the newest; also returns where to go on if there are more."""
    last = _places(runs, SEARCHED_RUNS - 1, SEARCHED_RUNS + 1)
    end = last[0] if len(last) > 1 else None
    if end is not None:
        runs = runs.filter(created_at__gte=end.created_at).exclude(
            created_at=end.created_at, pk__lt=end.pk
        )
    return runs.filter(title__icontains=query), end


def _before(runs: RunQuerySet, place: Place) -> RunQuerySet:
    # The first condition is for the index, which cannot use the second.
    return runs.filter(created_at__lte=place.created_at).filter(
        Q(created_at__lt=place.created_at) | Q(pk__lt=place.pk)
    )


def _places(runs: RunQuerySet, start: int, stop: int) -> list[Place]:
    ordered = runs.order_by("-created_at", "-pk").values_list("created_at", "pk")
    return [Place(*found) for found in ordered[start:stop]]


def _rows(user: User, places: Sequence[Place]) -> Sequence[Run]:
    return _sorted(Run.objects.visible_to(user).filter(pk__in=[place.pk for place in places]))


def _sorted(runs: RunQuerySet) -> Sequence[Run]:
    # Asked to sort, SQLite would look for these few in the order of the whole timeline.
    found = runs.only(*_FIELDS)
    return sorted(found, key=lambda run: (run.created_at, run.pk), reverse=True)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
