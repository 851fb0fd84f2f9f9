"""Numbers of batches as people read them; static/batches/figures.js writes them alike."""

from __future__ import annotations

from collections.abc import Sequence

from django import template

from playground.batches.models import BatchJob
from playground.batches.progress import progress_of
from playground.batches.standing import Bar, bar_of

register = template.Library()


@register.filter
def grouped(number: int) -> str:
    """Return 1234567 as "1,234,567"."""
    return f"{number:,}"


@register.filter
def clock(seconds: float) -> str:
    """Return a length of time as "4:05" or "1:04:05"."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


@register.filter
def rate(number: float | None) -> str:
    """Return how many a second, with decimals where few are."""
    if number is None:
        return "–"
    if number >= 100:
        return f"{number:,.0f}"
    return f"{number:.2f}" if 0 < number < 0.1 else f"{number:.1f}"


@register.filter
def vector(numbers: Sequence[float]) -> str:
    """Return the first numbers of an embedding."""
    return ", ".join(f"{number:.4f}" for number in numbers)


@register.filter
def bar(job: BatchJob) -> Bar | None:
    """Return how the bar of a job is drawn; None before there is anything to show."""
    if job.is_in_setup:
        return None
    return bar_of(progress_of(job))
