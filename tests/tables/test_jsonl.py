from __future__ import annotations

import io

import pytest

from playground.tables import (
    FileLayout,
    FileLimits,
    read_records,
)


@pytest.mark.parametrize(
    ("content", "cells", "faults"),
    [
        (b'{"a": 1.10, "b": 1E5}', ["1.10", "1E5"], ()),
        (b'{"a": 12345678901234567890, "b": -0}', ["12345678901234567890", "0"], ()),
        (b'{"a": [1.50, {"x": "\xe4\xbd\xa0"}], "b": {}}', ['[1.5,{"x":"\u4f60"}]', "{}"], ()),
        (b'{"b": true, "a": null}', ["", "true"], ()),
        (b'{" b ": "trimmed"}', ["", "trimmed"], ()),
        (b'{"a": "\\ud83d\\ude00", "b": "\\\\ud83d"}', ["\U0001f600", "\\ud83d"], ()),
        (b'{"b": 1, "b ": 2}', ["", "1"], (("json_key_repeated", "b", "2"),)),
        (b'{"c": [1], "a": "x"}', ["x", ""], (("json_key_unknown", "c", "[1]"),)),
    ],
)
def test_values_of_json_become_texts(
    content: bytes, cells: list[str], faults: tuple[tuple[str, str, str], ...], limits: FileLimits
):
    layout = FileLayout("jsonl", "utf-8", "", ("a", "b"))

    (record,) = read_records(io.BytesIO(content), layout, limits)

    assert record.cells == cells
    assert tuple((fault.code, fault.column, fault.value) for fault in record.faults) == faults


def test_a_line_with_many_unknown_keys_is_told_in_part(limits: FileLimits):
    line = "{" + ", ".join(f'"key {number}": 1' for number in range(50_000)) + "}"

    (record,) = read_records(
        io.BytesIO(line.encode()), FileLayout("jsonl", "utf-8", "", ("a",)), limits
    )

    assert len(record.faults) == 20
