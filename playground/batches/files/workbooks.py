"""Reads the first sheet of an Excel workbook that holds anything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from playground.batches.files.values import FileLayout, FileLimits, Record, UnreadableFileError


def read_columns(file: BinaryIO, limits: FileLimits) -> tuple[str, ...]:
    raise UnreadableFileError("workbook_broken")


def read_workbook(file: BinaryIO, layout: FileLayout, limits: FileLimits) -> Iterator[Record]:
    raise UnreadableFileError("workbook_broken")
