"""Prompts with `{{column}}` in them. What stands in a cell is data: it is put in as it is, once.

Between the braces is the name of a column, which may hold anything but `{{` and `}}`; there is no
other syntax. `{{{{` stands for a literal `{{`, so `{{{{name}}` is rendered as `{{name}}`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

_ESCAPE: Final = "{{{{"
# Of `{{{name}}}` the outer braces are text. A name has no `{{` in it, and what was taken for one
# is not given back: where `}}` was forgotten, each character is still looked at once.
_TOKEN: Final = re.compile(r"\{{4}|\{\{(?!\{)((?:[^{}]|\{(?!\{)|\}(?!\}))*+)\}\}")


class PromptTemplate:
    """A template for the rows of one file, taken apart once for all of them.

    `unknown` are the placeholders that are no column, in their order; they stay as written.
    `positions` are those of the columns that are put in, each once.
    """

    __slots__ = ("_holes", "_parts", "positions", "unknown")

    def __init__(self, template: str, columns: Sequence[str]) -> None:
        self._parts: list[str] = []
        self._holes: list[tuple[int, int]] = []
        unknown: list[str] = []
        for text, name in _tokens(template):
            position = None if name is None else match_column(name, columns)
            if position is not None:
                self._holes.append((len(self._parts), position))
            elif name is not None:
                unknown.append(name)
            self._parts.append(text)
        self.unknown = tuple(dict.fromkeys(unknown))
        self.positions = tuple(dict.fromkeys(position for _, position in self._holes))

    def render(self, cells: Sequence[str]) -> str:
        """Put in the cells of a row, one a column."""
        parts = self._parts.copy()
        for place, position in self._holes:
            parts[place] = cells[position]
        return "".join(parts)


def placeholders(template: str) -> tuple[str, ...]:
    """List the names between braces, each once, in the order in which they are met."""
    return tuple(dict.fromkeys(name for _, name in _tokens(template) if name is not None))


def render(template: str, values: Mapping[str, str]) -> str:
    """Put in values by the names of their columns."""
    return PromptTemplate(template, tuple(values)).render(tuple(values.values()))


def escape(text: str) -> str:
    """Write a text so that, as a template, it is rendered as itself."""
    return text.replace("{{", _ESCAPE)


def match_column(name: str, columns: Sequence[str]) -> int | None:
    """Find the position of a column: by its very name, else whatever its case and spaces."""
    if name in columns:
        return columns.index(name)
    wanted = _folded(name)
    return next((at for at, column in enumerate(columns) if _folded(column) == wanted), None)


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _tokens(template: str) -> list[tuple[str, str | None]]:
    """Take a template apart into texts, each with the name that it is a placeholder of."""
    tokens: list[tuple[str, str | None]] = []
    end = 0
    for match in _TOKEN.finditer(template):
        tokens.append((template[end : match.start()], None))
        if match[0] == _ESCAPE:
            tokens.append(("{{", None))
        else:
            # Without a name it is text, such as `style={{}}`.
            tokens.append((match[0], match[1].strip() or None))
        end = match.end()
    tokens.append((template[end:], None))
    return [token for token in tokens if token[0]]
