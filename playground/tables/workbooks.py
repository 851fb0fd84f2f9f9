"""Reads Excel workbooks: the first visible sheet in which something stands.

Written for this, since openpyxl holds what it has read of a sheet, calls a formula without a
stored result an empty cell, and takes several times as long; its knowledge of formats is used.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import BinaryIO, Final
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from playground.tables.archives import opened_archive, read_tree
from playground.tables.cell_formats import CellFormats
from playground.tables.cells import RowJudge
from playground.tables.headers import column_names, shown_column
from playground.tables.shared_strings import SharedStrings
from playground.tables.sheets import SheetRow, SheetRows
from playground.tables.values import (
    MAX_ROW_FAULTS,
    Fault,
    FileLayout,
    FileLimits,
    Record,
    UnreadableFileError,
)

_STRINGS: Final = "sharedStrings"
_STYLES: Final = "styles"
_TRUE: Final = {"1", "true"}


def read_columns(file: BinaryIO, limits: FileLimits) -> tuple[str, ...]:
    """Return the names in the first row that is not blank. Raises: UnreadableFileError."""
    with opened_archive(file) as archive:
        header, _ = _first_filled(archive, limits)
        return column_names(header.cells, limits, line=header.line)


def read_workbook(file: BinaryIO, layout: FileLayout, limits: FileLimits) -> Iterator[Record]:
    """Yield a record for each row below the names. Raises: UnreadableFileError."""
    columns, width = layout.columns, len(layout.columns)
    judge = RowJudge(columns, limits)
    with opened_archive(file) as archive:
        _, rows = _first_filled(archive, limits)
        for row in rows:
            cells = row.cells[:width] + [""] * (width - len(row.cells))
            record = judge.record(row.line, cells)
            nameless = islice(_nameless(row.cells, width), MAX_ROW_FAULTS)
            faults = [*nameless, *_named(row.faults, columns)]
            if faults:
                record = record or Record(row.line, judge.fitted(cells))
                record = replace(record, faults=(*record.faults, *faults))
            if record:
                yield record


def _nameless(cells: list[str], width: int) -> Iterator[Fault]:
    """Yield what stands beside the table, in columns without a name."""
    for index, cell in enumerate(cells[width:], start=width):
        if cell.strip():
            yield Fault.at("cell_without_column", shown_column((), index), cell)


def _named(faults: list[tuple[int, Fault]], columns: tuple[str, ...]) -> Iterator[Fault]:
    for index, fault in faults:
        if index < len(columns):
            yield replace(fault, column=columns[index])


def _first_filled(archive: ZipFile, limits: FileLimits) -> tuple[SheetRow, Iterator[SheetRow]]:
    """Return the first row in which something stands, and those that follow in its sheet."""
    relations = _relations(archive, "")
    workbook_part = next(iter(relations["officeDocument"].values()))
    workbook = read_tree(archive, workbook_part)
    relations = _relations(archive, workbook_part)
    parts = {kind: next(iter(found.values())) for kind, found in relations.items()}
    strings = SharedStrings(archive.open(parts[_STRINGS]) if _STRINGS in parts else None)
    styles = read_tree(archive, parts[_STYLES]) if _STYLES in parts else None
    formats = CellFormats(styles, has_1904_epoch=_has_1904_epoch(workbook))
    for part in _visible_sheets(workbook, relations.get("worksheet", {})):
        sheet = SheetRows(
            archive.open(part),
            strings,
            formats,
            max_cell_characters=limits.max_cell_characters,
        )
        rows = iter(sheet)
        for row in rows:
            if any(cell.strip() for cell in row.cells):
                return row, rows
    raise UnreadableFileError("workbook_empty")


def _relations(archive: ZipFile, part: str) -> dict[str, dict[str, str]]:
    """Return what a part refers to: by the kind of it, the part's name for each id."""
    folder, name = posixpath.split(part)
    found: dict[str, dict[str, str]] = {}
    for relation in read_tree(archive, posixpath.join(folder, "_rels", f"{name}.rels")):
        if relation.get("TargetMode") == "External":
            continue
        kind = relation.attrib["Type"].rpartition("/")[2]
        target = posixpath.normpath(posixpath.join("/", folder, relation.attrib["Target"]))
        found.setdefault(kind, {})[relation.attrib["Id"]] = target.lstrip("/")
    return found


def _visible_sheets(workbook: Element, parts: dict[str, str]) -> Iterator[str]:
    for group in workbook:
        for sheet in group if _name(group) == "sheets" else ():
            id_ = next(value for name, value in sheet.attrib.items() if name.endswith("}id"))
            if sheet.get("state", "visible") == "visible" and id_ in parts:
                yield parts[id_]


def _has_1904_epoch(workbook: Element) -> bool:
    return any(
        _name(group) == "workbookPr" and group.get("date1904", "") in _TRUE for group in workbook
    )


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]
