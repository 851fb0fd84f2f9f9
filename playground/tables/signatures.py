"""What a file is by its first bytes, whatever its name says, when it is no table in text."""

from __future__ import annotations

import re
from typing import Final

from playground.tables.values import UnreadableFileError

ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
# The first bytes, and the code of what to do instead.
_SIGNATURES: Final = (
    (b"%PDF-", "file_is_pdf"),
    (b"\x89PNG\r\n\x1a\n", "file_is_picture"),
    (b"\xff\xd8\xff", "file_is_picture"),
    (b"GIF87a", "file_is_picture"),
    (b"GIF89a", "file_is_picture"),
    (b"II*\x00", "file_is_picture"),
    (b"MM\x00*", "file_is_picture"),
    (b"\x1f\x8b", "file_is_compressed"),
    (b"BZh", "file_is_compressed"),
    (b"\xfd7zXZ\x00", "file_is_compressed"),
    (b"\x28\xb5\x2f\xfd", "file_is_compressed"),
    (b"7z\xbc\xaf\x27\x1c", "file_is_compressed"),
    (b"Rar!\x1a\x07", "file_is_compressed"),
    (b"PAR1", "file_is_database"),
    (b"Obj\x01", "file_is_database"),
    (b"ARROW1", "file_is_database"),
    (b"SQLite format 3\x00", "file_is_database"),
    (b"{\\rtf", "file_is_document"),
    (b"\x7fELF", "file_is_binary"),
    (b"MZ\x90\x00", "file_is_binary"),
)
# Where Microsoft Office kept everything before 2007, and keeps what a password protects.
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_WORD: Final = "WordDocument".encode("utf-16-le")

_HTML = re.compile(r"\s*(?:<!--.*?-->\s*)?<(?:!doctype html|html|head|body|table|meta|div)\b", re.I)
_XML = re.compile(r"\s*<\?xml\b", re.I)
_WORKBOOK_XML = "urn:schemas-microsoft-com:office:spreadsheet"
_JSON_ARRAY = re.compile(r"\s*\[\s*(?:[\[\]{\"]|$)")
_JSON_DOCUMENT = re.compile(r"\s*\{\s*[\r\n]")


def refuse_other_files(head: bytes) -> None:
    """Raises: UnreadableFileError, if these are no bytes of a text, nor of a zip archive."""
    if head.startswith(_OLE):
        if _ENCRYPTED in head:
            raise UnreadableFileError("file_is_protected")
        raise UnreadableFileError("file_is_document" if _WORD in head else "file_is_old_excel")
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        raise UnreadableFileError("file_is_picture")
    for signature, code in _SIGNATURES:
        if head.startswith(signature):
            raise UnreadableFileError(code)


def refuse_other_texts(text: str) -> None:
    """Raises: UnreadableFileError, if this begins a text that is no table."""
    if _HTML.match(text):
        raise UnreadableFileError("file_is_html")
    if _XML.match(text):
        # Saved as “XML Spreadsheet”, or exported by a program as if it were a workbook.
        is_workbook = _WORKBOOK_XML in text
        raise UnreadableFileError("file_is_old_excel" if is_workbook else "file_is_xml")
    if _JSON_ARRAY.match(text):
        raise UnreadableFileError("file_is_json_array")
    if _JSON_DOCUMENT.match(text):
        raise UnreadableFileError("file_is_json_document")
