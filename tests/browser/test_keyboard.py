"""Where the focus goes, so that the next key press does what one expects."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conversation_page import ConversationPage


def test_the_arrows_between_versions_keep_the_focus(conversation: ConversationPage):
    conversation.ask_and_wait("Say it in two ways")
    conversation.reply.get_by_role("button", name="Regenerate").press("Enter")
    count = conversation.replies.locator(".switcher__count")
    expect(count).to_have_text("2/2")
    expect(conversation.prompt).to_be_focused()

    conversation.reply.get_by_role("button", name="Previous version").press("Enter")
    expect(count).to_have_text("1/2")
    expect(conversation.reply.get_by_role("button", name="Next version")).to_be_focused()
    conversation.page.keyboard.press("Enter")

    expect(count).to_have_text("2/2")


def test_an_edit_gives_the_focus_back(conversation: ConversationPage):
    conversation.ask_and_wait("Something to edit")
    page = conversation.page

    page.keyboard.press("ArrowUp")
    expect(page.locator(".editor__text")).to_be_focused()
    page.keyboard.press("Escape")
    expect(conversation.prompt).to_be_focused()

    edit = conversation.reply.get_by_role("button", name="Edit", exact=True)
    edit.press("Enter")
    page.keyboard.press("Control+s")
    expect(edit).to_be_focused()


def test_renaming_gives_the_focus_back(conversation: ConversationPage):
    conversation.ask_and_wait("Something to rename")
    page = conversation.page
    menu = page.locator("#conversation-menu summary")

    menu.press("Enter")
    page.locator("#rename").press("Enter")
    page.keyboard.type("Another name")
    page.keyboard.press("Enter")

    expect(page.locator("#title-text")).to_have_text("Another name")
    expect(menu).to_be_focused()


def test_escape_closes_a_drawer_and_lets_the_reply_go_on(conversation: ConversationPage):
    conversation.page.set_viewport_size({"width": 390, "height": 800})
    conversation.page.locator("#endpoint").evaluate(
        "(field) => { field.value = 'my-fault-deltas-400--delta-20'; }"
    )
    conversation.ask("Go on")
    conversation.wait_for_words("w5")

    conversation.page.locator("#settings-toggle").press("Enter")
    expect(conversation.page.locator("#settings-close")).to_be_focused()
    conversation.page.keyboard.press("Escape")

    expect(conversation.page.locator("#settings-toggle")).to_be_focused()
    expect(conversation.stop_button).to_be_visible()
    conversation.page.keyboard.press("Escape")
    expect(conversation.stop_button).to_be_hidden()


def test_a_row_that_is_deleted_offers_undo_to_the_next_key(conversation: ConversationPage):
    conversation.ask_and_wait("Deleted by keyboard")
    page = conversation.page
    page.goto("/conversations/")
    row = page.locator(".row").filter(has_text="Deleted by keyboard").first
    row = page.locator(f"#{row.get_attribute('id')}")

    row.get_by_role("button", name="Delete").press("Enter")
    expect(row.get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Enter")

    expect(row.locator(".row__title")).to_have_text("Deleted by keyboard")
    expect(row.get_by_role("button", name="Rename")).to_be_focused()


def test_nothing_moves_for_those_who_asked_for_it(page: Page):
    page.emulate_media(reduced_motion="reduce")
    page.goto("/conversations/")

    button = page.locator(".button--primary").first

    expect(button).to_have_css("transition-duration", "0.001s")
