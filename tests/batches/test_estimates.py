from __future__ import annotations

from typing import Any

import orjson
import pytest

from playground.accounts.models import User
from playground.batches import estimates
from playground.batches.estimates import estimate
from playground.batches.models import BatchJob, BatchRow, BatchStatus, RowState
from playground.credentials.models import Credential
from tests.factories import make_credential

PRICES = {
    "ernie-4.0-8k": {"input": 30.0, "output": 90.0},
    "embedding-v1": {"input": 2.0, "output": 0.0},
    "mine": {"input": 10.0, "output": 10.0},
}


def make_job(owner: User, rows: int, **fields: Any) -> BatchJob:
    values: dict[str, Any] = {
        "name": "Rows",
        "status": BatchStatus.CHECKED,
        "columns": ["text"],
        "provider": "qianfan_v1",
        "model": "ERNIE-4.0-8K",
        "prompt_template": "{{text}}",
        "worker_num": 10,
        "total_count": rows,
        **fields,
    }
    job = BatchJob.objects.create(owner=owner, **values)
    inputs = orjson.dumps(["one two three four"]).decode()
    BatchRow.objects.bulk_create(
        BatchRow(job=job, index=index, line=index + 2, inputs=inputs) for index in range(rows)
    )
    return job


def try_rows(job: BatchJob, *results: tuple[int | None, int | None, int]) -> None:
    """Say what the first rows took: input tokens, output tokens, milliseconds."""
    for index, (sent, received, latency) in enumerate(results):
        job.rows.filter(index=index).update(
            is_sampled=True,
            state=RowState.SUCCEEDED,
            input_tokens=sent,
            output_tokens=received,
            latency_ms=latency,
        )
    job.succeeded_count = len(results)
    job.save()


@pytest.fixture
def prices(settings: Any) -> None:
    settings.MODEL_PRICES = PRICES


def test_without_a_trial_only_what_is_sent_is_known(alice: User, prices: None):
    job = make_job(alice, 300)

    made = estimate(job)

    assert (made.rows, made.input_tokens) == (300, 1_200)
    assert (made.output_tokens, made.seconds, made.cost) == (None, None, None)
    assert not made.is_from_trial


def test_a_trial_tells_what_the_others_take(alice: User, prices: None):
    job = make_job(alice, 102)
    try_rows(job, (10, 100, 1_000), (30, 300, 3_000))

    made = estimate(job)

    assert made.is_from_trial
    assert (made.rows, made.input_tokens, made.output_tokens) == (100, 2_000, 20_000)
    assert made.seconds == pytest.approx(100 * 2 / 10)
    assert made.cost == pytest.approx((2_000 * 30 + 20_000 * 90) / 1_000_000)
    assert made.currency == "CNY"
    assert made.low is None


def test_more_calls_at_once_take_less_time(alice: User):
    job = make_job(alice, 102)
    try_rows(job, (10, 100, 1_000), (30, 300, 3_000))
    job.worker_num = 50

    assert estimate(job).seconds == pytest.approx(4)


def test_more_calls_than_rows_take_as_long_as_one(alice: User):
    job = make_job(alice, 4)
    try_rows(job, (10, 100, 2_000), (30, 300, 2_000))

    assert estimate(job).seconds == pytest.approx(2)


@pytest.mark.parametrize(
    ("limits", "seconds"),
    [
        ({"requests_per_second": 2}, 50),
        ({"requests_per_minute": 60}, 100),
        ({"tokens_per_minute": 2_200}, 600),
        ({"requests_per_minute": 100_000}, 20),
    ],
)
def test_the_limits_of_the_credential_hold_it_up(
    alice: User, limits: dict[str, int], seconds: float
):
    credential: Credential = make_credential(owner=alice, **limits)
    job = make_job(alice, 102, credential=credential)
    try_rows(job, (10, 100, 1_000), (30, 300, 3_000))

    assert estimate(job).seconds == pytest.approx(seconds)


