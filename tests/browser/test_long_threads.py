"""Conversations of many turns, and those that the provider ended."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conversation_page import ConversationPage
from tests.server import Server, manage

MAKE_TURNS = """
from playground.accounts.models import User
from playground.conversations.models import Conversation, Message

conversation = Conversation.objects.create(owner=User.objects.earliest("pk"), title="Fifty turns")
message = None
for number in range(50):
    for role in ("user", "assistant"):
        message = Message.objects.create(
            conversation=conversation, parent=message, role=role, content=f"{role} {number:02d}"
        )
conversation.leaf = message
conversation.save()
print(conversation.uuid)
"""


@pytest.fixture
def long_thread(page: Page, server: Server) -> Page:
    """A conversation of a hundred messages, of which the page shows the last ones."""
    uuid = manage(server.environment, "shell", "-v", "0", "-c", MAKE_TURNS).strip()
    page.goto(f"/conversations/{uuid}/")
    expect(page.locator("#prompt")).to_be_focused()
    expect(page.locator(".message").last).to_contain_text("assistant 49")
    expect(page.locator(".message")).not_to_have_count(100)
    return page


def test_scrolling_up_fetches_older_turns_and_keeps_the_place(long_thread: Page):
    first = long_thread.locator(".message").first
    seen = long_thread.locator(f"#{first.get_attribute('id')}")

    long_thread.locator("#older").scroll_into_view_if_needed()

    expect(seen.locator("xpath=preceding-sibling::article")).not_to_have_count(0)
    expect(seen).to_be_in_viewport()


def test_all_turns_can_be_reached_with_the_keyboard(long_thread: Page):
    older = long_thread.locator("#older")
    while long_thread.locator(".message").count() < 100:
        count = long_thread.locator(".message").count()
        older.focus()
        long_thread.keyboard.press("Enter")
        expect(long_thread.locator(".message")).not_to_have_count(count)

    expect(older).to_have_count(0)
    expect(long_thread.locator(".message").first).to_contain_text("user 00")


def test_a_branch_that_the_provider_ended_stops_and_says_so(conversation: ConversationPage):
    conversation.ask_and_wait("Too far", endpoint="my-fault-need-clear-history")
    expect(conversation.reply.locator(".notice")).to_contain_text("will not continue this branch")

    conversation.ask("And then?")

    expect(conversation.page.locator("#composer-error")).to_contain_text("ended this conversation")
    expect(conversation.prompt).to_have_value("And then?")
    expect(conversation.questions).to_have_count(1)


def test_only_a_sandbox_is_said_to_be_no_model(conversation: ConversationPage):
    page = conversation.page
    notice = page.locator(".composer__sandbox")
    expect(notice).to_be_visible()

    page.goto("/credentials/new/openai_compatible/")
    page.locator("[name=name]").fill("Another server")
    page.locator("[name=base_url]").fill("https://models.example.com/v1")
    page.locator("[name=key]").fill("sk-" + "0" * 40)
    page.locator("main [type=submit]").click()
    expect(page.locator(".page__title")).to_have_text("Another server")
    address = page.url

    conversation.open_new()
    page.locator("#credential").select_option(label="Another server")
    expect(notice).to_be_hidden()
    page.locator("#credential").select_option(label="Sandbox")
    expect(notice).to_be_visible()

    page.goto(f"{address}delete/")
    page.locator("main [type=submit]").click()
    expect(page.get_by_text("Another server")).to_have_count(0)
