"""Comparing models: columns stream, fail and stop on their own, and nothing is lost by a reload."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conversation_page import ConversationPage

SLOW = "my-fault-deltas-500--delta-10"
QUICK = "my-fault-deltas-3"
BROKEN = "my-fault-error-336003"


class ComparisonPage:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.prompt = page.locator("#prompt")
        self.setups = page.locator(".setup__column")
        self.columns = page.locator(".column")
        self.figures = page.locator("#figures")
        self.stop_all = page.get_by_role("button", name="Stop all")

    def open_new(self) -> None:
        self.page.goto("/comparisons/new/")
        self.page.wait_for_load_state("networkidle")

    def choose_endpoint(self, number: int, name: str) -> None:
        """Name an own endpoint; the sandbox knows faults by such names."""
        column = self.setups.nth(number)
        endpoint = column.locator("[name$=endpoint]")
        if not endpoint.is_visible():
            column.locator("summary", has_text="Own endpoint").click()
        if endpoint.input_value() == name:
            return
        with self.page.expect_response("**/runs/call-settings/**"):
            endpoint.fill(name)
            endpoint.press("Tab")

    def set_up(self, *endpoints: str) -> None:
        self.open_new()
        self.use_columns(len(endpoints))
        for number, endpoint in enumerate(endpoints):
            self.choose_endpoint(number, endpoint)

    def use_columns(self, count: int) -> None:
        """Have so many columns, however many the comparison before had."""
        while (now := self.setups.count()) != count:
            change = self.page.locator("#add-column")
            if now > count:
                change = self.setups.last.get_by_role("button", name="Remove column")
            change.click()
            expect(self.setups).to_have_count(now + 1 if now < count else now - 1)

    def start(self, prompt: str = "Hello") -> None:
        self.prompt.fill(prompt)
        self.page.locator("#start").click()
        self.wait_until_shown()

    def wait_until_shown(self) -> None:
        self.page.wait_for_url("**/comparisons/*-*/")
        self.page.wait_for_load_state()

    def compare(self, *endpoints: str, prompt: str = "Hello") -> None:
        self.set_up(*endpoints)
        self.start(prompt)

    def text(self, number: int) -> Locator:
        return self.columns.nth(number).locator("[data-output]")

    def foot(self, number: int) -> Locator:
        return self.columns.nth(number).locator(".column__foot")


@pytest.fixture
def comparison(page: Page) -> ComparisonPage:
    return ComparisonPage(page)


def test_each_column_answers_and_fails_on_its_own(comparison: ComparisonPage):
    comparison.compare(QUICK, SLOW, BROKEN)

    expect(comparison.text(0)).to_have_text("w0 w1 w2")
    expect(comparison.columns.nth(2).get_by_role("alert")).to_be_visible()
    expect(comparison.columns.nth(2).get_by_role("button", name="Try again")).to_be_visible()
    expect(comparison.text(1)).to_contain_text("w3 ")
    expect(comparison.foot(1)).to_contain_text("Answering")
    expect(comparison.figures).to_contain_text("First token")

    comparison.foot(1).get_by_role("button", name="Stop").click()

    expect(comparison.columns.nth(1)).to_contain_text("Stopped.")
    expect(comparison.stop_all).to_be_hidden()


def test_a_reload_in_the_middle_loses_nothing(comparison: ComparisonPage):
    comparison.compare(SLOW, SLOW)
    expect(comparison.text(0)).to_contain_text("w30 ")

    comparison.page.reload()

    for number in (0, 1):
        expect(comparison.text(number)).to_contain_text("w0 w1 w2 w3 ")
        expect(comparison.text(number)).to_contain_text("w499", timeout=20_000)
        source = comparison.text(number).evaluate("element => element.source.trim()")
        assert source == " ".join(f"w{word}" for word in range(500))
        expect(comparison.foot(number)).to_contain_text("500 tokens")


def test_completions_are_shown_as_they_are(comparison: ComparisonPage):
    comparison.set_up(QUICK, QUICK)
    with comparison.page.expect_response("**/comparisons/new/"):
        comparison.page.get_by_role("radio", name="Completion").check()
    expect(comparison.page.locator("#system")).to_be_hidden()
    for number in (0, 1):
        comparison.choose_endpoint(number, QUICK)

    comparison.start("Once upon")

    expect(comparison.text(1)).to_have_text("w0 w1 w2")
    expect(comparison.page.locator("plain-text")).to_have_count(2)
    expect(comparison.foot(0)).to_contain_text("3 tokens")


def test_escape_stops_all(comparison: ComparisonPage):
    comparison.compare(SLOW, SLOW)
    expect(comparison.text(0)).to_contain_text("w5 ")
    expect(comparison.text(1)).to_contain_text("w5 ")

    comparison.page.keyboard.press("Escape")

    expect(comparison.page.get_by_text("Stopped.")).to_have_count(2)
    expect(comparison.page.locator("#comparison")).not_to_have_attribute("data-live", "")


def test_a_column_is_tried_again_alone(comparison: ComparisonPage):
    comparison.compare(QUICK, BROKEN)
    first = comparison.columns.first.get_attribute("id")
    again = comparison.columns.nth(1).get_by_role("button", name="Try again")
    run = comparison.page.locator(".column__foot a").nth(1)
    before = run.get_attribute("href")

    with comparison.page.expect_response("**/ask-again/"):
        again.click()

    expect(again).to_be_visible()
    expect(run).not_to_have_attribute("href", before or "")
    assert comparison.columns.first.get_attribute("id") == first
    expect(comparison.text(0)).to_have_text("w0 w1 w2")


def test_columns_are_added_duplicated_and_removed_by_keyboard(comparison: ComparisonPage):
    page = comparison.page
    comparison.set_up(QUICK, QUICK)

    page.locator("#add-column").press("Enter")
    expect(comparison.setups).to_have_count(3)
    expect(comparison.setups.nth(2).locator("[name$=credential]")).to_be_focused()

    comparison.setups.first.get_by_role("button", name="Duplicate column").press("Enter")
    expect(comparison.setups).to_have_count(4)
    expect(comparison.setups.nth(1).locator("[name$=endpoint]")).to_have_value(QUICK)

    comparison.setups.nth(3).get_by_role("button", name="Remove column").press("Enter")
    expect(comparison.setups).to_have_count(3)
    expect(page.locator("#add-column")).to_be_focused()

    comparison.prompt.fill("By keyboard")
    comparison.prompt.press("Control+Enter")
    comparison.wait_until_shown()
    expect(comparison.columns).to_have_count(3)


def test_enter_in_a_field_presses_no_button_of_a_column(comparison: ComparisonPage):
    comparison.set_up(QUICK, QUICK)

    comparison.setups.first.locator("[name$=endpoint]").press("Enter")

    expect(comparison.setups).to_have_count(2)
    assert comparison.page.url.endswith("/comparisons/new/")


def test_one_more_column_is_asked_beside_the_answers(comparison: ComparisonPage):
    page = comparison.page
    comparison.compare(QUICK, QUICK)
    # A column that ends is drawn anew, its menu closed.
    expect(comparison.foot(0)).not_to_contain_text("Answering")
    page.locator(".column .menu > summary").first.click()
    page.locator(".column").first.get_by_text("Duplicate column").click()
    dialog = page.locator("#column-dialog")
    expect(dialog.locator("[name$=endpoint]")).to_have_value(QUICK)

    dialog.get_by_role("button", name="Add and ask").click()

    expect(comparison.columns).to_have_count(3)
    expect(comparison.text(2)).to_have_text("w0 w1 w2")


def test_words_that_differ_are_shown(comparison: ComparisonPage):
    page = comparison.page
    comparison.compare(QUICK, "my-fault-deltas-4")
    expect(comparison.text(1)).to_have_text("w0 w1 w2 w3")

    page.get_by_role("button", name="Show differences").click()

    expect(page.locator("#difference ins")).to_have_text("w3")
    page.locator("#difference-first").select_option(index=1)
    page.locator("#difference-second").select_option(index=0)
    expect(page.locator("#difference del")).to_have_text("w3")


def test_the_prompt_is_changed_and_asked_again(comparison: ComparisonPage):
    comparison.compare(QUICK, QUICK, prompt="First question")
    address = comparison.page.url
    comparison.prompt.fill("Second question")

    comparison.prompt.press("Control+Enter")

    expect(comparison.page.locator("h1")).to_have_text("Second question")
    assert comparison.page.url != address
    expect(comparison.text(1)).to_have_text("w0 w1 w2")
    comparison.page.goto(address)
    expect(comparison.page.locator("h1")).to_have_text("First question")


def test_a_comparison_is_kept_named_found_and_deleted(comparison: ComparisonPage):
    page = comparison.page
    comparison.compare(QUICK, QUICK)
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("button", name="Kept")).to_have_attribute("aria-pressed", "true")
    page.locator(".comparison__header .menu > summary").click()
    page.get_by_role("button", name="Rename").click()
    page.locator("#title").fill("A rare name")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("h1")).to_have_text("A rare name")

    page.goto("/comparisons/?kept=1")
    page.wait_for_load_state()
    page.locator("#query").press_sequentially("rare")
    row = page.locator(".comparison-row")
    expect(row).to_have_count(1)
    row.hover()
    row.get_by_role("button", name="Delete").click()
    page.locator("#confirm-yes").click()

    expect(row).to_have_count(0)


def test_an_answer_goes_on_in_a_conversation(comparison: ComparisonPage):
    comparison.compare(QUICK, QUICK, prompt="What comes next?")

    comparison.foot(0).get_by_role("button", name="Continue in chat").click()

    comparison.page.wait_for_url("**/conversations/*-*/")
    conversation = ConversationPage(comparison.page)
    expect(conversation.questions.locator("[data-source]")).to_have_text("What comes next?")
    expect(conversation.reply_text).to_have_text("w0 w1 w2")


def test_a_prompt_of_a_conversation_is_compared(conversation: ConversationPage):
    page = conversation.page
    conversation.ask_and_wait("What is there?")
    conversation.prompt.fill("Which is <better>?")

    page.locator("#composer").get_by_role("button", name="Compare models on this").click()

    page.wait_for_url("**/comparisons/new/")
    page.locator("summary", has_text="2 earlier messages go along").click()
    expect(page.locator(".earlier__text").first).to_have_text("What is there?")
    expect(page.locator("#prompt")).to_have_value("Which is <better>?")
    expect(page.locator("[name=column0-service] option:checked")).to_have_text("ERNIE-Lite-8K")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_narrow_screen_one_column_is_seen_at_a_time(comparison: ComparisonPage, scheme: str):
    page = comparison.page
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    comparison.compare(QUICK, QUICK, QUICK)
    expect(comparison.columns.first).to_be_in_viewport()
    expect(comparison.columns.nth(2)).not_to_be_in_viewport()

    page.locator(".switcher__tab").nth(2).click()

    expect(comparison.columns.nth(2)).to_be_in_viewport()
    expect(page.locator(".switcher__tab").nth(2)).to_have_attribute("aria-current", "true")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360


def test_a_reload_keeps_what_was_typed_until_it_is_asked(comparison: ComparisonPage):
    page = comparison.page
    comparison.set_up(QUICK, QUICK)
    comparison.prompt.fill("Not asked yet")

    page.reload()
    page.wait_for_load_state("networkidle")
    expect(comparison.prompt).to_have_value("Not asked yet")

    page.locator("#start").click()
    comparison.wait_until_shown()
    comparison.open_new()
    expect(comparison.prompt).to_have_value("")
