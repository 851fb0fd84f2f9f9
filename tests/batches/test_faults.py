from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils.translation import override

from playground.batches.faults import (
    FAULT_MESSAGES,
    fault_sentence,
)
from playground.tables.faults import TABLE_MESSAGES

ROOT = Path(__file__).resolve().parent.parent.parent
BATCHES = ROOT / "playground" / "batches"
TABLES = ROOT / "playground" / "tables"
# Codes are the only words with an underscore in quotes there, but for names of parameters.
CODE = re.compile(
    r'"((?:file|rows?|columns|cell|quoted|line|quote|header|encoding|json|workbook|too|nul|lone'
    r'|formula|date)_[a-z0-9_]+)"'
)
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def codes_in(folder: Path) -> set[str]:
    paths = set(folder.rglob("*.py")) - {BATCHES / "faults.py", TABLES / "faults.py"}
    return {code for path in paths for code in CODE.findall(path.read_text(encoding="utf-8"))}


def test_every_code_of_the_files_has_a_sentence():
    codes = codes_in(TABLES)

    assert len(codes) > 50
    assert codes - set(TABLE_MESSAGES) == set()


def test_every_sentence_about_files_has_a_code():
    assert set(TABLE_MESSAGES) - codes_in(BATCHES) - codes_in(TABLES) == set()


@pytest.mark.parametrize("code", FAULT_MESSAGES)
def test_a_sentence_says_what_to_do(code: str):
    with override("en"):
        text = str(FAULT_MESSAGES[code])
        sentence = fault_sentence(code, dict.fromkeys(PLACEHOLDER.findall(text), 7))

    assert "%(" not in sentence
    assert sentence[0] == sentence[0].upper()
    assert sentence.endswith(".")
    assert len(re.findall(r"[.:;](?:\s|$)", sentence)) >= 2


def test_numbers_and_sizes_are_written_for_people():
    parameters = {"actual_bytes": 3 << 30, "limit_bytes": 1 << 30}

    with override("en"):
        assert fault_sentence("columns_too_many", {"line": 12_345, "limit": 1_000}).startswith(
            "Line 12,345 has more than 1,000 columns."
        )
        assert "3.0\xa0GB" in fault_sentence("file_too_large", parameters)


def test_codes_of_the_gateway_get_its_sentences():
    with override("en"):
        assert "rejected" in fault_sentence("invalid_request", {})


def test_a_sentence_that_lost_a_value_is_replaced():
    with override("en"):
        assert fault_sentence("line_too_long", {}) == fault_sentence("no such code", {})


def test_every_code_of_the_files_is_documented():
    text = (ROOT / "docs" / "reference" / "batches.md").read_text(encoding="utf-8")

    assert {code for code in TABLE_MESSAGES if f"| `{code}` |" not in text} == set()
