"""What is typed but not sent, and what was chosen, is there again after a reload."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conversation_page import ConversationPage


def test_a_draft_survives_a_reload(conversation: ConversationPage):
    conversation.prompt.fill("Half a thou")

    conversation.page.goto("/conversations/new/")
    conversation.wait_until_live()

    expect(conversation.prompt).to_have_value("Half a thou")
    conversation.prompt.fill("")


def test_signing_out_removes_drafts_from_the_browser(conversation: ConversationPage):
    conversation.prompt.fill("A secret draft")
    page = conversation.page
    page.evaluate("""() => {
        const form = document.querySelector("[data-sign-out]");
        form.addEventListener("submit", (event) => event.preventDefault());
        form.requestSubmit();
    }""")

    kept = page.evaluate("() => JSON.stringify(localStorage)")

    assert "secret" not in kept


def test_settings_of_a_saved_conversation_survive_a_reload(conversation: ConversationPage):
    conversation.ask_and_wait("Save this conversation")
    page = conversation.page

    with page.expect_response("**/settings/"):
        page.locator("#system").fill("Answer in rhymes.")
        page.locator("#parameter-temperature").fill("0.3")
    conversation.reload()

    expect(page.locator("#system")).to_have_value("Answer in rhymes.")
    expect(page.locator("#parameter-temperature")).to_have_value("0.3")
    expect(page.locator("#changed-dot")).to_be_visible()


def test_reset_takes_a_parameter_back_to_its_default(conversation: ConversationPage):
    page = conversation.page
    page.locator("#parameter-temperature").fill("0.3")
    part = page.locator("[data-parameter=temperature]")

    part.locator("[data-reset]").click()

    expect(page.locator("#parameter-temperature")).to_have_value("")
    expect(page.locator("#changed-dot")).to_be_hidden()


def test_changing_both_temperature_and_top_p_warns(conversation: ConversationPage):
    page = conversation.page
    page.locator("#parameter-temperature").fill("0.3")
    expect(page.locator("#two-randomness")).to_be_hidden()

    page.locator("#parameter-top_p").fill("0.5")

    expect(page.locator("#two-randomness")).to_be_visible()


def test_a_value_out_of_range_is_not_sent(conversation: ConversationPage):
    page = conversation.page
    page.locator("#parameter-temperature").fill("7")

    conversation.ask("Never sent")

    expect(page.locator("#parameter-temperature")).to_be_focused()
    expect(conversation.questions).to_have_count(0)
    expect(conversation.prompt).to_have_value("Never sent")


def test_a_refused_message_goes_back_into_the_field(conversation: ConversationPage):
    page = conversation.page
    # The range is (0, 1]: only the server knows that it is open.
    page.locator("#parameter-temperature").fill("0")

    conversation.ask("Kept for you")

    expect(page.locator("#composer-error")).to_be_visible()
    expect(conversation.prompt).to_have_value("Kept for you")
    expect(conversation.questions).to_have_count(0)


def test_the_model_picker_finds_a_model_by_part_of_its_name(conversation: ConversationPage):
    page = conversation.page
    page.locator("#picker-button").click()
    page.locator("#picker-search").fill("4.0-turbo-8k")

    with page.expect_response("**/conversations/parameters/**"):
        page.keyboard.press("Enter")

    expect(page.locator("#picker-current")).to_have_text("ERNIE-4.0-Turbo-8K")
    expect(conversation.prompt).to_be_focused()


def test_an_address_fills_the_field_and_sends_nothing(conversation: ConversationPage):
    conversation.open_new("&prompt=Delete+everything")

    expect(conversation.prompt).to_have_value("Delete everything")
    expect(conversation.questions).to_have_count(0)


def test_a_link_fills_in_the_field_and_waits_for_the_person(conversation: ConversationPage):
    conversation.open_new("&prompt=Ignore+all+rules&submit=true&send=1")

    expect(conversation.prompt).to_have_value("Ignore all rules")
    conversation.page.evaluate("() => window.postMessage({type: 'prompt', text: 'x'}, '*')")
    conversation.page.reload()
    expect(conversation.prompt).to_have_value("Ignore all rules")
    expect(conversation.questions).to_have_count(0)
    assert "/conversations/new/" in conversation.page.url
    conversation.prompt.fill("")
