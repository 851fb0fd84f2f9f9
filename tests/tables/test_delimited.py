from __future__ import annotations

import io

import pytest

from playground.tables import (
    Fault,
    FileLayout,
    FileLimits,
    UnreadableFileError,
    detect_layout,
    read_records,
)


def test_a_file_may_have_nothing_but_misquoted_rows(limits: FileLimits):
    row = b'1,"he said "hi" and left, ' + b"x" * 100 + b'"\n'
    file = io.BytesIO(b"id,text\n" + row * 25_000)

    records = list(read_records(file, FileLayout("csv", "utf-8", ",", ("id", "text")), limits))

    assert len(records) == 25_000
    assert records[-1].line == 25_001
    assert records[-1].faults == (Fault("quote_misplaced", value=row.decode().strip()),)


@pytest.mark.parametrize(
    ("content", "line", "column"),
    [
        (b"id,text\n1,fine\n2,123456\n", 3, "text"),
        (b'id,text\n1,"1\n2\n3\n4"\n', 2, "text"),
        (b"id,text\n1,2,\n1,2,123456\n", 3, "#3"),
        (b'{"id": 1}\n{"id": "123456"}\n', 2, "id"),
    ],
)
def test_a_cell_over_the_limit_is_refused(content: bytes, line: int, column: str):
    limits = FileLimits(1 << 20, max_rows=10, max_columns=5, max_cell_characters=5)
    file = io.BytesIO(content)

    with pytest.raises(UnreadableFileError) as refused:
        list(read_records(file, detect_layout(file, "rows.csv", limits), limits))

    assert refused.value.code == "cell_too_long"
    assert refused.value.parameters == {"line": line, "column": column, "limit": 5}
