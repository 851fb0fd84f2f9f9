"""The socket breaks and comes back: nothing is lost, nothing is sent twice."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.conversation_page import ConversationPage

NUMBERED = re.compile(r"w\d+")


def route_socket(page: Page, *, code: int = 1001) -> list[Callable[[], None]]:
    """Let the socket pass through us; returns, newest last, what cuts each connection."""
    cuts: list[Callable[[], None]] = []

    def connect(route: WebSocketRoute) -> None:
        upstream = route.connect_to_server()

        def cut() -> None:
            upstream.close(code=code)
            route.close(code=code)

        cuts.append(cut)

    page.route_web_socket(re.compile("/ws/conversations/"), connect)
    return cuts


def test_a_reply_is_whole_after_the_socket_broke(page: Page):
    cuts = route_socket(page)
    conversation = ConversationPage(page)
    conversation.open_new()
    conversation.ask("Slowly, please", endpoint="my-fault-deltas-150--delta-20")
    conversation.wait_for_words("w30")

    cuts[-1]()
    conversation.wait_for_words("w50")
    conversation.wait_for_end()

    assert len(cuts) == 2
    assert len(NUMBERED.findall(conversation.source())) == 150


def test_a_message_sent_without_a_connection_goes_out_later_once(page: Page):
    cuts = route_socket(page)
    conversation = ConversationPage(page)
    conversation.open_new()

    cuts[-1]()
    conversation.ask("Sent into the dark")
    conversation.wait_for_end()
    conversation.reload()

    expect(conversation.questions).to_have_count(1)
    expect(conversation.replies).to_have_count(1)


def test_a_connection_that_stays_lost_is_said_and_its_return_too(page: Page):
    cuts = route_socket(page)
    conversation = ConversationPage(page)
    conversation.open_new()
    chip = page.locator("#connection")

    page.route_web_socket(re.compile("/ws/conversations/"), lambda route: route.close(code=1001))
    cuts[-1]()
    expect(chip).to_have_text("Reconnecting…")
    route_socket(page)

    expect(chip).to_have_text("Resumed")
    expect(chip).to_be_hidden()


def test_after_the_session_ended_a_way_leads_back_and_the_draft_along(page: Page):
    cuts = route_socket(page, code=4401)
    conversation = ConversationPage(page)
    conversation.open_new()
    conversation.prompt.fill("Half a thought")
    # As signing out on another page of this browser does.
    page.evaluate("() => localStorage.clear()")

    cuts[-1]()
    page.locator("#sign-in-again").click()
    page.wait_for_load_state()
    conversation.wait_until_live()

    expect(conversation.prompt).to_have_value("Half a thought")
    assert len(cuts) == 2
    conversation.prompt.fill("")


def test_a_text_beyond_all_measure_comes_back_into_its_field(page: Page):
    conversation = ConversationPage(page)
    conversation.open_new()
    text = "x" * 4_000_000
    page.evaluate(
        """text => {
            document.getElementById("prompt").value = text;
            document.getElementById("composer").requestSubmit();
        }""",
        text,
    )

    expect(page.locator("#composer-error")).to_contain_text("too long")
    assert conversation.prompt.input_value() == text
    expect(conversation.questions).to_have_count(0)
    conversation.prompt.fill("")
