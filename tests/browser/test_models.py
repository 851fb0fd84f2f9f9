"""Choosing a model, and a service of one's own, which is an endpoint with a name."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conversation_page import ConversationPage

OWN = "My fine-tuned ERNIE"
ENDPOINT = "my-fine-tuned-ernie"


def choose(conversation: ConversationPage, name: str) -> None:
    page = conversation.page
    page.locator("#picker-button").click()
    page.locator("#picker-search").fill(name)
    with page.expect_response("**/conversations/parameters/**"):
        page.locator("#picker-list [role=option]").first.click()


def test_an_own_service_is_chosen_by_its_name_and_called_by_its_endpoint(
    conversation: ConversationPage,
):
    page = conversation.page
    # The list is fetched when the page is there.
    expect(page.locator(f"#model option[data-endpoint={ENDPOINT}]")).to_have_count(1)

    choose(conversation, OWN)

    expect(page.locator("#endpoint")).to_have_value(ENDPOINT)
    expect(page.locator("#picker-current")).to_have_text(OWN)
    conversation.ask_and_wait("Are you mine?")
    conversation.reload()
    expect(page.locator("#endpoint")).to_have_value(ENDPOINT)
    expect(page.locator("#picker-current")).to_have_text(OWN)


def test_a_model_takes_the_place_of_an_own_service(conversation: ConversationPage):
    page = conversation.page
    expect(page.locator(f"#model option[data-endpoint={ENDPOINT}]")).to_have_count(1)
    choose(conversation, OWN)

    choose(conversation, "ERNIE-Speed-8K")

    expect(page.locator("#endpoint")).to_have_value("")
    expect(page.locator("#picker-current")).to_have_text("ERNIE-Speed-8K")


def test_an_endpoint_that_is_typed_is_what_is_called(conversation: ConversationPage):
    page = conversation.page
    expect(page.locator(f"#model option[data-endpoint={ENDPOINT}]")).to_have_count(1)
    choose(conversation, OWN)

    conversation.choose_endpoint("my-other-service")

    expect(page.locator("#picker-current")).to_have_text("my-other-service")


def test_a_newer_list_of_models_leaves_the_choice(conversation: ConversationPage):
    page = conversation.page
    expect(page.locator(f"#model option[data-endpoint={ENDPOINT}]")).to_have_count(1)
    choose(conversation, "ERNIE-Speed-8K")
    page.evaluate("""() => {
        const option = new Option("Gone", "Gone", true, true);
        option.dataset.provider = "qianfan_v2";
        document.querySelector("#model optgroup").append(option);
    }""")

    with page.expect_response("**/conversations/models/**"):
        page.evaluate("() => htmx.trigger('#credential', 'change')")

    expect(page.locator("#model option:checked")).to_have_text("Gone")
    group = page.locator("#model optgroup", has=page.locator("option:checked"))
    expect(group).to_have_attribute("data-provider", "qianfan_v2")
