from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.batches.exports import rows
from playground.batches.exports.csv_export import csv_export
from playground.batches.models import BatchFault, BatchKind, BatchRow, FaultStage, RowState
from playground.tables.formulas import neutralize
from tests.batches.ended_jobs import add_row, make_job, parsed_csv, vector
from tests.batches.exports.hostile_texts import hostile_text

RESULTS = [
    "output",
    "status",
    "error_code",
    "error_message",
    "finish_reason",
    "prompt_tokens",
    "completion_tokens",
    "ttft_ms",
    "latency_ms",
    "attempts",
    "model",
]


def test_inputs_come_first_then_the_results_in_the_order_of_the_file(alice):
    job = make_job(alice, ["name", "text"])
    add_row(job, "b", "2", index=1, state=RowState.FAILED, error_code="x", error_message="No")
    add_row(
        job,
        "a",
        "1",
        index=0,
        output="Fine",
        finish_reason="stop",
        input_tokens=3,
        output_tokens=5,
        ttft_ms=7,
        latency_ms=9,
        attempts=1,
        model="m",
    )

    table = parsed_csv(csv_export(job))

    assert table == [
        ["name", "text", *RESULTS],
        ["a", "1", "Fine", "succeeded", "", "", "stop", "3", "5", "7", "9", "1", "m"],
        ["b", "2", "", "failed", "x", "No", "", "", "", "", "", "0", ""],
    ]


def test_a_column_of_the_file_keeps_its_name(alice):
    job = make_job(alice, ["output", "result_output", "model"])
    add_row(job, "mine", "too", "own", output="theirs")

    header, row = parsed_csv(csv_export(job))

    assert header[:4] == ["output", "result_output", "model", "result_result_output"]
    assert header[-1] == "result_model"
    assert row[:4] == ["mine", "too", "own", "theirs"]


def test_an_invalid_row_is_there_with_its_reasons(alice):
    job = make_job(alice, ["a", "b"])
    add_row(job, "1", state=RowState.INVALID)
    add_row(job, "1", "2", "3", state=RowState.INVALID)
    add_row(job, "1", "2")
    for column, code in (("a", "parameter_not_number"), ("", "model_missing")):
        BatchFault.objects.create(
            job=job,
            stage=FaultStage.REQUEST,
            row_index=0,
            line=2,
            column=column,
            code=code,
            parameters={"parameter": "temperature"},
        )

    _, short, long, valid = parsed_csv(csv_export(job))

    assert short[:5] == ["1", "", "", "invalid", "parameter_not_number"]
    assert short[5] == (
        "a: The parameter “temperature” must be a number."
        " No model is chosen. Choose a model or enter a custom endpoint."
    )
    assert long[:4] == ["1", "2", "", "invalid"]
    assert valid[:5] == ["1", "2", "", "succeeded", ""]


def test_reasoning_has_a_column_once_a_row_has_some(alice):
    job = make_job(alice)
    add_row(job, "1", output="x")
    assert parsed_csv(csv_export(job))[0] == ["text", *RESULTS]

    add_row(job, "2", output="y", reasoning="because")

    header, first, second = parsed_csv(csv_export(job))
    assert header == ["text", *RESULTS, "reasoning"]
    assert (first[-1], second[-1]) == ("", "because")


def test_formulas_are_harmless_unless_raw_is_asked_for(alice):
    job = make_job(alice, ["=name"])
    add_row(job, "=1+1", output=" @SUM(A1)", error_message="+x", model="-y")

    header, row = parsed_csv(csv_export(job))
    raw_header, raw_row = parsed_csv(csv_export(job, is_raw=True))

    assert header[0] == "'=name"
    assert (row[0], row[1], row[4], row[-1]) == ("'=1+1", "' @SUM(A1)", "'+x", "'-y")
    assert raw_header[0] == "=name"
    assert (raw_row[0], raw_row[1], raw_row[4], raw_row[-1]) == ("=1+1", " @SUM(A1)", "+x", "-y")


def test_the_mark_for_excel_can_be_left_out(alice):
    job = make_job(alice)

    assert b"".join(csv_export(job)).startswith(b"\xef\xbb\xbftext,")
    assert b"".join(csv_export(job, has_bom=False)).startswith(b"text,")


def test_numbers_and_pictures_have_a_text_in_the_place_of_the_output(alice):
    embeddings = make_job(alice, kind=BatchKind.EMBEDDING)
    add_row(embeddings, "a", vector=vector(0.5, -1))
    add_row(embeddings, "b", state=RowState.FAILED)
    drawings = make_job(alice, kind=BatchKind.IMAGE)
    image = {"name": "secret/place", "media_type": "image/png", "size_bytes": 1}
    add_row(drawings, "a", images=[image, image])

    assert [row[1] for row in parsed_csv(csv_export(embeddings, is_raw=True))[1:]] == [
        "[0.5,-1.0]",
        "",
    ]
    assert parsed_csv(csv_export(drawings))[1][1] == "images/000001-1.png images/000001-2.png"


@pytest.mark.parametrize("length", [1, 1_000, 100_000])
def test_rows_of_any_length_come_whole_and_in_order(alice, length):
    job = make_job(alice)
    for number in range(20):
        add_row(job, str(number), output="x" * (length if number % 3 else 1))

    table = parsed_csv(csv_export(job))

    assert [row[0] for row in table[1:]] == [str(number) for number in range(20)]
    assert len(table[2][1]) == length


def test_no_chunk_is_much_longer_than_is_allowed(alice, monkeypatch):
    monkeypatch.setattr(rows, "CHUNK_CHARACTERS", 5_000)
    job = make_job(alice)
    for number in range(200):
        add_row(job, "x", output="x" * (10 if number < 150 else 3_000))

    chunks = list(rows.read_rows(job, ["output"]))

    assert [row[0] for chunk in chunks for row in chunk] == list(range(200))
    assert max(sum(len(row[1]) for row in chunk) for chunk in chunks) < 5_000 + 3_000


def test_chunks_grow_as_long_as_rows_are_short(alice, django_assert_max_num_queries):
    job = make_job(alice)
    for number in range(700):
        add_row(job, "x", index=number)

    with django_assert_max_num_queries(4):
        chunks = list(rows.read_rows(job, ["output"]))

    assert [len(chunk) for chunk in chunks] == [100, 200, 400]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(hostile_text(), hostile_text()), max_size=5), st.sampled_from(",\t"))
def test_whatever_the_cells_hold_comes_back(alice, cells, delimiter):
    job = make_job(alice, ["text"])
    for text, output in cells:
        add_row(job, text, output=output)

    raw = parsed_csv(csv_export(job, delimiter=delimiter, is_raw=True), delimiter)
    harmless = parsed_csv(csv_export(job, delimiter=delimiter), delimiter)

    assert [(row[0], row[1]) for row in raw[1:]] == cells
    assert [(row[0], row[1]) for row in harmless[1:]] == [
        (neutralize(text), neutralize(output)) for text, output in cells
    ]


def test_whether_there_is_reasoning_is_known_without_looking_at_each_row(alice):
    job = make_job(alice)

    plan = BatchRow.objects.filter(job=job, reasoning__gt="").explain()

    assert connection.vendor != "sqlite" or "batch_row_reasoning" in plan
