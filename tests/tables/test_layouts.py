from __future__ import annotations

import io

import pytest

from playground.tables import (
    FileLayout,
    FileLimits,
    UnreadableFileError,
    detect_layout,
    read_records,
)

# What Excel, databases and editors write, and how it is to be read.
GOOD = {
    "plain.csv": (b"id,question\n1,hi\n", "utf-8", ",", [["1", "hi"]]),
    "excel-chinese.csv": (
        "编号,问题\r\n1,你好，世界\r\n".encode("gb18030"),
        "gb18030",
        ",",
        [["1", "你好，世界"]],
    ),
    "one-character.csv": ("列,b\n一,x\n".encode("gb18030"), "gb18030", ",", [["一", "x"]]),
    "gb18030-four-bytes.csv": (
        "编号,问题\n1,𠮷😀\n".encode("gb18030"),
        "gb18030",
        ",",
        [["1", "𠮷😀"]],
    ),
    "gb18030-marked.csv": (
        "\ufeff编号,问题\n1,x\n".encode("gb18030"),
        "gb18030",
        ",",
        [["1", "x"]],
    ),
    "csv-utf-8.csv": (
        "编号,问题\r\n1,你好\r\n".encode("utf-8-sig"),
        "utf-8-sig",
        ",",
        [["1", "你好"]],
    ),
    "unicode-text.txt": (
        "编号\t问题\r\n1\t你好\r\n".encode("utf-16"),
        "utf-16",
        "\t",
        [["1", "你好"]],
    ),
    "big-endian.txt": (
        b"\xfe\xff" + "a\tb\n1\t你\n".encode("utf-16-be"),
        "utf-16",
        "\t",
        [["1", "你"]],
    ),
    "unmarked-latin.txt": ("a,b\n1,x\n".encode("utf-16-le"), "utf-16-le", ",", [["1", "x"]]),
    "unmarked-chinese.txt": (
        "编号,问题\n一,你好世界\n".encode("utf-16-be"),
        "utf-16-be",
        ",",
        [["一", "你好世界"]],
    ),
    "declared.csv": (b"sep=;\r\nid;text\r\n1;a,b\r\n", "utf-8", ";", [["1", "a,b"]]),
    "declared-odd.csv": (b"sep=^\r\nid^text\r\n1^a,b\r\n", "utf-8", "^", [["1", "a,b"]]),
    "decimal-commas.csv": (
        b"id;price\n1;2,50\n2;3,75\n",
        "utf-8",
        ";",
        [["1", "2,50"], ["2", "3,75"]],
    ),
    "pipes.txt": (b"id|text\n1|a, b\n", "utf-8", "|", [["1", "a, b"]]),
    "tabs.tsv": (b"id\ttext\n1\ta, b\n", "utf-8", "\t", [["1", "a, b"]]),
    "quoted-delimiters.csv": (b'id,"a;b;c"\n1,"x;y;z"\n', "utf-8", ",", [["1", "x;y;z"]]),
    "chinese-commas.csv": (
        "问题;答案\n你好，世界，早;是, 的\n".encode(),
        "utf-8",
        ";",
        [["你好，世界，早", "是, 的"]],
    ),
    "prompts.txt": (
        b"prompt\nHello, world\nOne, two; three\n",
        "utf-8",
        "\t",
        [["Hello, world"], ["One, two; three"]],
    ),
    "old-mac.csv": (b"id,text\r1,a\r2,b\r", "utf-8", ",", [["1", "a"], ["2", "b"]]),
    "mixed-line-ends.csv": (
        b"id,text\r\n1,a\n2,b\r3,c",
        "utf-8",
        ",",
        [["1", "a"], ["2", "b"], ["3", "c"]],
    ),
    "line-separator.csv": (
        "id,text\n1,a\u2028b\x0bc\x85d\n".encode(),
        "utf-8",
        ",",
        [["1", "a\u2028b\x0bc\x85d"]],
    ),
    "empty-last-columns.csv": (
        b"id,text,,\n1,a,,\n2,b,\n3,c\n",
        "utf-8",
        ",",
        [["1", "a"], ["2", "b"], ["3", "c"]],
    ),
    "cleared-rows.csv": (b"\n,\nid,text\n\n1,a\n,\n  \n", "utf-8", ",", [["1", "a"]]),
    "quotes-in-text.csv": (b'id,text\n1,5" pipe\n', "utf-8", ",", [["1", '5" pipe']]),
    "name-in-lines.csv": (b'id," two\r\n lines "\n1,a\n', "utf-8", ",", [["1", "a"]]),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_good_file_is_read_without_being_told_how(name: str, limits: FileLimits):
    content, encoding, delimiter, rows = GOOD[name]
    file = io.BytesIO(content)

    layout = detect_layout(file, name, limits)
    records = list(read_records(file, layout, limits))

    assert (layout.encoding, layout.delimiter) == (encoding, delimiter)
    assert [record.cells for record in records] == rows
    assert [record.faults for record in records] == [()] * len(rows)


@pytest.mark.parametrize(
    ("content", "name", "format_", "columns"),
    [
        (b"id,text\n1,a\n", "rows.csv", "csv", ("id", "text")),
        (b"id\ttext\n1\ta\n", "rows.csv", "tsv", ("id", "text")),
        (b"text\na, b\n", "rows.csv", "csv", ("text",)),
        (b'{"id": 1}\n', "rows.txt", "jsonl", ("id",)),
        (b'{"id": 1}\n', "rows.csv", "jsonl", ("id",)),
        (b'\n{"b": 1}\n{"a": 1, "b": 2}\n', "rows.jsonl", "jsonl", ("b", "a")),
        (b'id,"two \n lines"\n1,2\n', "rows.csv", "csv", ("id", "two lines")),
        ("\u3000编号\xa0,b\n1,2\n".encode(), "rows.csv", "csv", ("编号", "b")),
    ],
)
def test_format_and_columns_are_made_out(
    content: bytes, name: str, format_: str, columns: tuple[str, ...], limits: FileLimits
):
    layout = detect_layout(io.BytesIO(content), name, limits)

    assert (layout.format, layout.columns) == (format_, columns)


def test_what_a_person_says_beats_what_is_detected(limits: FileLimits):
    file = io.BytesIO("a,b;c\n你,好;吗\n".encode("gb18030"))

    layout = detect_layout(file, "rows.csv", limits, encoding="gb18030", delimiter=";")

    assert layout == FileLayout("csv", "gb18030", ";", ("a,b", "c"))
    assert [record.cells for record in read_records(file, layout, limits)] == [["你,好", "吗"]]


def test_a_wrong_encoding_of_a_person_is_refused_where_it_breaks(limits: FileLimits):
    file = io.BytesIO("a,b\n1,你好\n".encode("gb18030"))

    with pytest.raises(UnreadableFileError) as refused:
        detect_layout(file, "rows.csv", limits, encoding="utf-8")

    assert refused.value.code == "encoding_broken"
    assert refused.value.parameters == {
        "line": 2,
        "offset": 6,
        "encoding": "UTF-8",
        "other": "GB18030",
    }


def test_an_unknown_encoding_is_refused(limits: FileLimits):
    with pytest.raises(UnreadableFileError) as refused:
        detect_layout(io.BytesIO(b"a\n1\n"), "rows.csv", limits, encoding="rot13")

    assert refused.value.code == "encoding_unsupported"


def test_a_character_cut_by_the_end_of_the_head_does_no_harm(limits: FileLimits):
    for padding in range(4):
        row = ("你好" * 1_000).encode() + b",1\n"
        file = io.BytesIO(b"text,n\n" + b"x" * padding + row * 60)

        layout = detect_layout(file, "rows.csv", limits)

        assert layout == FileLayout("csv", "utf-8", ",", ("text", "n"))


def test_a_line_cut_by_the_end_of_the_head_has_no_say_in_the_delimiter(limits: FileLimits):
    rows = b"1;a,b,c\n" * 50_000

    layout = detect_layout(io.BytesIO(b"id;text\n" + rows), "rows.csv", limits)

    assert layout.delimiter == ";"
