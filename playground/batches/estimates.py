"""What the rows that are left will take: tokens, time, and money where prices are known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev
from typing import Final

from django.conf import settings

from playground.batches.models import BatchJob, BatchKind, RowState
from playground.batches.row_requests import RowFault, RowRequests
from playground.gateway import EmbeddingRequest, ImageRequest, default_model
from playground.gateway.token_estimates import estimate_request_tokens
from playground.runs.batch_calls import BatchRequest

# Rows that are looked at where none was tried, in groups that each reach over the whole file.
_SAMPLED_ROWS: Final = 200
_GROUPS: Final = 20
_MAX_CHARACTERS: Final = 1 << 19
# Fewer rows say nothing of how much rows differ.
_MIN_FOR_SPREAD: Final = 5
# Nineteen of twenty times the truth is within so many standard errors.
_ERRORS: Final = 1.96
_MILLION: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Amounts:
    """Tokens, seconds, and money in the currency of the prices; None where nobody knows."""

    input_tokens: int | None
    output_tokens: int | None
    seconds: float | None
    cost: float | None


@dataclass(frozen=True, slots=True)
class Estimate(Amounts):
    """About what `rows` rows will take; `low` and `high` where the sample tells how they differ."""

    rows: int
    currency: str
    is_from_trial: bool
    low: Amounts | None = None
    high: Amounts | None = None


@dataclass(frozen=True, slots=True)
class _Sample:
    input_tokens: float
    output_tokens: float | None
    latency_ms: float | None
    cost: float | None


def estimate(job: BatchJob) -> Estimate:
    """Estimate what is left of a job at its `worker_num`: from its trial, else from its texts."""
    samples = list(_tried(job))
    is_from_trial = bool(samples)
    if not samples:
        samples = list(_guessed(job))
    rows = job.left_count
    middle = _amounts(job, samples, 0)
    has_spread = len(samples) >= _MIN_FOR_SPREAD
    return Estimate(
        *(middle.input_tokens, middle.output_tokens, middle.seconds, middle.cost),
        rows=rows,
        currency=settings.PRICE_CURRENCY,
        is_from_trial=is_from_trial,
        low=_amounts(job, samples, -_ERRORS) if has_spread else None,
        high=_amounts(job, samples, _ERRORS) if has_spread else None,
    )


def _tried(job: BatchJob) -> Iterator[_Sample]:
    """Yield what the rows of the trial took."""
    requests = RowRequests(job)
    rows = job.rows.filter(is_sampled=True, state=RowState.SUCCEEDED).order_by("index")
    for row in rows.only("inputs", "input_tokens", "output_tokens", "latency_ms"):
        try:
            request = requests.build(row.cells)
        except RowFault:
            continue
        sent = row.input_tokens
        if sent is None:
            sent = estimate_request_tokens(request)
        received = row.output_tokens
        yield _sample(job, request, sent, received, row.latency_ms)


def _guessed(job: BatchJob) -> Iterator[_Sample]:
    """Yield what can be told of rows that nobody has called."""
    requests = RowRequests(job)
    for cells in _some_cells(job):
        try:
            request = requests.build(cells)
        except RowFault:
            continue
        yield _sample(job, request, estimate_request_tokens(request), None, None)


def _sample(
    job: BatchJob, request: BatchRequest, sent: int, received: int | None, latency: int | None
) -> _Sample:
    if isinstance(request, EmbeddingRequest | ImageRequest):
        # Neither is written in tokens.
        received = received or 0
    return _Sample(sent, received, latency, _cost(job, request, sent, received))


def _some_cells(job: BatchJob) -> Iterator[list[str]]:
    """Yield cells of rows from all over the file, fewer of them where they are long."""
    count = job.total_count + job.invalid_count
    wanted = min(count, _SAMPLED_ROWS)
    indexes = [number * count // wanted for number in range(wanted)]
    characters = 0
    for start in range(_GROUPS):
        rows = job.rows.filter(index__in=indexes[start::_GROUPS]).exclude(state=RowState.INVALID)
        for row in rows.only("inputs"):
            characters += len(row.inputs)
            yield row.cells
        if characters >= _MAX_CHARACTERS:
            return


def _cost(job: BatchJob, request: BatchRequest, sent: int, received: int | None) -> float | None:
    prices = settings.MODEL_PRICES
    if not prices or received is None:
        return None
    called = (getattr(request, "endpoint", "") or getattr(request, "model", "")).strip()
    called = called or default_model(job.provider, BatchKind(job.kind).task)
    price = prices.get(called.casefold())
    if price is None:
        return None
    return float(sent * price["input"] + received * price["output"]) / _MILLION


def _amounts(job: BatchJob, samples: list[_Sample], errors: float) -> Amounts:
    """Reckon what the rows take; `errors` says how many standard errors from the middle."""
    rows = job.left_count

    def total(of: Callable[[_Sample], float | None]) -> float | None:
        values = [value for value in map(of, samples) if value is not None]
        # One without an answer would make the sum too small.
        return _total(values, rows, errors) if len(values) == len(samples) else None

    sent = total(lambda sample: sample.input_tokens)
    received = total(lambda sample: sample.output_tokens)
    return Amounts(
        None if sent is None else round(sent),
        None if received is None else round(received),
        _seconds(job, total(lambda sample: sample.latency_ms), (sent or 0) + (received or 0)),
        total(lambda sample: sample.cost),
    )


def _total(values: list[float], rows: int, errors: float) -> float | None:
    if not values:
        return None if rows else 0.0
    middle = rows * fmean(values)
    if not errors:
        return middle
    # How far the mean of the sample may be off, and how far the rows themselves.
    deviation = stdev(values) * sqrt(rows * rows / len(values) + rows)
    return max(0.0, middle + errors * deviation)


def _seconds(job: BatchJob, latency_ms: float | None, tokens: float) -> float | None:
    """Return how long it takes: as the lanes go, or as the limits of the credential let them."""
    if latency_ms is None or not job.left_count:
        return None if latency_ms is None else 0.0
    seconds = latency_ms / 1000 / min(job.worker_num, job.left_count)
    return max(seconds, *_limited_seconds(job, tokens))


def _limited_seconds(job: BatchJob, tokens: float) -> Iterable[float]:
    limits = job.credential.rate_limits if job.credential else None
    yield 0.0
    if limits is None:
        return
    if limits.requests_per_second:
        yield job.left_count / limits.requests_per_second
    if limits.requests_per_minute:
        yield job.left_count / limits.requests_per_minute * 60
    if limits.tokens_per_minute:
        yield tokens / limits.tokens_per_minute * 60
