"""The timeline of runs and the page of one, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conversation_page import ConversationPage
from tests.server import Server, manage

# A reply of five seconds, so that there is something to see and to stop.
SLOW = "my-fault-deltas-500--delta-10"
# Runs of long ago: more than a page, one of which is looked for.
MANY = """
from datetime import UTC, datetime, timedelta
from playground.accounts.models import User
from playground.runs.models import Run
user = User.objects.order_by("pk")[0]
Run.objects.bulk_create(
    Run(user=user, kind="image", status="succeeded", title=f"Long ago {n}", model="Old-Model",
        credential_name="Sandbox", provider="qianfan_v1", input_tokens=1_000, output_tokens=2,
        created_at=datetime(2020, 5, 1, tzinfo=UTC) + timedelta(minutes=n))
    for n in range(120)
)
"""


class RunsPage:
    """What one does on the pages of runs."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.rows = page.locator("#run-rows > .run")
        self.output = page.locator("[data-output]")
        self.figures = page.locator("#run-facts .details__list")

    def open(self, query: str = "") -> None:
        self.page.goto(f"/runs/{query}")
        self.page.wait_for_load_state()

    def open_newest(self) -> None:
        self.open()
        self.rows.first.locator("a").click()
        self.page.wait_for_url(re.compile(r"/runs/[0-9a-f-]{36}/"))
        self.page.wait_for_load_state()


@pytest.fixture
def runs(page: Page) -> RunsPage:
    return RunsPage(page)


@pytest.fixture(scope="session")
def long_ago(server: Server, owner_state) -> None:
    manage(server.environment, "shell", "-c", MANY)


def test_a_run_ends_on_the_timeline_without_a_reload(
    conversation: ConversationPage, runs: RunsPage
):
    conversation.ask("Count for me slowly", endpoint=SLOW)
    expect(conversation.stop_button).to_be_visible()

    runs.open()

    row = runs.rows.first
    expect(row).to_contain_text("Count for me slowly")
    expect(row.locator(".badge")).to_have_text("Running")
    totals = runs.page.locator(".totals__tokens")
    expect(totals).to_be_visible()
    earlier = totals.text_content()
    expect(row.locator(".badge")).to_have_count(0, timeout=20_000)
    expect(row).to_contain_text("→ 500")
    expect(totals).not_to_have_text(earlier)


def test_a_run_that_begins_elsewhere_comes_to_the_top(
    conversation: ConversationPage, runs: RunsPage
):
    conversation.ask("The first of two", endpoint=SLOW)
    expect(conversation.stop_button).to_be_visible()
    runs.open()
    other = ConversationPage(runs.page.context.new_page())
    other.open_new()

    other.ask_and_wait("The second of two")

    expect(runs.rows.first).to_contain_text("The second of two")
    expect(runs.rows.nth(1)).to_contain_text("The first of two")


def test_a_live_run_is_followed_through_a_reload_and_stopped(
    conversation: ConversationPage, runs: RunsPage
):
    conversation.ask("Go on until I say stop", endpoint=SLOW)
    expect(conversation.stop_button).to_be_visible()
    runs.open_newest()
    expect(runs.output).to_contain_text("w9 ")
    runs.page.reload()
    runs.page.wait_for_load_state()
    expect(runs.output).to_contain_text("w40 ")

    runs.page.get_by_role("button", name="Stop").click()

    expect(runs.figures).to_contain_text("Stopped")
    expect(runs.page.get_by_role("button", name="Stop")).to_be_hidden()
    words = runs.output.evaluate("element => element.source").split()
    assert words == [f"w{number}" for number in range(len(words))]
    expect(runs.page.get_by_role("link", name="Open the conversation")).to_be_visible()
    expect(runs.page.get_by_role("button", name="Delete")).to_have_count(0)


