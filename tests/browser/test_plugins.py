"""Talks with plugins in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

SLOW = "my-fault-deltas-150--delta-20"
# Is there a pixel that is not of the color of the first?
IS_DRAWN = """(canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.some((value, at) => at % 4 !== 3 && value !== data[at % 4]);
}"""

GROUND = """(chart) => {
  const drawing = chart.querySelector("canvas").getContext("2d");
  return drawing.getImageData(1, 1, 1, 1).data[0];
}"""


class PluginPage:
    """What one does on the pages of plugins."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, *, application: str = "") -> None:
        self.page.goto("/plugins/")
        self.page.wait_for_load_state()
        kind = "application" if application else "ernie"
        self.page.locator(f".question__kind:has([value={kind}])").click()
        endpoint = self.page.locator("[name=endpoint]")
        if endpoint.input_value() != application:
            with self.page.expect_response("**/call-settings/**"):
                endpoint.fill(application) if application else None
                endpoint.dispatch_event("change")

    def ask(self, query: str) -> None:
        self.page.locator("#query").fill(query)
        self.page.locator("#ask").click()
        expect(self.turn.locator(".turn__question")).to_have_text(query)

    @property
    def turn(self) -> Locator:
        return self.page.locator("[data-turn]").last

    @property
    def answer(self) -> Locator:
        return self.turn.locator(".turn__answer")


@pytest.fixture
def plugins(page: Page) -> PluginPage:
    return PluginPage(page)


def test_charts_are_drawn_and_told_as_tables(plugins: PluginPage):
    plugins.open()
    plugins.ask("A bar chart: apples 12, pears 19")
    plugins.page.wait_for_url(re.compile(r"/plugins/[0-9a-f-]{36}/"))
    expect(plugins.turn.locator(".badge", has_text="Done")).to_be_visible()
    expect(plugins.page.locator("#ask")).to_be_enabled()

    plugins.ask("A pie chart: plums 3, figs 4")

    expect(plugins.page.locator("data-chart[data-drawn]")).to_have_count(2)
    for canvas in plugins.page.locator("data-chart canvas").all():
        assert canvas.evaluate(IS_DRAWN)
    plugins.turn.get_by_text("As a table").click()
    expect(plugins.turn.get_by_role("row", name="plums 3").first).to_be_visible()
    expect(plugins.answer.locator("code")).to_be_hidden()


def test_a_chart_takes_the_colors_of_the_theme(plugins: PluginPage):
    plugins.open()
    plugins.ask("A bar chart: apples 12, pears 19")
    chart = plugins.turn.locator("data-chart")
    expect(chart).to_have_attribute("data-drawn", "rgb(255, 255, 255)")
    assert chart.evaluate(GROUND) > 200

    plugins.page.emulate_media(color_scheme="dark")

    expect(chart).to_have_attribute("data-drawn", "rgb(26, 31, 34)")
    assert chart.evaluate(GROUND) < 60


def test_passages_are_found_with_the_keyboard_alone(plugins: PluginPage):
    plugins.open(application="my-knowledge")
    plugins.page.locator("#query").focus()
    plugins.page.keyboard.type("How long does an access token last?")
    plugins.page.keyboard.press("Enter")

    card = plugins.turn.locator(".passage").first
    expect(card).to_contain_text("sandbox-sample.txt")
    expect(card).to_contain_text("thirty days")
    expect(plugins.answer).to_contain_text("Passages of the knowledge base")
    expect(plugins.page.locator("[name=endpoint]")).to_have_value("my-knowledge")

    plugins.page.locator("#query").focus()
    plugins.page.keyboard.type("What is the weather in Paris?")
    plugins.page.keyboard.press("Enter")

    expect(plugins.turn.get_by_role("columnheader", name="humidity")).to_be_visible()
    expect(plugins.answer).to_contain_text("history: 2")
    expect(plugins.page.locator("#query")).to_be_focused()


