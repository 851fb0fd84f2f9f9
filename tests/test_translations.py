"""Every sentence is translatable, translated, and shown in the language asked for."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from django.template.base import Lexer, Token, TokenType
from django.test import Client
from django.utils.translation import gettext, override, pgettext

from playground.gateway import ERROR_MESSAGES
from playground.runs.error_messages import RUN_ERROR_MESSAGES, error_sentence
from playground.translations import CATALOGS, ROOT, collect, updated

CATALOG = CATALOGS / "zh_Hans" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|%[a-z%]|\{\w*\}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.*") if path.is_file())
# What is the same in every language: our name, names of things outside, samples of syntax.
NAMES = re.compile(r'Qianfan Playground|JSON|Ctrl|Shift|Enter|Esc|https://…|\{"days": 3\}')


def messages() -> list[Message]:
    with CATALOG.open("rb") as file:
        catalog = read_po(file)
    return [message for message in catalog if message.id]


def translations(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def test_the_catalog_holds_just_the_strings_of_today():
    source = {(message.id, message.context) for message in collect("zh_Hans") if message.id}
    held = {(message.id, message.context) for message in messages()}

    assert source - held == set(), "new: make messages, then translate"
    assert held - source == set(), "gone: make messages"


def test_an_update_keeps_translations_and_is_repeatable(tmp_path: Path):
    path = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_bytes(CATALOG.read_bytes())

    path.write_bytes(updated(path))

    assert updated(path) == path.read_bytes()
    with path.open("rb") as file:
        kept = {(message.id, message.context): message.string for message in read_po(file)}
    assert all(
        kept.get((message.id, message.context), message.string) == message.string
        for message in messages()
    )


def test_every_string_is_translated():
    missing = [message.id for message in messages() if not all(translations(message))]

    assert missing == []


def test_no_translation_is_a_guess_or_left_over():
    text = CATALOG.read_text(encoding="utf-8")

    assert "fuzzy" not in text
    assert "#~" not in text


def test_translations_keep_the_placeholders():
    def placeholders(text: str) -> list[str]:
        return sorted(found.group() for found in PLACEHOLDER.finditer(text))

    for message in messages():
        source = message.id[-1] if message.pluralizable else message.id
        for text in translations(message):
            assert placeholders(text) == placeholders(source), message.id


def test_chinese_is_set_as_chinese():
    for message in messages():
        for translation in translations(message):
            text = PLACEHOLDER.sub(" ", translation)
            assert not re.search(r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]", text), (
                f"no space between Chinese and Latin in {translation}"
            )
            assert not re.search(r"[\u4e00-\u9fff][,.:;!?()]", text), (
                f"half-width punctuation in {translation}"
            )


@pytest.mark.parametrize("code", [*ERROR_MESSAGES, *RUN_ERROR_MESSAGES])
def test_every_error_has_a_sentence_in_both_languages(code: str):
    names = PLACEHOLDER.findall(ERROR_MESSAGES.get(code, ""))
    parameters = dict.fromkeys(names, 7)

    with override("en"):
        english = error_sentence(code, parameters)
    with override("zh-hans"):
        chinese = error_sentence(code, parameters)

    assert "%" not in english + chinese
    assert CHINESE.search(chinese)
    assert not CHINESE.search(english)


def test_django_loads_the_compiled_catalog():
    with override("zh-hans"):
        shown = [
            pgettext(message.context, message.id) if message.context else gettext(message.id)
            for message in messages()
            if not message.pluralizable
        ]

    assert shown == [message.string for message in messages() if not message.pluralizable]


@pytest.mark.parametrize(
    ("language", "heading", "button"),
    [("en", "Conversations", "New conversation"), ("zh-hans", "对话", "新对话")],
)
def test_a_page_speaks_the_language_of_the_browser(
    alice_client: Client, language: str, heading: str, button: str
):
    response = alice_client.get("/conversations/", headers={"accept-language": language})

    page = response.content.decode()
    assert f'<html lang="{language}"' in page
    assert re.search(rf"<h1[^>]*>\s*{heading}\s*</h1>", page)
    assert button in page


class _Texts(HTMLParser):
    """Gathers what a person sees or hears of a page."""

    ATTRIBUTES = frozenset({"title", "alt", "placeholder", "aria-label"})
    SILENT = frozenset({"script", "style", "code"})

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.SILENT:
            self._open.append(tag)
        self.texts += [value or "" for name, value in attrs if name in self.ATTRIBUTES]

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not self._open:
            self.texts.append(data)


def bare_texts(source: str) -> list[str]:
    """Return the words of a template that no translation tag holds."""
    reader = _Texts()
    reader.feed("".join(_untranslated(Lexer(source).tokenize())))
    reader.close()
    texts = (NAMES.sub("", text) for text in reader.texts)
    return [text.strip() for text in texts if re.search(r"[A-Za-z\u4e00-\u9fff]{2}", text)]


def _untranslated(tokens: list[Token]) -> list[str]:
    texts: list[str] = []
    is_outside = True
    for token in tokens:
        if token.token_type == TokenType.BLOCK:
            tag = token.contents.split()[0]
            if tag in {"blocktranslate", "comment"} or token.contents == "block body_class":
                is_outside = False
            elif tag in {"endblocktranslate", "endcomment", "endblock"}:
                is_outside = True
        elif token.token_type == TokenType.TEXT and is_outside:
            texts.append(token.contents)
    return texts


def test_bare_words_of_a_template_are_found():
    source = (
        '<p title="Seen">{% translate "Fine" %} <b>{{ name }} left over</b></p><code>ls -l</code>'
    )

    assert bare_texts(source) == ["Seen", "left over"]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_have_no_bare_words(path: Path):
    assert bare_texts(path.read_text(encoding="utf-8")) == []
