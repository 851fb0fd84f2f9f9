"""Reads uploaded files: text with delimiters, JSON Lines and Excel. Knows nothing of Django."""

from __future__ import annotations

from playground.batches.files.delimiters import DELIMITERS
from playground.batches.files.encodings import ENCODINGS
from playground.batches.files.layouts import detect_layout
from playground.batches.files.reading import preview, read_records
from playground.batches.files.values import (
    Fault,
    FileLayout,
    FileLimits,
    Record,
    UnreadableFileError,
)

__all__ = [
    "DELIMITERS",
    "ENCODINGS",
    "Fault",
    "FileLayout",
    "FileLimits",
    "Record",
    "UnreadableFileError",
    "detect_layout",
    "preview",
    "read_records",
]
