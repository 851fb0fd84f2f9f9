"""How faults are asked for: by a model name, by the header, and both at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from playground.sandbox.faults import FAULTS, UnknownFaultError, read_faults

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "sandbox.md"


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("my-fault-deltas-500", {"deltas": 500}),
        ("my-fault-deltas-500--delta-5", {"deltas": 500, "delta": 5}),
        ("my-fault-error-frame-3--no-space", {"error-frame": 3, "no-space": 1}),
        ("my-fault-error-frame", {"error-frame": 1}),
        ("My-Fault-Rate-Limit", {"rate-limit": 0}),
        ("my-service", {}),
        ("ernie-4.0-8k", {}),
    ],
)
def test_a_model_name_asks_for_faults(name: str, values: dict[str, int]) -> None:
    assert read_faults(name, "").values == values


def test_the_header_asks_for_faults_and_beats_the_name() -> None:
    faults = read_faults("my-fault-cut-2--crlf", " cut = 5 , latency=10,html ")

    assert faults.values == {"cut": 5, "crlf": 1, "latency": 10, "html": 1}


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("my-fault-nonsense", ""),
        ("my-fault-", ""),
        ("my-fault-deltas", ""),
        ("my-fault-crlf-3", ""),
        ("my-fault-cut--", ""),
        ("", "cut=x"),
        ("", "cut=-1"),
        ("", "deltas=1000001"),
        ("", "deltas=" + "9" * 5000),
        ("", "deltas=²"),
        ("", "=3"),
    ],
)
def test_a_fault_that_does_not_exist_is_refused(name: str, header: str) -> None:
    with pytest.raises(UnknownFaultError):
        read_faults(name, header)


def test_every_fault_is_documented() -> None:
    reference = REFERENCE.read_text()

    assert [name for name in FAULTS if f"| `{name}" not in reference] == []
