"""The small parts of an Excel workbook: everything but the rows.

Source: ECMA-376, parts 1 and 2 (SpreadsheetML, packages), read 2026-11-24.
"""

from __future__ import annotations

from typing import Final
from xml.sax.saxutils import quoteattr

# Indexes of the cell formats below.
STYLE_TEXT: Final = 0
STYLE_HEADER: Final = 1
# Shown with an apostrophe where it is edited: it will never be taken for a formula.
STYLE_QUOTED: Final = 2

_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_CONTENT: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_RELATED: Final = "application/vnd.openxmlformats-package.relationships+xml"

_ROOT: Final = (
    f'{_DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_DOCUMENT}/officeDocument" Target="xl/workbook.xml"/>'
    "</Relationships>"
)
_FONT: Final = '<sz val="11"/><name val="Calibri"/><family val="2"/>'
_FORMAT: Final = 'numFmtId="0" fillId="0" borderId="0"'
_STYLES: Final = (
    f'{_DECLARATION}<styleSheet xmlns="{_MAIN}">'
    f'<fonts count="2"><font>{_FONT}</font><font><b/>{_FONT}</font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    f'<cellStyleXfs count="1"><xf {_FORMAT} fontId="0"/></cellStyleXfs>'
    f'<cellXfs count="3"><xf {_FORMAT} fontId="0" xfId="0"/>'
    f'<xf {_FORMAT} fontId="1" xfId="0" applyFont="1"/>'
    f'<xf {_FORMAT} fontId="0" xfId="0" quotePrefix="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)

SHEET_BEGINNING: Final = (
    f'{_DECLARATION}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    '</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><sheetData>'
)
SHEET_END: Final = "</sheetData></worksheet>"


def sheet_path(number: int) -> str:
    """Return where sheet `number`, from 1, lies in the package."""
    return f"xl/worksheets/sheet{number}.xml"


def workbook_parts(title: str, sheet_count: int) -> dict[str, str]:
    """Return the other files of a package by their paths; sheets are called "title", "title 2"…"""
    numbers = range(1, sheet_count + 1)
    return {
        "xl/workbook.xml": _workbook(title, numbers),
        "xl/_rels/workbook.xml.rels": _workbook_relations(numbers),
        "xl/styles.xml": _STYLES,
        "_rels/.rels": _ROOT,
        "[Content_Types].xml": _content_types(numbers),
    }


def column_letters(count: int) -> list[str]:
    """Return the names of the first columns: A to Z, AA…"""
    names = []
    for number in range(1, count + 1):
        name = ""
        while number:
            number, letter = divmod(number - 1, 26)
            name = chr(ord("A") + letter) + name
        names.append(name)
    return names


def _workbook(title: str, numbers: range) -> str:
    names = [title if number == 1 else f"{title} {number}" for number in numbers]
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, name in zip(numbers, names, strict=True)
    )
    return (
        f'{_DECLARATION}<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}">'
        f"<bookViews><workbookView/></bookViews><sheets>{sheets}</sheets></workbook>"
    )


def _workbook_relations(numbers: range) -> str:
    sheets = "".join(
        f'<Relationship Id="rId{number}" Type="{_DOCUMENT}/worksheet"'
        f' Target="worksheets/sheet{number}.xml"/>'
        for number in numbers
    )
    return (
        f'{_DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{sheets}'
        f'<Relationship Id="rId{len(numbers) + 1}" Type="{_DOCUMENT}/styles" Target="styles.xml"/>'
        "</Relationships>"
    )


def _content_types(numbers: range) -> str:
    sheets = "".join(
        f'<Override PartName="/{sheet_path(number)}" ContentType="{_CONTENT}.worksheet+xml"/>'
        for number in numbers
    )
    return (
        f'{_DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{_RELATED}"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_CONTENT}.sheet.main+xml"/>{sheets}'
        f'<Override PartName="/xl/styles.xml" ContentType="{_CONTENT}.styles+xml"/></Types>'
    )
