"""Sharing by link and live, with two people in two browsers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import WAIT_MS
from tests.browser.conversation_page import ConversationPage
from tests.server import Server, manage

MAKE_MEMBER = """
from playground.accounts.models import Membership, Team, User
user = User.objects.filter(email="bea@example.com").first()
user = user or User.objects.create_user("bea@example.com", name="Bea")
Membership.objects.get_or_create(team=Team.objects.order_by("pk").first(), user=user)
"""


@pytest.fixture(scope="module")
def member_state(browser: Browser, server: Server, tmp_path_factory: pytest.TempPathFactory):
    """The cookies of Bea, a member of the owner's team."""
    manage(server.environment, "shell", "--no-imports", "-c", MAKE_MEMBER)
    link = manage(server.environment, "sign_in_link", "--email=bea@example.com")
    path = tmp_path_factory.mktemp("member") / "bea.json"
    context = browser.new_context()
    page = context.new_page()
    page.goto(server.url + "/accounts/link/" + link.partition("/accounts/link/")[2].split()[0])
    page.locator("main button").click()
    page.wait_for_url("**/conversations/**")
    context.storage_state(path=path)
    context.close()
    return path


@pytest.fixture
def member(browser: Browser, server: Server, member_state) -> Iterator[Page]:
    """A page of Bea's, on which no script may fail."""
    context: BrowserContext = browser.new_context(
        storage_state=member_state, base_url=server.url, locale="en-US"
    )
    context.set_default_timeout(WAIT_MS)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert faults == []


def open_dialog(page: Page) -> None:
    page.get_by_role("link", name="Share", exact=True).click()
    # Until then htmx does not listen to what has just come.
    expect(page.locator("#sharing:not(.htmx-added)")).to_be_visible()


def share(page: Page) -> str:
    """Create a link with the choices that the dialog offers; return its address."""
    open_dialog(page)
    page.get_by_role("button", name="Create link").click()
    address = page.locator("#share-address").input_value()
    page.keyboard.press("Escape")
    return address


def choose_team(page: Page, number: int) -> None:
    open_dialog(page)
    page.locator("#open-team").select_option(index=number)
    expect(page.locator("#open-form [role=status]")).not_to_be_empty()
    page.keyboard.press("Escape")


def test_nothing_is_shared_before_there_is_something(conversation: ConversationPage):
    expect(conversation.page.locator(".conversation__share")).to_be_hidden()

    conversation.ask_and_wait("Something to share")

    expect(conversation.page.locator(".conversation__share")).to_be_visible()


def test_a_link_shows_what_was_seen_and_closes_when_it_is_revoked(
    conversation: ConversationPage, member: Page
):
    conversation.ask_and_wait("Write some markdown")
    address = share(conversation.page)
    conversation.ask_and_wait("And what comes later")

    member.goto(address)
    expect(member.locator(".message__text table")).to_be_visible()
    expect(member.locator("body")).not_to_contain_text("And what comes later")

    owner = conversation.page
    owner.goto("/shares/")
    owner.wait_for_load_state()
    row = owner.locator(".link").first
    expect(row).to_contain_text("opened once")
    row.get_by_role("button", name="Update").click()
    expect(member.locator("#updated")).to_be_visible()
    member.get_by_role("link", name="Show it").click()
    expect(member.locator("body")).to_contain_text("And what comes later")

    member.wait_for_load_state()
    owner.locator(".link").first.get_by_role("button", name="Revoke").click()
    expect(member.get_by_role("alert")).to_contain_text("no longer shared")
    expect(member.locator("body")).not_to_contain_text("And what comes later")
    member.reload()
    expect(member.locator("main")).to_contain_text("This link shows nothing")


def test_a_reader_continues_as_their_own_copy(conversation: ConversationPage, member: Page):
    conversation.ask_and_wait("Where does it go on?")
    address = share(conversation.page)

    member.goto(address)
    member.get_by_role("link", name="Continue as my own copy").click()
    member.get_by_role("button", name="Make my copy").click()
    member.wait_for_url("**/conversations/**")
    copied = ConversationPage(member)
    copied.wait_until_live()
    expect(copied.questions.first).to_contain_text("Where does it go on?")

    copied.ask_and_wait("Here")
    conversation.reload()
    expect(conversation.questions).to_have_count(1)


def test_hostile_texts_run_nothing_on_the_page_of_a_link(
    conversation: ConversationPage, member: Page
):
    hostile = 'Say <img src=x onerror="window.hit=1"> **and** <script>window.hit=1</script>'
    conversation.ask_and_wait(hostile)
    address = share(conversation.page)

    member.goto(address)
    expect(member.locator(".message__bubble")).to_have_text(hostile)
    expect(member.locator(".message__text")).to_contain_text("Say")

    assert member.evaluate("window.hit") is None


def test_a_member_follows_and_continues_live_until_it_is_closed(
    conversation: ConversationPage, member: Page
):
    conversation.ask_and_wait("First")
    choose_team(conversation.page, 1)
    expect(conversation.page.locator("#openness")).not_to_be_empty()

    member.goto("/conversations/")
    member.locator("#conversation-list .row__link", has_text="First").first.click()
    followed = ConversationPage(member)
    followed.wait_until_live()
    conversation.ask("Tell me more", endpoint="my-fault-deltas-40--delta-50")
    expect(followed.questions.last).to_contain_text("Tell me more")
    followed.wait_for_words("w5")
    conversation.wait_for_end()
    followed.wait_for_end()

    followed.ask_and_wait("And a word of mine")
    expect(conversation.questions.last).to_contain_text("And a word of mine")
    conversation.wait_for_end()

    choose_team(conversation.page, 0)
    expect(member.get_by_role("alert")).to_contain_text("no longer open to you")
    expect(member.locator("main")).not_to_contain_text("Tell me more")


def test_a_link_is_made_with_the_keyboard_alone(conversation: ConversationPage):
    conversation.ask_and_wait("By keyboard")
    page = conversation.page

    page.locator(".conversation__share").press("Enter")
    expect(page.locator("#sharing")).to_be_visible()
    page.get_by_label("Who can open the link").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_label("How long")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("#share-address")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".conversation__share")).to_be_focused()
