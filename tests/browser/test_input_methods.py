"""Enter that ends a composition does not send; a real Enter does, whatever code it carries."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conversation_page import ConversationPage

PRESS_ENTER = """(element, fields) => {
    const event = new KeyboardEvent("keydown", {
        key: "Enter", keyCode: fields.keyCode ?? 13, isComposing: fields.isComposing ?? false,
        bubbles: true, cancelable: true,
    });
    element.dispatchEvent(event);
    return event.defaultPrevented;
}"""
COMPOSE = "(element, type) => element.dispatchEvent(new CompositionEvent(type, {bubbles: true}))"
LATER = "() => new Promise((resolve) => setTimeout(resolve, 120))"


def test_enter_while_composing_does_not_send(conversation: ConversationPage):
    conversation.prompt.fill("你好")
    conversation.prompt.evaluate(COMPOSE, "compositionstart")

    conversation.prompt.evaluate(PRESS_ENTER, {"isComposing": True, "keyCode": 229})

    expect(conversation.prompt).to_have_value("你好")
    expect(conversation.questions).to_have_count(0)


def test_the_late_enter_of_safari_does_not_send(conversation: ConversationPage):
    conversation.prompt.fill("你好")
    conversation.prompt.evaluate(COMPOSE, "compositionstart")
    conversation.prompt.evaluate(
        """(element) => {
            element.dispatchEvent(new CompositionEvent("compositionend", {bubbles: true}));
            element.dispatchEvent(new KeyboardEvent("keydown", {
                key: "Enter", keyCode: 229, bubbles: true, cancelable: true,
            }));
        }"""
    )

    expect(conversation.prompt).to_have_value("你好")
    expect(conversation.questions).to_have_count(0)


def test_a_real_enter_sends_even_with_the_code_229(conversation: ConversationPage):
    conversation.prompt.fill("你好")
    conversation.prompt.evaluate(COMPOSE, "compositionstart")
    conversation.prompt.evaluate(COMPOSE, "compositionend")
    conversation.page.evaluate(LATER)

    conversation.prompt.evaluate(PRESS_ENTER, {"keyCode": 229})

    conversation.wait_for_end()
    expect(conversation.questions).to_have_count(1)


def test_shift_and_enter_break_the_line(conversation: ConversationPage):
    conversation.prompt.fill("one")

    conversation.page.keyboard.press("Shift+Enter")
    conversation.page.keyboard.type("two")

    expect(conversation.prompt).to_have_value("one\ntwo")


@pytest.mark.parametrize("key", ["Enter", "Escape"])
def test_renaming_ignores_keys_of_an_input_method(conversation: ConversationPage, key: str):
    conversation.ask_and_wait("To be renamed")
    page: Page = conversation.page
    page.locator("#title-text").dblclick()
    title = page.locator("#title-input")

    title.evaluate(
        """(element, key) => element.dispatchEvent(new KeyboardEvent("keydown", {
            key, isComposing: true, keyCode: 229, bubbles: true, cancelable: true,
        }))""",
        key,
    )

    expect(title).to_be_visible()
