from __future__ import annotations

import time

import pytest

from playground.lib.prompt_templates import (
    PromptTemplate,
    escape,
    match_column,
    placeholders,
    render,
)

HOSTILE_CELLS = [
    "{{other}}",
    "{{ text }}",
    "{{{{text}}}}",
    "{text}",
    "{x.__class__}",
    "{0.__init__.__globals__}",
    "{% debug %}",
    "{% load static %}",
    "{# comment #}",
    "%s %(text)s %d %%",
    "$text ${text}",
    "\\{{text}}",
    "\\1 \\g<0>",
    "\0",
    "=HYPERLINK(1)",
]


def test_a_column_is_put_in():
    assert render("Translate {{text}}!", {"text": "你好"}) == "Translate 你好!"


def test_a_column_may_be_put_in_several_times():
    assert render("{{a}}{{b}}{{a}}", {"a": "x", "b": "-"}) == "x-x"


@pytest.mark.parametrize("template", ["{{ text }}", "{{text }}", "{{\ttext\n}}"])
def test_spaces_inside_the_braces_do_not_matter(template: str):
    assert render(template, {"text": "x"}) == "x"


@pytest.mark.parametrize(
    "column",
    ["first name", "评论（中文）", "a.b", "a|upper", "x['y']", "a{b", "a}b", "100%", "a\nb", "#!?"],
)
def test_names_of_columns_may_hold_anything_but_double_braces(column: str):
    assert render(f"<{{{{{column}}}}}>", {column: "x"}) == "<x>"


def test_the_exact_name_goes_before_a_similar_one():
    template = PromptTemplate("{{Text}} {{text}} {{TEXT}}", ["text", "Text"])

    assert template.render(["lower", "upper"]) == "upper lower lower"


@pytest.mark.parametrize("column", [" Text ", "TEXT", "text"])
def test_case_and_spaces_around_a_name_are_forgiven(column: str):
    assert render("{{text}}", {column: "x"}) == "x"


def test_line_breaks_in_a_name_are_spaces():
    assert render("{{first\r\nname}}", {"first\nname": "x"}) == "x"


@pytest.mark.parametrize("cell", HOSTILE_CELLS)
def test_cells_are_put_in_as_they_are(cell: str):
    values = {"text": cell, "other": "secret", "x": "secret"}

    assert render("<{{text}}>", values) == f"<{cell}>"


def test_two_cells_make_no_placeholder_together():
    assert render("{{a}}{{b}}", {"a": "{{", "b": "a}}"}) == "{{a}}"


@pytest.mark.parametrize(
    "template", ["{x.__class__}", "{% debug %}", "%s", "{{x.__class__}}", "{x}"]
)
def test_there_is_no_other_syntax(template: str):
    assert render(template, {"x": "secret"}) == template


def test_four_braces_are_two():
    assert render("{{{{text}} is {{text}}", {"text": "x"}) == "{{text}} is x"


@pytest.mark.parametrize(
    ("template", "rendered"),
    [
        ("{{{text}}}", "{x}"),
        ('{"q": {"a": "{{text}}"}}', '{"q": {"a": "x"}}'),
        ("{{{{{{text}}", "{{x"),
        ("style={{}} {{ }}", "style={{}} {{ }}"),
        ("}} {{text}} }}", "}} x }}"),
        ("{{text", "{{text"),
        ("{{a {{text}}", "{{a x"),
        ("", ""),
    ],
)
def test_other_braces_are_text(template: str, rendered: str):
    assert render(template, {"text": "x"}) == rendered


@pytest.mark.parametrize("text", [*HOSTILE_CELLS, "{{{", "{{{{{", "a{", "{{a}}{{b}}", "{{}}"])
def test_an_escaped_text_is_rendered_as_itself(text: str):
    values = {"text": "x", "a": "x"}

    assert render(escape(text), values) == text
    assert render(escape(text) + "{{a}}", values) == text + "x"


def test_unknown_placeholders_are_named_and_stay():
    template = PromptTemplate("{{a}} {{nope}} {{ Nope }} {{nope}}", ["a"])

    assert template.unknown == ("nope", "Nope")
    assert template.render(["x"]) == "x {{nope}} {{ Nope }} {{nope}}"


def test_the_columns_of_a_template_are_known():
    assert PromptTemplate("{{b}} {{a}} {{B}}", ["a", "b", "c"]).positions == (1, 0)


def test_placeholders_are_listed_once_in_their_order():
    assert placeholders("{{b}} {{ a }} {{b}} {{{{c}} {{}}") == ("b", "a")


def test_columns_are_matched_by_name():
    assert match_column("B", ["a", "b"]) == 1
    assert match_column("c", ["a", "b"]) is None


@pytest.mark.parametrize("piece", ["{{", "{{a", "{", "}", "{{ ", "{{a}", "{{{{"])
def test_no_template_takes_long_to_take_apart(piece: str):
    began = time.process_time()

    placeholders(piece * (200_000 // len(piece)) + "x")

    # Where each character is looked at again and again, it takes minutes.
    assert time.process_time() - began < 5
