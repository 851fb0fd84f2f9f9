"""The list of conversations: search, rename, pin, delete and undo."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conversation_page import ConversationPage


@pytest.fixture
def row(conversation: ConversationPage) -> Locator:
    """The newest conversation's row in the list."""
    conversation.ask_and_wait("A row to work with")
    page = conversation.page
    page.goto("/conversations/")
    row = page.locator(".row").filter(has_text="A row to work with").first
    return page.locator(f"#{row.get_attribute('id')}")


def test_a_row_is_renamed_in_its_place(page: Page, row: Locator):
    row.hover()
    row.get_by_role("button", name="Rename").click()

    row.locator(".row__rename [name=title]").fill("A better name")
    page.keyboard.press("Enter")

    expect(row.locator(".row__title")).to_have_text("A better name")
    expect(page.locator("#recent")).to_contain_text("A better name")


def test_a_deleted_row_can_be_brought_back(row: Locator):
    row.hover()
    row.get_by_role("button", name="Delete").click()
    expect(row.locator(".row__title")).to_have_count(0)

    row.get_by_role("button", name="Undo").click()

    expect(row.locator(".row__title")).to_have_text("A row to work with")


def test_a_pinned_row_says_so(row: Locator):
    row.hover()
    row.locator("[aria-pressed]").click()

    expect(row.locator("[aria-pressed=true]")).to_be_visible()
    row.locator("[aria-pressed=true]").click()
    expect(row.locator("[aria-pressed=false]")).to_have_count(1)


def test_the_search_looks_while_one_types(page: Page, row: Locator):
    page.locator("#query").fill("row to work")
    expect(row).to_be_visible()

    page.locator("#query").fill("no such words anywhere")

    expect(page.locator(".empty__title")).to_be_visible()
