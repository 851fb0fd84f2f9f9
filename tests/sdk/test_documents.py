"""The reference says what there is."""

from __future__ import annotations

from pathlib import Path

import playground.sdk as qianfan
from playground.sdk.calls import WITHOUT_EFFECT, Patience
from playground.sdk.config import DEFAULTS
from playground.sdk.connections import ARGUMENTS
from playground.sdk.result_store import KEPT_IN_MEMORY

TEXT = (Path(__file__).resolve().parents[2] / "docs/reference/sdk.md").read_text(encoding="utf-8")


def test_every_name_setting_and_argument_is_documented():
    names = {*qianfan.__all__, *DEFAULTS, *ARGUMENTS, *Patience.__slots__, *WITHOUT_EFFECT}

    assert {name for name in names if name not in TEXT} == set()


def test_the_number_of_results_in_memory_is_documented():
    assert f"The {KEPT_IN_MEMORY} newest results" in TEXT
