"""From a turn of a conversation to a batch: words are marked and become columns."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conversation_page import ConversationPage
from tests.browser.test_input_methods import COMPOSE, PRESS_ENTER

PROMPT = "Write two lines about Paris in {{French}}, then two about Paris in English."
ESCAPED = PROMPT.replace("{{", "{{{{")
MARK = """(field, words) => {
    const start = field.value.indexOf(words);
    field.focus();
    field.setSelectionRange(start, start + words.length);
}"""


class MarkingPage:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.prompt = page.locator("#prompt")
        self.name = page.locator("#column-name")
        self.fault = page.locator("#marking-fault")
        self.columns = page.locator("#marked-columns .marked__name")
        self.examples = page.locator("#marked-columns .marked__example")

    def mark(self, words: str) -> None:
        self.prompt.evaluate(MARK, words)

    def make_column(self, words: str, name: str = "") -> None:
        self.mark(words)
        if name:
            self.name.fill(name)
        self.page.get_by_role("button", name="Make it a column").click()


@pytest.fixture(scope="module")
def asked(browser, server, owner_state) -> str:
    """The address of a conversation in which the prompt was asked."""
    context = browser.new_context(storage_state=owner_state, base_url=server.url, locale="en-US")
    conversation = ConversationPage(context.new_page())
    conversation.open_new()
    conversation.page.locator("#system").fill("Be brief.")
    conversation.ask_and_wait(PROMPT)
    conversation.page.reload()
    address = conversation.page.url
    context.close()
    return address


@pytest.fixture
def marking(page: Page, asked: str) -> MarkingPage:
    page.goto(asked)
    ConversationPage(page).wait_until_live()
    turn = page.locator(".message--user")
    turn.hover()
    turn.get_by_role("button", name="Make a batch of this").click()
    marking = MarkingPage(page)
    expect(page.locator("#marking-bar")).to_be_visible()
    return marking


def test_marked_words_become_a_batch_that_asks_for_its_file(marking: MarkingPage):
    page = marking.page
    expect(marking.prompt).to_have_value(ESCAPED)
    expect(page.locator("[name=system]")).to_have_value("Be brief.")

    marking.make_column("Paris", "city")
    marking.make_column("English")

    template = ESCAPED.replace("Paris", "{{city}}", 1).replace("English", "{{English}}")
    expect(marking.prompt).to_have_value(template)
    expect(marking.columns).to_have_text(["city", "English"])
    expect(page.locator("#prompt-preview")).to_have_text(PROMPT)
    expect(page.locator("#prompt-preview mark")).to_have_text(["Paris", "English"])

    page.get_by_role("button", name="Create batch").click()

    page.wait_for_url("**/batches/*-*-*/")
    expect(page.locator("main")).to_contain_text("city")
    expect(page.locator("main")).to_contain_text("English")


def test_the_template_has_the_marked_words_as_its_first_row(marking: MarkingPage, tmp_path: Path):
    marking.make_column("Paris", "city")
    marking.examples.first.fill("Rome, Italy")

    with marking.page.expect_download() as download:
        marking.page.get_by_role("button", name="Download template CSV").click()

    download.value.save_as(tmp_path / "template.csv")
    with (tmp_path / "template.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [["city"], ["Rome, Italy"]]


def test_the_same_words_are_the_same_column_and_others_another(marking: MarkingPage):
    marking.make_column("Paris")
    marking.make_column("Paris")
    expect(marking.columns).to_have_text(["Paris"])

    marking.prompt.press("End")
    marking.prompt.press_sequentially(" paris, (Paris)!")
    marking.make_column("(Paris)!")

    expect(marking.columns).to_have_text(["Paris", "Paris_2"])
    expect(marking.examples.last).to_have_value("(Paris)!")


def test_a_column_is_undone_by_button_and_by_the_keys_of_the_browser(marking: MarkingPage):
    page = marking.page
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_be_disabled()
    marking.make_column("Paris", "city")
    marking.make_column("{{{{French")

    undo.click()
    expect(marking.columns).to_have_text(["city"])
    undo.click()
    expect(marking.prompt).to_have_value(ESCAPED)
    expect(undo).to_be_disabled()

    marking.make_column("English")
    page.keyboard.press("Control+z")
    expect(marking.prompt).to_have_value(ESCAPED)
    expect(page.locator("#no-columns")).to_be_visible()


def test_words_of_the_system_prompt_go_back_into_it_though_it_is_folded(marking: MarkingPage):
    system = marking.page.locator("[name=system]")
    system.evaluate(MARK, "brief")
    marking.page.get_by_role("button", name="Make it a column").click()
    expect(system).to_have_value("Be {{brief}}.")
    marking.page.locator(".marking__summary").click()

    marking.page.get_by_role("button", name="Put the words back").click()

    expect(system).to_have_value("Be brief.")
    expect(marking.prompt).to_have_value(ESCAPED)


def test_the_keyboard_alone_will_do(marking: MarkingPage):
    page = marking.page
    marking.prompt.press("Home")
    for _ in range(5):
        page.keyboard.press("Shift+ArrowRight")
    expect(marking.name).to_have_value("Write")

    page.keyboard.press("Control+k")

    expect(marking.columns).to_have_text(["Write"])
    expect(marking.prompt).to_be_focused()
    page.keyboard.press("Control+End")
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Control+k")
    # A caret stands for the word around it.
    expect(marking.columns).to_have_text(["Write", "English"])


@pytest.mark.parametrize(
    ("words", "sentence"),
    [(" ", "Mark some words"), ("{French", "outside"), ("{{city}} in", "outside")],
)
def test_what_cannot_be_a_column_is_said(marking: MarkingPage, words: str, sentence: str):
    marking.make_column("Paris", "city")

    marking.make_column(words)

    expect(marking.fault).to_contain_text(sentence)
    expect(marking.columns).to_have_text(["city"])


def test_a_name_with_double_braces_is_refused(marking: MarkingPage):
    marking.make_column("Paris", "a}}b")

    expect(marking.fault).to_contain_text("double braces")
    expect(marking.name).to_be_focused()


def test_enter_in_the_name_makes_the_column_unless_it_composes(marking: MarkingPage):
    marking.mark("Paris")
    marking.name.fill("城市")
    marking.name.evaluate(COMPOSE, "compositionstart")
    marking.name.evaluate(PRESS_ENTER, {"isComposing": True, "keyCode": 229})
    expect(marking.columns).to_have_count(0)
    marking.name.evaluate(COMPOSE, "compositionend")
    marking.page.evaluate("() => new Promise((resolve) => setTimeout(resolve, 120))")

    marking.name.press("Enter")

    expect(marking.columns).to_have_text(["城市"])
    assert "/from-prompt/" in marking.page.url


def test_braces_typed_by_hand_are_columns_too(marking: MarkingPage):
    marking.prompt.fill("About {{ city }} and {{{{text}} {{}}")

    expect(marking.columns).to_have_text(["city"])
    expect(marking.page.locator("#prompt-preview")).to_have_text("About city and {{text}} {{}}")


def test_without_scripts_the_page_works_by_hand(browser, server, owner_state, asked: str):
    context = browser.new_context(
        storage_state=owner_state, base_url=server.url, java_script_enabled=False
    )
    page = context.new_page()
    page.goto(asked)
    token = page.locator("[name=csrfmiddlewaretoken]").first.get_attribute("value")
    page.set_content(
        f"""<form method="post" action="{server.url}/batches/from-prompt/">
            <input name="csrfmiddlewaretoken" value="{token}"><input name="prompt" value="Hi">
            <button>Send</button></form>"""
    )
    page.get_by_role("button").click()
    page.locator("#prompt").fill("About {{city}}")
    page.get_by_role("button", name="Create batch").click()

    expect(page.locator("main")).to_contain_text("city")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_a_narrow_screen(marking: MarkingPage, scheme: str):
    page = marking.page
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(color_scheme=scheme)
    marking.make_column("Paris", "a-name-as-long-as-names-of-columns-sometimes-are-in-the-wild")

    width: int = page.evaluate("() => document.documentElement.scrollWidth")

    assert width <= 360
    _shown_within(marking.prompt, 360)
    _shown_within(marking.columns.first, 360)


def _shown_within(locator: Locator, width: int) -> None:
    box = locator.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
