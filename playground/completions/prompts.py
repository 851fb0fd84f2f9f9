"""The prompt that a document makes: what people wrote, with the values of its `{{variables}}`.

What a model wrote is text and nothing else: braces in it name no variable. Values are put in as
they are, once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from playground.completions.ranges import Ranges
from playground.lib.prompt_templates import placeholders, render


def variable_names(text: str, written: Ranges) -> tuple[str, ...]:
    """List the variables of a text, each once, in the order in which they are met."""
    names = [
        name
        for part, is_written in _parts(text, written)
        if not is_written
        for name in placeholders(part)
    ]
    return tuple(dict.fromkeys(names))


def missing_variables(text: str, written: Ranges, variables: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(name for name in variable_names(text, written) if not variables.get(name))


def make_prompt(text: str, written: Ranges, variables: Mapping[str, str]) -> str:
    """Put in the values; what has none stays as it is written."""
    return "".join(
        part if is_written else render(part, variables)
        for part, is_written in _parts(text, written)
    )


def _parts(text: str, written: Ranges) -> Iterator[tuple[str, bool]]:
    """Take a text apart into what people and what models wrote."""
    place = 0
    for start, end in written:
        yield text[place:start], False
        yield text[start:end], True
        place = end
    yield text[place:], False
