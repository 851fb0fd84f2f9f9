"""The socket breaks and comes back: nothing is lost, nothing is sent twice."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.conversation_page import ConversationPage

NUMBERED = re.compile(r"w\d+")


def route_socket(page: Page) -> list[Callable[[], None]]:
    """Let the socket pass through us; returns, newest last, what cuts each connection."""
    cuts: list[Callable[[], None]] = []

    def connect(route: WebSocketRoute) -> None:
        upstream = route.connect_to_server()

        def cut() -> None:
            upstream.close(code=1001)
            route.close(code=1001)

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