def test_a_call_is_made_again_once_and_deleted(conversation: ConversationPage, runs: RunsPage):
    conversation.ask_and_wait("Tell me once more")
    runs.open_newest()
    first = runs.page.url

    runs.page.get_by_role("button", name="Run again").dblclick()
    runs.page.wait_for_url(lambda url: "/runs/" in url and url != first)
    runs.page.wait_for_load_state()
    expect(runs.figures).to_contain_text("Succeeded")
    expect(runs.page.locator("#asked")).to_have_text("Tell me once more")
    second = runs.page.url

    runs.page.get_by_role("button", name="Delete").click()
    runs.page.locator("#confirm-yes").click()
    runs.page.wait_for_url("**/runs/")
    expect(runs.page.locator("main")).to_contain_text("The run was deleted.")
    expect(runs.rows.first.locator("a")).to_have_attribute(
        "href", re.sub(r"^.*?(?=/runs/)", "", first)
    )
    response = runs.page.request.get(second)
    assert response.status == 404


def test_a_question_is_asked_again_on_the_chat_page(conversation: ConversationPage, runs: RunsPage):
    conversation.ask_and_wait("A question <b>worth</b> asking")
    runs.open_newest()

    runs.page.locator("summary", has_text="Repeat as").press("Enter")
    runs.page.get_by_role("button", name="Chat", exact=True).press("Enter")

    runs.page.wait_for_url("**/conversations/*/")
    expect(conversation.prompt).to_have_value("A question <b>worth</b> asking")


def test_the_code_of_a_call_is_chosen_by_keyboard_and_copied(
    conversation: ConversationPage, runs: RunsPage
):
    conversation.ask_and_wait("What shall be copied?")
    runs.open_newest()
    page = runs.page

    page.get_by_role("tab", name="curl").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="httpx")).to_be_focused()
    expect(page.get_by_role("tab", name="httpx")).to_have_attribute("aria-selected", "true")
    page.get_by_role("tabpanel").get_by_role("button", name="Copy").click()

    copied = page.evaluate("navigator.clipboard.readText()")
    assert "import httpx" in copied
    assert "What shall be copied?" in copied
    expect(page.locator("#code-panel-curl")).to_be_hidden()


def test_the_code_stands_in_the_details_of_a_reply(conversation: ConversationPage):
    conversation.ask_and_wait("Show me the code")
    page = conversation.page

    conversation.figures.last.click()
    page.get_by_role("tab", name="qianfan").click()

    expect(page.locator("#code-panel-qianfan")).to_contain_text("Show me the code")
    expect(page.get_by_role("link", name="Open the run")).to_be_visible()


def test_older_runs_come_by_scrolling(long_ago, runs: RunsPage):
    runs.open("?model=Old-Model")
    expect(runs.rows).to_have_count(50)

    for _ in range(2):
        runs.page.mouse.wheel(0, 100_000)
        runs.page.wait_for_timeout(100)
        runs.rows.last.scroll_into_view_if_needed()

    expect(runs.rows).to_have_count(120)
    expect(runs.rows.last).to_contain_text("Long ago 0")


def test_filters_narrow_the_list_and_its_totals(long_ago, runs: RunsPage):
    runs.open()
    page = runs.page

    page.get_by_label("Kind").select_option("Image")
    page.get_by_label("Search in titles").fill("ago 11")

    # 11, 110 to 119.
    expect(runs.rows).to_have_count(11)
    expect(page.locator(".totals__sum")).to_contain_text("11 runs")
    expect(page.locator(".totals__sum")).to_contain_text("11,000 tokens in, 22 tokens out")
    expect(page).to_have_url(re.compile("kind=image"))
    page.locator(".totals__sum").click()
    expect(page.get_by_role("cell", name="Old-Model")).to_be_visible()

    page.reload()
    expect(runs.rows).to_have_count(11)


def test_what_finds_nothing_leads_back(runs: RunsPage):
    runs.open("?q=surely+nothing+is+called+this")

    expect(runs.page.locator("main")).to_contain_text("No matching runs")
    runs.page.get_by_role("link", name="Show all runs").click()
    runs.page.wait_for_url("**/runs/")
