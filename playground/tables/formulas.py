"""Makes texts harmless to spreadsheets, which take a cell that begins like a formula for one.

What a model writes, and what a file says, is attacker-influenced: `=HYPERLINK(…)` in a cell reads
its neighbours. A leading apostrophe makes it text. Source: OWASP, "CSV Injection", read 2026-11-24.
"""

from __future__ import annotations

import re
from typing import Final

# Also as the wide and the small forms that spreadsheets fold into these.
_TRIGGERS: Final = "=+-@＝＋－＠﹦﹢﹣﹫"
_LINE_STARTS: Final = "\t\r\n"
_CONTROLS: Final = "".join(map(chr, (*range(0x21), *range(0x7F, 0xA1))))
_SPACES: Final = "\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_INVISIBLE: Final = (
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
)
_QUOTES: Final = "\"'`´«»‘-‟＂＇"
# What may stand before a trigger and be dropped on the way into a cell.
_SKIPPED: Final = _CONTROLS + _SPACES + _INVISIBLE + _QUOTES
# Numbers are data: a sign alone makes no formula.
_NUMBER: Final = (
    r"[+-](?=\.?[0-9])(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)\.?[0-9]*(?:[eE][+-]?[0-9]+)?%?"
    r" *(?:[;\t]|\Z)"
)

# Of texts that may need it; their ranges spelled out, a set is quicker than an expression.
_BEGINNINGS: Final = frozenset(
    re.findall(f"[{re.escape(_TRIGGERS)}{_SKIPPED}]", "".join(map(chr, range(0x10000))))
)
# A run is taken whole and begins only where no run goes on: the time is linear in the text.
_RUN: Final = re.compile(
    f"(?:\\A[{_SKIPPED};]*+|(?<![{_SKIPPED};])[{_SKIPPED};]++)"
    f"(?=[{re.escape(_TRIGGERS)}])(?!{_NUMBER})"
)


def neutralize(text: str) -> str:
    """Return the text with an apostrophe wherever a spreadsheet might see a formula begin.

    That is at its beginning and, since `;` and tab part cells in many a place whatever the quotes
    say, after these. Plain numbers (`-3.5`, `+1e5`, `-1,200`) stay as they are, and so do texts
    that begin with an apostrophe already. Line breaks inside a cell are left alone: what models
    write is full of lists, and a quoted cell goes on after them.
    """
    if text[:1] not in _BEGINNINGS and _has_one_cell(text):
        return text
    if text[0] in _LINE_STARTS:
        text = f"'{text}"
    return _RUN.sub(_quote, text)


def neutralize_row(texts: list[str]) -> list[str]:
    """Do it for the texts of one row, of a million rows: most have nothing that needs it."""
    joined = "".join(texts)
    if _BEGINNINGS.isdisjoint([text[:1] for text in texts]) and _has_one_cell(joined):
        return texts
    return [neutralize(text) for text in texts]


def _has_one_cell(text: str) -> bool:
    return ";" not in text and "\t" not in text


def _quote(run: re.Match[str]) -> str:
    before = run.group()
    cell = max(before.rfind(";"), before.rfind("\t")) + 1
    if (not cell and run.start()) or before.startswith("'", cell):
        return before
    return f"{before[:cell]}'{before[cell:]}"
