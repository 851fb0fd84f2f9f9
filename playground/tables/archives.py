"""Opens the zip archive that a workbook is, if it is one, and if it cannot do harm."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from lzma import LZMAError
from typing import BinaryIO, Final
from xml.etree.ElementTree import Element, ParseError
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile, ZipFile, ZipInfo

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from playground.tables.values import UnreadableFileError

_MIB: Final = 1 << 20
# The list of what is within, which is read at once.
_MAX_DIRECTORY_BYTES: Final = 4 * _MIB
_MAX_UNPACKED_BYTES: Final = 2_048 * _MIB
# Even rows that are all alike pack no better than 1:100.
_MAX_RATIO: Final = 200
# Parts of less cannot do harm, whatever they unpack to.
_MIN_SUSPECT_BYTES: Final = 4 * _MIB
# Parts that are held in memory as trees.
_MAX_TREE_BYTES: Final = 16 * _MIB

_END_SIGNATURE: Final = b"PK\x05\x06"
_END_BYTES: Final = 22
_MAX_COMMENT_BYTES: Final = 0xFFFF
# Only archives of more than 4 GB or 65,535 parts need it.
_ZIP64_SIGNATURE: Final = b"PK\x06\x07"
_ZIP64_LOCATOR_BYTES: Final = 20
_IS_ENCRYPTED: Final = 0x1


@contextmanager
def opened_archive(file: BinaryIO) -> Iterator[ZipFile]:
    """Yield the archive, and translate all that can go wrong while it is read.

    Raises: UnreadableFileError.
    """
    try:
        _refuse_long_directory(file)
        with ZipFile(file) as archive:
            parts = archive.infolist()
            _refuse_other_archives(archive, parts)
            _refuse_bombs(parts)
            yield archive
    except (
        BadZipFile,
        DefusedXmlException,
        EOFError,
        ExpatError,
        LZMAError,
        LookupError,
        NotImplementedError,
        ParseError,
        ValueError,
        zlib.error,
    ) as error:
        raise UnreadableFileError("workbook_broken") from error


def read_tree(archive: ZipFile, part: str) -> Element:
    """Return a small part as a tree. Raises: UnreadableFileError, and what `opened_archive` does"""
    if archive.getinfo(part).file_size > _MAX_TREE_BYTES:
        raise UnreadableFileError("workbook_too_large")
    root: Element = fromstring(archive.read(part), forbid_dtd=True)
    return root


def _refuse_long_directory(file: BinaryIO) -> None:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(size - _END_BYTES - _ZIP64_LOCATOR_BYTES - _MAX_COMMENT_BYTES, 0))
    tail = file.read()
    at = tail.rfind(_END_SIGNATURE)
    if at < 0:
        raise BadZipFile
    directory_bytes = int.from_bytes(tail[at + 12 : at + 16], "little")
    is_zip64 = _ZIP64_SIGNATURE in tail[max(at - _ZIP64_LOCATOR_BYTES, 0) : at]
    if is_zip64 or directory_bytes > _MAX_DIRECTORY_BYTES:
        raise UnreadableFileError("workbook_too_large")


def _refuse_other_archives(archive: ZipFile, parts: list[ZipInfo]) -> None:
    names = {part.filename for part in parts}
    if any(part.flag_bits & _IS_ENCRYPTED for part in parts):
        raise UnreadableFileError("file_is_protected")
    if "xl/workbook.bin" in names:
        raise UnreadableFileError("file_is_binary_excel")
    if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
        return
    folders = {name.partition("/")[0] for name in names}
    if "[Content_Types].xml" in names and folders & {"word", "ppt", "visio"}:
        raise UnreadableFileError("file_is_document")
    if {"mimetype", "content.xml"} <= names:
        raise UnreadableFileError("file_is_open_document")
    if any(name.endswith(".iwa") for name in names):
        raise UnreadableFileError("file_is_numbers")
    raise UnreadableFileError("file_is_archive")


def _refuse_bombs(parts: list[ZipInfo]) -> None:
    # No more than the declared size is ever unpacked of a part, so it can be relied on.
    if sum(part.file_size for part in parts) > _MAX_UNPACKED_BYTES:
        raise UnreadableFileError("workbook_too_large")
    for part in parts:
        is_large = part.file_size > _MIN_SUSPECT_BYTES
        if is_large and part.file_size > _MAX_RATIO * max(part.compress_size, 1):
            raise UnreadableFileError("workbook_too_large")
