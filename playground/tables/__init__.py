"""Reads uploaded files: text with delimiters, JSON Lines and Excel.

Of Django it knows nothing but the translation of what can be wrong.
"""

from __future__ import annotations

from playground.tables.delimiters import DELIMITERS
from playground.tables.encodings import ENCODINGS
from playground.tables.layouts import detect_layout
from playground.tables.reading import preview, read_records
from playground.tables.values import (
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
