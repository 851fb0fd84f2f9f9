"""A text that a person and a model write together: nothing of either is lost."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

SLOW = "my-fault-deltas-60--delta-50"
WORDS = "".join(f"w{number} " for number in range(60))


class CompletionPage:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.text = page.locator("#text")
        self.live = page.locator(".editor__live")
        self.start = page.locator("#continue")
        self.saving = page.locator("#saving")

    def open_new(self, text: str = "", endpoint: str = "") -> None:
        self.page.goto("/completions/new/")
        self.page.wait_for_load_state()
        self.choose_endpoint(endpoint)
        if text:
            self.type(text)

    def choose_endpoint(self, name: str) -> None:
        page = self.page
        # A new text begins with what was called last.
        if page.locator("#endpoint").input_value() == name:
            return
        page.locator("#endpoint-more").evaluate("node => { node.open = true; }")
        page.locator("#endpoint").fill(name)
        with page.expect_response("**/runs/call-settings/**"):
            page.locator("#endpoint").blur()
        expect(page.locator("#call-settings.htmx-request")).to_have_count(0)

    def type(self, text: str) -> None:
        self.text.focus()
        self.page.keyboard.press("Control+End")
        self.page.keyboard.type(text)
        self.is_saved()

    def is_saved(self) -> None:
        expect(self.saving).to_have_text("Saved")

    def ask(self) -> None:
        self.start.click()

    def wait_for_words(self, word: str) -> None:
        expect(self.live).to_contain_text(word)

    def wait_for_end(self) -> None:
        # Both are gone from the very click on.
        expect(self.start).to_be_visible()
        expect(self.text).to_be_editable()

    def says(self, text: str | re.Pattern[str]) -> None:
        expect(self.text).to_have_value(text)

    def written(self) -> str:
        return "\n".join(self.page.locator(".editor__written").all_text_contents())


@pytest.fixture
def completion(page: Page) -> CompletionPage:
    return CompletionPage(page)


def test_a_reload_in_mid_stream_loses_nothing(completion: CompletionPage):
    completion.open_new("Count: ", SLOW)
    completion.ask()
    completion.wait_for_words("w5 ")

    completion.page.reload()
    completion.wait_for_words("w20 ")
    completion.wait_for_end()

    completion.says(f"Count: {WORDS}")
    assert completion.written() == WORDS


def test_who_comes_back_later_finds_what_was_written(completion: CompletionPage):
    completion.open_new("Count: ", SLOW)
    completion.ask()
    completion.wait_for_words("w5 ")
    address = completion.page.url

    completion.page.goto("/completions/")
    expect(completion.page.locator(".document__name").first).to_contain_text("Count:")
    completion.page.goto(address)
    completion.wait_for_end()
    completion.page.reload()

    completion.says(f"Count: {WORDS}")


def test_a_text_is_whole_after_the_socket_broke(completion: CompletionPage):
    cuts: list[Callable[[], None]] = []

    def connect(route: WebSocketRoute) -> None:
        upstream = route.connect_to_server()

        def cut() -> None:
            upstream.close(code=1001)
            route.close(code=1001)

        cuts.append(cut)

    completion.page.route_web_socket(re.compile("/ws/runs/"), connect)
    completion.open_new("Count: ", SLOW)
    completion.ask()
    completion.wait_for_words("w5 ")

    cuts[-1]()
    completion.wait_for_end()

    assert len(cuts) == 2
    completion.says(f"Count: {WORDS}")


def test_the_keyboard_starts_and_stops(completion: CompletionPage):
    completion.open_new("Count: ", SLOW)

    completion.page.keyboard.press("Control+Enter")
    completion.wait_for_words("w3 ")
    completion.page.keyboard.press("Escape")
    completion.wait_for_end()

    expect(completion.page.locator(".outcome__note")).to_have_text("Stopped.")
    completion.says(re.compile(r"^Count: w0 w1 w2 w3 "))


def test_who_stops_before_the_first_word_keeps_the_text(completion: CompletionPage):
    completion.open_new("Wait for it", "my-fault-latency-5000")

    completion.ask()
    completion.page.locator("#stop").click()
    completion.wait_for_end()

    completion.says("Wait for it")


def test_the_browser_takes_a_continuation_back_as_one_step(completion: CompletionPage):
    completion.open_new("Count: ", "my-fault-deltas-5")
    completion.ask()
    completion.wait_for_end()
    completion.says("Count: w0 w1 w2 w3 w4 ")
    completion.text.focus()

    completion.page.keyboard.press("Control+z")
    completion.says("Count: ")
    completion.page.keyboard.press("Control+Shift+z")
    completion.says("Count: w0 w1 w2 w3 w4 ")

    assert completion.written() == "w0 w1 w2 w3 w4 "


def test_what_a_person_types_into_it_is_not_the_models(completion: CompletionPage):
    completion.open_new("Count: ", "my-fault-deltas-3")
    completion.ask()
    completion.wait_for_end()

    completion.text.evaluate("field => { field.focus(); field.setSelectionRange(10, 10); }")
    completion.page.keyboard.type("🚤 ")
    completion.is_saved()
    completion.page.reload()

    completion.says("Count: w0 🚤 w1 w2 ")
    assert completion.written() == "w0 \nw1 w2 "


def test_the_last_continuation_is_taken_back_and_brought_again(completion: CompletionPage):
    completion.open_new("Count: ", "my-fault-deltas-3")
    completion.ask()
    completion.wait_for_end()
    undo = completion.page.locator("#undo")

    undo.click()
    completion.says("Count: ")
    undo.click()
    completion.says("Count: w0 w1 w2 ")


def test_what_stands_behind_the_caret_waits_until_it_is_wanted(completion: CompletionPage):
    completion.open_new("One two three", "my-fault-deltas-2")
    completion.text.evaluate("field => { field.focus(); field.setSelectionRange(4, 4); }")

    completion.page.locator("#continue-here").click()
    completion.says("One w0 w1 ")
    expect(completion.page.locator(".aside__text")).to_have_text("two three")
    completion.page.locator("#bring-back").click()

    completion.says("One w0 w1 two three")
    expect(completion.page.locator(".aside")).to_have_count(0)


def test_a_variable_without_a_value_is_asked_for(completion: CompletionPage):
    completion.open_new("Tell me about {{city}}")
    page = completion.page
    value = page.get_by_label("city")

    completion.start.click()
    expect(page.locator("#refusal")).to_have_text("Fill in a value for {{city}}.")
    expect(value).to_be_focused()
    page.keyboard.type("Xiamen")
    completion.ask()
    completion.wait_for_end()

    completion.says(re.compile(r"^Tell me about \{\{city\}\}.*Xiamen", re.DOTALL))
    page.reload()
    expect(value).to_have_value("Xiamen")


def test_several_are_written_beside_each_other_and_one_is_taken(completion: CompletionPage):
    completion.open_new("Ending: ", "my-fault-deltas-20--delta-50")
    page = completion.page
    page.locator("label[for=sample-count-3]").click()

    completion.ask()
    samples = page.locator(".sample__text")
    expect(samples).to_have_count(3)
    expect(samples.last).to_contain_text("w2 ")
    completion.type("(typed meanwhile) ")
    completion.wait_for_end()
    page.locator("#take-2").click()

    completion.says("Ending: (typed meanwhile) " + WORDS[: WORDS.index("w20 ")])
    expect(page.locator(".sample--taken")).to_have_count(1)


def test_what_broke_off_can_be_tried_again(completion: CompletionPage):
    completion.open_new("It breaks: ", "my-fault-cut-3")
    completion.ask()
    completion.wait_for_end()
    expect(completion.page.locator(".outcome__error")).to_contain_text("broke off")
    expect(completion.text).not_to_have_value("It breaks: ")

    completion.choose_endpoint("my-fault-deltas-2")
    completion.page.get_by_role("button", name="Try again").click()

    completion.says("It breaks: w0 w1 ")


def test_two_tabs_do_not_overwrite_each_other(completion: CompletionPage):
    completion.open_new("Shared")
    other = CompletionPage(completion.page.context.new_page())
    other.page.goto(completion.page.url)
    other.page.wait_for_load_state()
    completion.type(" and changed")

    other.text.focus()
    other.page.keyboard.press("Control+End")
    other.page.keyboard.type(" elsewhere")
    expect(other.page.locator("#conflict")).to_be_visible()
    completion.page.reload()
    completion.says("Shared and changed")
    other.page.locator("#keep-mine").click()
    other.is_saved()

    completion.page.reload()
    completion.says("Shared elsewhere")


def test_what_could_not_be_saved_is_there_after_a_reload(completion: CompletionPage):
    completion.open_new("Saved")
    page = completion.page
    page.route("**/save/", lambda route: route.abort())
    completion.text.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(", and not saved")
    expect(completion.saving).to_contain_text("Not saved")

    page.unroute("**/save/")
    page.reload()

    completion.says("Saved, and not saved")
    completion.is_saved()
    page.reload()
    completion.says("Saved, and not saved")


def test_a_text_is_renamed_found_and_deleted(completion: CompletionPage):
    completion.open_new("Once upon a time")
    page = completion.page
    page.locator("#title").fill("The tale of a whale")
    completion.is_saved()
    page.goto("/completions/")
    page.locator("#query").fill("tale of a whale")
    row = page.locator(".document")
    expect(row).to_have_count(1)

    row.hover()
    row.get_by_role("button", name="Delete").click()
    page.locator("#confirm-yes").click()

    expect(row).to_have_count(0)


def test_the_text_goes_to_a_comparison_with_its_values(completion: CompletionPage):
    completion.open_new("About {{city}}")
    completion.page.get_by_label("city").fill("Xiamen")
    completion.page.locator(".parameters-more > summary").click()
    completion.page.locator("[name='parameter.temperature']").fill("0.35")

    completion.page.locator("#compare").click()

    expect(completion.page).to_have_url(re.compile("/comparisons/new/"))
    expect(completion.page.locator("main")).to_contain_text("About Xiamen")
    temperature = completion.page.locator("[name='column0-parameter.temperature']")
    expect(temperature).to_have_value("0.35")
