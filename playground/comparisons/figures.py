"""What the columns of a comparison took, and which of them did best at what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.conf import settings
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from playground.runs.models import Run, RunStatus
from playground.runs.templatetags.durations import duration

_MILLION: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    is_best: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of all columns, in their order; `best` is the word for the best of them."""

    label: Promise
    best: Promise
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class _Kind:
    label: Promise
    best: Promise
    value: Callable[[Run], float | None]
    text: Callable[[float], str]
    is_more_better: bool = False


def cost_of(run: Run) -> float | None:
    """Return what a run cost, in the currency of the prices; None where a price is not known."""
    price = settings.MODEL_PRICES.get((run.endpoint or run.model).strip().casefold())
    if price is None or run.input_tokens is None or run.output_tokens is None:
        return None
    total = run.input_tokens * price["input"] + run.output_tokens * price["output"]
    return float(total) / _MILLION


def _duration(value: float) -> str:
    return duration(round(value))


def _count(value: float) -> str:
    return number_format(round(value), 0, force_grouping=True)


def _money(value: float) -> str:
    # Most calls cost a fraction of a cent.
    decimals = 2 if value >= 1 else 6
    # As a decimal: of a float the digits behind are cut off, not rounded.
    rounded = Decimal(f"{value:.{decimals}f}")
    return f"{number_format(rounded, decimals)} {settings.PRICE_CURRENCY}"


_KINDS: Final = (
    _Kind(_("First token"), _("fastest"), lambda run: run.ttft_ms, _duration),
    _Kind(_("Total time"), _("fastest"), lambda run: run.latency_ms, _duration),
    _Kind(_("Tokens per second"), _("fastest"), lambda run: run.tokens_per_second, _count, True),
    _Kind(_("Tokens in"), _("fewest"), lambda run: run.input_tokens, _count),
    _Kind(_("Tokens out"), _("fewest"), lambda run: run.output_tokens, _count),
    _Kind(_("Characters"), _("longest"), lambda run: len(run.output), _count, True),
    _Kind(_("Cost"), _("cheapest"), cost_of, _money),
)


def measures(runs: Sequence[Run | None]) -> tuple[Measure, ...]:
    """Line up the figures of runs that have ended; what nobody can tell is left out.

    Only runs that succeeded compete: one that was cut off is quick for no merit of its own.
    """
    found = []
    for kind in _KINDS:
        values = [None if run is None or run.is_live else kind.value(run) for run in runs]
        if any(value is not None for value in values):
            found.append(Measure(kind.label, kind.best, _cells(kind, runs, values)))
    return tuple(found)


def _cells(
    kind: _Kind, runs: Sequence[Run | None], values: Sequence[float | None]
) -> tuple[Cell, ...]:
    texts = ["–" if value is None else kind.text(value) for value in values]
    competing = {
        value: text
        for run, value, text in zip(runs, values, texts, strict=True)
        if value is not None and run is not None and run.status == RunStatus.SUCCEEDED
    }
    # What looks the same is the same.
    has_winner = len(set(competing.values())) > 1
    best = competing[(max if kind.is_more_better else min)(competing)] if has_winner else None
    return tuple(
        Cell(
            text,
            is_best=text == best and run is not None and run.status == RunStatus.SUCCEEDED,
        )
        for run, text in zip(runs, texts, strict=True)
    )
