from __future__ import annotations

import pytest

from playground.lib.file_names import file_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Reviews", "Reviews.csv"),
        ("reviews.csv", "reviews.csv"),
        ("a.b.XLSX", "a.b.csv"),
        ("评论 2024", "评论 2024.csv"),
        ("../../etc/passwd", "_.._etc_passwd.csv"),
        ('a"b\r\nc', "a_bc.csv"),
        ("=cmd", "cmd.csv"),
        ("＝-+@x", "x.csv"),
        (".hidden", "hidden.csv"),
        ("con", "batch con.csv"),
        ("COM1.x", "batch COM1.x.csv"),
        ("report\u202egnp", "reportgnp.csv"),
        ("", "batch.csv"),
        ("...", "batch.csv"),
        ("x" * 300, "x" * 80 + ".csv"),
    ],
)
def test_a_name_is_one_that_any_system_takes(name, expected):
    assert file_name(name, "csv", fallback="batch") == expected
