"""Collects the strings of Python files, templates and the gateway into the catalogs.

`python -m playground.translations` updates the .po files: new strings come in empty, gone ones
go, translations stay. It does what Django's makemessages does, with Babel, which set-up has
installed already, instead of the gettext programs, which pip cannot install.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract, extract_python
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from playground.gateway import ERROR_MESSAGES

ROOT = Path(__file__).resolve().parent.parent
CATALOGS = ROOT / "playground" / "locale"
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# Sentences of Django and django-allauth that their Chinese lacks, or words unlike ours.
BORROWED = (
    "Email",
    "Enter a valid email address.",
    "The email address and/or password you specified are not correct.",
    (
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
)
# Babel's own header carries dates and versions, which would change at every update.
HEADER = r"""# Translations of Qianfan Playground
msgid ""
msgstr ""
"Language: {language}\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: {plural_forms}\n"

"""


def collect(language: str) -> Catalog:
    """Return a catalog of every translatable string, untranslated."""
    catalog = Catalog(locale=language, fuzzy=False)
    for path in sorted((ROOT / "playground").rglob("*.py")):
        _add_file(catalog, path, "python")
    for path in sorted((ROOT / "templates").rglob("*.*")):
        _add_file(catalog, path, _extract_template)
    for message in ERROR_MESSAGES.values():
        catalog.add(message, locations=[("playground/gateway/error_messages.py", 0)])
    for borrowed in BORROWED:
        catalog.add(borrowed, locations=[("playground/translations.py", 0)])
    return catalog


def updated(path: Path) -> bytes:
    """Return the .po file at `path` as it should be: today's strings, its own translations."""
    with path.open("rb") as file:
        translated = read_po(file)
    language = path.parent.parent.name
    catalog = collect(language)
    for message in catalog:
        known = translated.get(message.id, message.context) if message.id else None
        if known is not None:
            message.string = known.string
    body = BytesIO()
    write_po(body, catalog, width=98, omit_header=True, sort_by_file=True, include_lineno=False)
    header = HEADER.format(language=language, plural_forms=catalog.plural_forms)
    return header.encode() + body.getvalue().strip() + b"\n"


def main() -> None:
    """Update every catalog in place."""
    for path in sorted(CATALOGS.glob("*/LC_MESSAGES/django.po")):
        path.write_bytes(updated(path))


def _add_file(catalog: Catalog, path: Path, method: Any) -> None:
    location = (path.relative_to(ROOT).as_posix(), 0)
    with path.open("rb") as file:
        found = extract(method, file, KEYWORDS, ["Translators:"], strip_comment_tags=True)
        for _line, message, comments, context in found:
            catalog.add(message, locations=[location], auto_comments=comments, context=context)


def _extract_template(
    file: IO[bytes], keywords: Any, comment_tags: Any, options: Any
) -> Iterator[Any]:
    """Read a template as the calls that Django turns its tags into."""
    calls = templatize(file.read().decode())
    # In brackets the indentation of the template means nothing to Python's tokenizer.
    return extract_python(BytesIO(f"({calls}\n)".encode()), keywords, comment_tags, options)


if __name__ == "__main__":
    main()