def test_several_tried_rows_tell_how_much_rows_differ(alice: User, prices: None):
    job = make_job(alice, 105)
    try_rows(job, *((10 * n, 100 * n, 1_000 * n) for n in range(1, 6)))

    made = estimate(job)

    assert made.low is not None
    assert made.high is not None
    for name in ("input_tokens", "output_tokens", "seconds", "cost"):
        assert 0 < getattr(made.low, name) < getattr(made, name) < getattr(made.high, name)


def test_equal_rows_leave_no_doubt(alice: User):
    job = make_job(alice, 105)
    try_rows(job, *[(10, 100, 1_000)] * 5)

    made = estimate(job)

    assert made.low is not None
    assert (made.low.input_tokens, made.low.output_tokens) == (1_000, 10_000)


def test_tokens_that_were_not_counted_are_estimated_where_they_can_be(alice: User):
    job = make_job(alice, 12)
    try_rows(job, (None, None, 1_000), (None, 5, 1_000))

    made = estimate(job)

    assert (made.input_tokens, made.output_tokens) == (40, None)


def test_embeddings_receive_no_tokens(alice: User, prices: None):
    job = make_job(alice, 10, kind="embedding", model="")

    made = estimate(job)

    assert (made.input_tokens, made.output_tokens) == (40, 0)
    assert made.cost == pytest.approx(40 * 2 / 1_000_000)


def test_an_own_endpoint_has_its_own_price(alice: User, prices: None):
    job = make_job(alice, 3, endpoint="Mine")
    try_rows(job, (10, 10, 1))

    assert estimate(job).cost == pytest.approx(2 * 20 * 10 / 1_000_000)


def test_one_row_without_price_leaves_the_cost_open(alice: User, prices: None):
    job = make_job(alice, 4, model_column="text", prompt_template="x")
    job.rows.filter(index=0).update(inputs='["ERNIE-4.0-8K"]')
    job.rows.filter(index=1).update(inputs='["ERNIE-Speed-8K"]')
    try_rows(job, (10, 10, 1), (10, 10, 1))

    made = estimate(job)

    assert (made.input_tokens, made.cost) == (20, None)


def test_withoutprices_there_is_no_cost(alice: User):
    job = make_job(alice, 4)
    try_rows(job, (10, 10, 1))

    assert estimate(job).cost is None


def test_rows_that_cannot_be_called_are_not_counted(alice: User):
    job = make_job(alice, 10, total_count=5, invalid_count=5)
    job.rows.filter(index__lt=5).update(state=RowState.INVALID, inputs='["x"]')

    made = estimate(job)

    assert (made.rows, made.input_tokens) == (5, 20)


def test_a_job_without_rows_takes_nothing(alice: User):
    made = estimate(make_job(alice, 0))

    assert (made.rows, made.input_tokens, made.low) == (0, 0, None)


def test_a_row_that_makes_no_request_is_left_out(alice: User):
    job = make_job(alice, 4, temperature_column="text", prompt_template="one two")
    job.rows.filter(index__lt=2).update(inputs='["0.5"]')

    assert estimate(job).input_tokens == 8


def test_of_many_rows_some_from_all_over_the_file_are_read(
    alice: User, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(estimates, "_SAMPLED_ROWS", 10)
    monkeypatch.setattr(estimates, "_GROUPS", 2)
    job = make_job(alice, 100)
    job.rows.filter(index__gte=50).update(inputs='["one two three four five six"]')

    assert estimate(job).input_tokens == 500


def test_of_long_rows_few_are_read(alice: User, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(estimates, "_GROUPS", 5)
    monkeypatch.setattr(estimates, "_MAX_CHARACTERS", 1)
    job = make_job(alice, 100)
    job.rows.exclude(index__in=range(0, 100, 5)).update(inputs='["far too long to be read"]')

    assert estimate(job).input_tokens == 400