def test_variables_are_sent(plugins: PluginPage):
    plugins.open(application="my-knowledge")
    plugins.page.get_by_text("Variables").click()
    plugins.page.locator("[name=variable_name]").fill("city")
    plugins.page.locator("[name=variable_value]").fill("Beijing")
    plugins.page.get_by_role("button", name="Add a variable").click()
    expect(plugins.page.locator("[name=variable_name]").last).to_be_focused()
    plugins.page.keyboard.type("season")

    plugins.ask("How are tokens counted?")

    expect(plugins.answer).to_contain_text("input_variables: city=Beijing, season=")


def test_a_reload_in_mid_stream_loses_nothing(plugins: PluginPage):
    plugins.open(application=SLOW)
    plugins.ask("Tell me")
    expect(plugins.answer).to_contain_text("w5")
    expect(plugins.page.locator("#ask")).to_be_disabled()
    # What the plugin found is there before the last word is.
    expect(plugins.turn.locator(".call__name")).to_have_text("Knowledge base")
    expect(plugins.turn.get_by_role("button", name="Stop")).to_be_visible()

    plugins.page.reload()

    expect(plugins.answer).to_contain_text("w5")
    expect(plugins.answer).to_contain_text("w149", timeout=15_000)
    expect(plugins.page.locator("#ask")).to_be_enabled()
    words = re.findall(r"w\d+", plugins.answer.inner_text())
    assert words == [f"w{number}" for number in range(len(words))]


def test_stop_keeps_the_words_and_asking_again_replaces_them(plugins: PluginPage):
    plugins.open(application=SLOW)
    plugins.ask("Tell me")
    expect(plugins.answer).to_contain_text("w3")

    plugins.turn.get_by_role("button", name="Stop").press("Enter")

    expect(plugins.turn.get_by_text("Stopped.")).to_be_visible()
    expect(plugins.answer).to_contain_text("w3")
    expect(plugins.page.locator("#query")).to_be_focused()

    plugins.turn.get_by_role("button", name="Ask again").click()

    expect(plugins.turn.get_by_role("button", name="Stop")).to_be_visible()
    plugins.turn.get_by_role("button", name="Stop").click()
    expect(plugins.turn.get_by_text("Stopped.")).to_be_visible()


def test_a_fault_is_told_and_nothing_typed_is_lost(plugins: PluginPage):
    plugins.open()
    plugins.page.locator("#query").fill("A chart: a 1, b 2")
    plugins.page.locator("[value=eChart]").uncheck()
    plugins.page.locator("#ask").click()

    expect(plugins.page.get_by_role("alert")).to_have_text("Choose at least one plugin.")
    expect(plugins.page.locator("#query")).to_have_value("A chart: a 1, b 2")

    plugins.page.locator("[value=eChart]").check()
    plugins.page.locator("#ask").click()

    expect(plugins.turn.locator("data-chart")).to_be_visible()


def test_a_talk_is_deleted_from_the_list(plugins: PluginPage):
    plugins.open()
    plugins.ask("A chart that goes: a 1, b 2")
    expect(plugins.page.locator("#ask")).to_be_enabled()
    plugins.page.goto("/plugins/")
    plugins.page.wait_for_load_state()
    row = plugins.page.locator(".talks__row", has_text="A chart that goes")

    row.get_by_role("button", name="Delete").click()
    plugins.page.locator("#confirm-yes").click()

    expect(row).to_have_count(0)


def test_nothing_is_wider_than_a_phone(plugins: PluginPage):
    plugins.page.set_viewport_size({"width": 390, "height": 800})
    plugins.open()
    plugins.ask("A bar chart: apples 12, pears 19, " + "x" * 200)
    plugins.turn.locator("data-chart").scroll_into_view_if_needed()
    expect(plugins.page.locator("data-chart[data-drawn]")).to_have_count(1)

    widths = plugins.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")

    assert widths[0] <= widths[1]
