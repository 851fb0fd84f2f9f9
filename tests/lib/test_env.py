from __future__ import annotations

import json

import pytest
from django.core.exceptions import ImproperlyConfigured

from playground.lib.env import env_number_table

KEYS = ("input", "output")


def test_a_table_of_numbers_is_read(monkeypatch: pytest.MonkeyPatch):
    table = {"ernie-4.0-8k": {"input": 30, "output": 90.5}, "free": {"input": 0, "output": 0}}
    monkeypatch.setenv("PRICES", json.dumps(table))

    assert env_number_table("PRICES", KEYS) == table


@pytest.mark.parametrize("value", ["", "  ", "{}"])
def test_a_table_may_be_empty(monkeypatch: pytest.MonkeyPatch, value: str):
    monkeypatch.setenv("PRICES", value)

    assert env_number_table("PRICES", KEYS) == {}


@pytest.mark.parametrize(
    "value",
    [
        "ernie=30",
        "[]",
        '{"m": 30}',
        '{"m": {"input": 30}}',
        '{"m": {"input": 30, "output": 90, "call": 1}}',
        '{"m": {"input": "30", "output": 90}}',
        '{"m": {"input": -1, "output": 90}}',
        '{"m": {"input": true, "output": 90}}',
        '{"m": {"input": NaN, "output": 90}}',
        '{"m": {"input": Infinity, "output": 90}}',
        "[" * 100_000,
    ],
)
def test_a_wrong_table_ends_the_start_with_its_name(monkeypatch: pytest.MonkeyPatch, value: str):
    monkeypatch.setenv("PRICES", value)

    with pytest.raises(ImproperlyConfigured, match=r"^PRICES.*(input.*output|not negative)"):
        env_number_table("PRICES", KEYS)
