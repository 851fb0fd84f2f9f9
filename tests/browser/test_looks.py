"""The pages in narrow windows, in both languages and both themes, and with the keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conversation_page import ConversationPage

PAGES = (
    "/conversations/",
    "/conversations/new/",
    "/credentials/",
    "/accounts/team/",
    "/accounts/preferences/",
    "/accounts/sessions/",
)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_into_360_pixels(page: Page, path: str):
    page.set_viewport_size({"width": 360, "height": 740})

    page.goto(path)

    width = page.evaluate("() => document.documentElement.scrollWidth")
    assert width <= 360


def test_a_page_that_does_not_exist_says_so(page: Page):
    page.goto("/conversations/00000000-0000-0000-0000-00000000abcd/")

    expect(page.locator(".error-page__code")).to_have_text("404")


def test_the_first_tab_stop_leads_to_the_content(page: Page):
    page.goto("/conversations/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("#main")).to_be_focused()


def test_a_question_mark_opens_the_shortcuts(page: Page):
    page.goto("/conversations/")

    page.keyboard.press("?")

    expect(page.locator("#shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#shortcuts")).to_be_hidden()


def test_a_narrow_page_keeps_navigation_and_settings_in_drawers(conversation: ConversationPage):
    page = conversation.page
    page.set_viewport_size({"width": 390, "height": 800})
    expect(page.locator("#sidebar")).to_be_hidden()

    page.locator(".conversation__header [popovertarget=sidebar]").click()
    expect(page.locator("#sidebar")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("#settings-toggle").click()

    expect(page.locator("#settings")).to_be_visible()


def test_the_theme_of_the_person_is_there_from_the_first_byte(page: Page):
    page.goto("/conversations/")
    page.locator(".sidebar__person").click()
    page.locator("[name=theme][value=dark]").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")

    background = page.evaluate("() => getComputedStyle(document.body.parentNode).backgroundColor")

    assert background == "rgb(18, 22, 24)"
    page.locator(".sidebar__person").click()
    page.locator("[name=theme][value=system]").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "system")


def test_the_language_can_be_switched(page: Page):
    page.goto("/conversations/")
    page.locator(".sidebar__person").click()
    page.locator("[name=language][value=zh-hans]").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")

    page.locator(".sidebar__person").click()
    page.locator("[name=language][value=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_screen_reader_hears_of_the_end_and_not_of_each_word(conversation: ConversationPage):
    conversation.page.evaluate("""() => {
        const announcer = document.getElementById("announcer");
        window.heard = [];
        new MutationObserver(() => window.heard.push(announcer.textContent))
            .observe(announcer, {childList: true, characterData: true});
    }""")

    conversation.ask_and_wait("Be quiet", endpoint="my-fault-deltas-40--delta-5")

    expect(conversation.page.locator("#announcer")).not_to_be_empty()
    assert len(conversation.page.evaluate("() => window.heard")) <= 2
