"""Parses the large XML parts of a workbook piece by piece.

With expat itself: trees grow with the file, and the parsers of defusedxml, written in Python,
take four times as long. What they guard against needs a document type, which is refused here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Final, NoReturn, Protocol
from xml.parsers import expat

from playground.tables.values import UnreadableFileError

_CHUNK_BYTES: Final = 1 << 16


class XmlHandler(Protocol):
    """What SharedStrings and SheetRows do with elements; `tag` has no prefix of its own kind."""

    def start(self, tag: str, attributes: dict[str, str]) -> None: ...

    def end(self, tag: str) -> None: ...

    def text(self, text: str) -> None: ...


def parse_pieces(source: IO[bytes], handler: XmlHandler) -> Iterator[None]:
    """Yield after each piece. Raises: UnreadableFileError, ExpatError."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = lambda tag, attributes: _begin(parser, handler, tag, attributes)
    parser.CharacterDataHandler = handler.text
    while chunk := source.read(_CHUNK_BYTES):
        parser.Parse(chunk, False)
        yield
    parser.Parse(b"", True)
    yield


def _begin(
    parser: expat.XMLParserType, handler: XmlHandler, root: str, attributes: dict[str, str]
) -> None:
    """Take the prefix that the root has, which is mostly none, from all tags."""
    prefix = root[: root.find(":") + 1]
    if prefix:
        parser.StartElementHandler = lambda tag, found: handler.start(
            tag.removeprefix(prefix), found
        )
        parser.EndElementHandler = lambda tag: handler.end(tag.removeprefix(prefix))
    else:
        parser.StartElementHandler = handler.start
        parser.EndElementHandler = handler.end
    handler.start(root.removeprefix(prefix), attributes)


def _refuse_doctype(*_: object) -> NoReturn:
    raise UnreadableFileError("workbook_broken")
