from __future__ import annotations

import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.batches.exports.jsonl_export import jsonl_export
from playground.batches.models import BatchFault, FaultStage, RowState
from tests.batches.ended_jobs import add_row, make_job, vector
from tests.batches.exports.hostile_texts import hostile_text


def lines(job):
    return [orjson.loads(line) for line in b"".join(jsonl_export(job)).splitlines()]


def test_a_line_holds_all_there_is_about_a_row(alice):
    job = make_job(alice, ["name", "text"])
    add_row(
        job,
        "a",
        "=1",
        output="=2",
        reasoning="because",
        finish_reason="stop",
        input_tokens=3,
        output_tokens=5,
        ttft_ms=7,
        latency_ms=9,
        attempts=2,
        model="m",
        request_id="r",
    )

    assert lines(job) == [
        {
            "row": 1,
            "line": 2,
            "inputs": {"name": "a", "text": "=1"},
            "output": "=2",
            "reasoning": "because",
            "vector": None,
            "images": None,
            "status": "succeeded",
            "error": None,
            "finish_reason": "stop",
            "usage": {"prompt_tokens": 3, "completion_tokens": 5},
            "ttft_ms": 7,
            "latency_ms": 9,
            "attempts": 2,
            "model": "m",
            "request_id": "r",
            "finished_at": None,
        }
    ]


def test_numbers_and_pictures_are_lists(alice):
    job = make_job(alice)
    add_row(job, "a", vector=vector(0.5, -1))
    picture = {"name": "pictures/secret", "media_type": "image/png", "size_bytes": 3}
    add_row(job, "b", images=[picture])

    first, second = lines(job)

    assert first["vector"] == [0.5, -1.0]
    assert second["images"] == [
        {"file": "images/000002-1.png", "media_type": "image/png", "size_bytes": 3}
    ]


def test_errors_come_with_what_they_were_about(alice):
    job = make_job(alice, ["a"])
    add_row(
        job,
        "1",
        state=RowState.FAILED,
        error_code="parameter_too_small",
        error_message="No",
        error_parameters={"parameter": "x", "minimum": 2},
    )
    add_row(job, "1", "2", state=RowState.INVALID)
    BatchFault.objects.create(
        job=job, stage=FaultStage.FILE, row_index=1, line=3, code="model_missing"
    )

    failed, invalid = lines(job)

    assert failed["error"] == {
        "code": "parameter_too_small",
        "message": "No",
        "parameters": {"parameter": "x", "minimum": 2},
    }
    assert invalid["error"]["code"] == "model_missing"
    assert invalid["error"]["message"].startswith("No model is chosen.")
    assert (invalid["inputs"], invalid["extra_cells"]) == ({"a": "1"}, ["2"])


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(hostile_text(), hostile_text()), max_size=5))
def test_whatever_the_cells_hold_comes_back(alice, cells):
    job = make_job(alice, ["text"])
    for text, output in cells:
        add_row(job, text, output=output)

    assert [(line["inputs"]["text"], line["output"]) for line in lines(job)] == cells
