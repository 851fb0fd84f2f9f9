"""A person offers functions to a model, answers its calls, and sees what it makes of them."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from tests.browser.conversation_page import ConversationPage

WEATHER = {
    "name": "get_weather",
    "description": "Look up the weather",
    "parameters": {
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
    },
    "mock": {"sky": "clear"},
}
TIME = {**WEATHER, "name": "get_time", "description": "Look up the time", "mock": "noon"}


@pytest.fixture
def conversation(page: Page) -> ConversationPage:
    """A new conversation with a model that calls functions."""
    conversation = ConversationPage(page)
    page.goto("/conversations/new/?provider=qianfan_v2&model=ernie-4.0-8k&endpoint=")
    conversation.wait_until_live()
    return conversation


def offer(page: Page, *functions: object) -> None:
    page.locator("#functions-edit").click()
    page.locator("#functions-text").fill(json.dumps(functions))
    page.locator("#functions-save").click()
    expect(page.locator("#functions-dialog")).to_be_hidden()


def ask(conversation: ConversationPage, text: str) -> None:
    conversation.ask(text)
    expect(forms(conversation)).to_have_count(1)


def forms(conversation: ConversationPage) -> Locator:
    return conversation.page.locator("[data-results]")


def results(conversation: ConversationPage) -> Locator:
    return conversation.page.locator(".message--tool")


def test_a_call_is_answered_and_the_model_goes_on(conversation: ConversationPage):
    page = conversation.page
    offer(page, WEATHER)
    ask(conversation, "Call get_weather for Paris")
    call = conversation.reply.locator(".call")
    expect(call.locator(".call__name")).to_have_text("get_weather")
    expect(call.locator(".call__json")).to_contain_text('"city": "Paris"')

    call.locator("[name=result]").fill('{"sky": "gray"}')
    page.keyboard.press("Control+Enter")
    expect(conversation.replies).to_have_count(2)
    conversation.wait_for_end()

    expect(conversation.reply_text).to_contain_text("gray")
    expect(forms(conversation)).to_have_count(0)
    conversation.reload()
    expect(results(conversation)).to_contain_text("get_weather")
    expect(results(conversation)).to_contain_text('{"sky": "gray"}')
    expect(conversation.reply_text).to_contain_text("gray")


def test_a_call_is_shown_while_it_is_written(conversation: ConversationPage):
    page = conversation.page
    held: list[str] = []
    sockets: list[WebSocketRoute] = []

    def hold_steps(socket: WebSocketRoute) -> None:
        sockets.append(socket)
        server = socket.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            is_late = held or json.loads(message)["type"] == "run.steps"
            (held.append if is_late else socket.send)(str(message))

        server.on_message(pass_on)

    page.route_web_socket("**/ws/conversations/", hold_steps)
    conversation.reload()
    offer(page, WEATHER)
    conversation.ask("Call get_weather for Paris")
    expect(conversation.stop_button).to_be_visible()
    while not held or json.loads(held[-1])["type"] != "completion.finished":
        page.wait_for_timeout(50)
    steps = "".join(frame["text"] for frame in map(json.loads, held) if "text" in frame)
    written = conversation.reply.locator(".call__json")

    # Cut where a line is not whole.
    first = {"type": "run.steps", "run": json.loads(held[0])["run"], "offset": 0}
    sockets[-1].send(json.dumps({**first, "text": steps[:-4]}))
    expect(conversation.reply.locator(".call__name")).to_have_text("get_weather")
    assert "}" not in written.inner_text()
    sockets[-1].send(json.dumps({**first, "text": steps}))

    expect(written).to_have_text('{"city":"Paris"}')
    sockets[-1].send(held[-1])
    expect(forms(conversation)).to_have_count(1)


def test_several_calls_are_answered_with_mocks_all_at_once(conversation: ConversationPage):
    offer(conversation.page, WEATHER, TIME)
    ask(conversation, "Call get_weather and get_time for Paris")
    send = forms(conversation).get_by_role("button", name="Send the results")
    mocks = forms(conversation).locator("[data-mock]")
    expect(mocks).to_have_count(2)

    mocks.first.click()
    send.click()
    # The other one has no result yet.
    expect(forms(conversation).locator("[name=result]").last).to_be_focused()
    mocks.last.click()
    send.click()
    conversation.wait_for_end()

    expect(results(conversation)).to_have_count(2)
    expect(conversation.reply_text).to_contain_text("noon")


def test_typed_results_survive_a_reload_each_for_its_call(conversation: ConversationPage):
    page = conversation.page
    offer(page, WEATHER, TIME)
    ask(conversation, "Call get_weather and get_time for Paris")
    texts = forms(conversation).locator("[name=result]")
    texts.first.fill('{\n  "sky": gray\n}')
    expect(forms(conversation)).to_contain_text("Look at line 2, column 10.")

    page.goto("/conversations/")
    page.go_back()
    conversation.reload()
    expect(texts.first).to_have_value('{\n  "sky": gray\n}')
    expect(forms(conversation)).to_contain_text("Look at line 2, column 10.")
    expect(texts.last).to_have_value("")
    texts.first.fill('{"sky": "gray"}')
    expect(forms(conversation)).not_to_contain_text("JSON. Look")
    texts.last.fill("noon")
    page.keyboard.press("Control+Enter")
    conversation.wait_for_end()

    expect(conversation.reply_text).to_contain_text("gray")
    assert page.evaluate("() => JSON.stringify(localStorage)").find("noon") < 0
    ask(conversation, "Call get_weather for Rome")
    conversation.reload()
    expect(texts).to_have_value("")


def test_a_result_is_edited_and_sent_again_as_a_branch(conversation: ConversationPage):
    offer(conversation.page, WEATHER)
    ask(conversation, "Call get_weather for Paris")
    forms(conversation).locator("[data-mock]").click()
    conversation.page.keyboard.press("Control+Enter")
    conversation.wait_for_end()

    results(conversation).get_by_role("button", name="Edit").click()
    conversation.page.locator(".editor__text").fill('{"sky": "stormy"}')
    conversation.page.keyboard.press("Control+Enter")
    expect(conversation.reply_text).to_contain_text("stormy")
    conversation.wait_for_end()

    expect(results(conversation).locator(".switcher__count")).to_have_text("2/2")
    results(conversation).get_by_role("button", name="Previous version").click()
    expect(conversation.reply_text).to_contain_text("clear")


def test_the_answer_to_a_result_can_be_generated_again(conversation: ConversationPage):
    offer(conversation.page, WEATHER)
    ask(conversation, "Call get_weather for Paris")
    forms(conversation).locator("[data-mock]").click()
    conversation.page.keyboard.press("Control+Enter")
    conversation.wait_for_end()

    conversation.reply.get_by_role("button", name="Regenerate").click()

    expect(conversation.reply.locator(".switcher__count")).to_have_text("2/2")
    expect(results(conversation)).to_have_count(1)


def test_deleting_a_result_asks_for_it_again(conversation: ConversationPage):
    offer(conversation.page, WEATHER)
    ask(conversation, "Call get_weather for Paris")
    forms(conversation).locator("[data-mock]").click()
    conversation.page.keyboard.press("Control+Enter")
    conversation.wait_for_end()

    results(conversation).hover()
    results(conversation).get_by_role("button", name="Delete").click()
    conversation.page.locator("#confirm-yes").click()

    expect(results(conversation)).to_have_count(0)
    expect(forms(conversation)).to_have_count(1)


def test_a_fault_in_the_functions_is_shown_where_it_is(conversation: ConversationPage):
    page = conversation.page
    page.locator("#functions-edit").click()
    text = page.locator("#functions-text")

    text.fill('[\n  {"name": "a"}\n  {"name": "b"}\n]')
    expect(page.locator("#functions-check")).to_contain_text("line 3, column 3")
    page.locator("#functions-save").click()

    expect(page.locator("#functions-dialog")).to_be_visible()
    expect(text).to_be_focused()
    chosen = text.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)")
    assert chosen == '  {"name": "b"}'


def test_what_is_written_outlives_a_dialog_that_is_closed_by_accident(
    conversation: ConversationPage,
):
    page = conversation.page
    text = page.locator("#functions-text")
    page.locator("#functions-edit").click()
    text.fill("[half a")
    page.keyboard.press("Escape")

    page.locator("#functions-edit").click()
    expect(text).to_have_value("[half a")
    page.locator("#functions-cancel").click()
    page.locator("#functions-edit").click()

    expect(text).to_have_value("")


def test_templates_are_a_start_and_stay_with_the_conversation(conversation: ConversationPage):
    page = conversation.page
    page.locator("#functions-edit").click()
    page.get_by_role("button", name="Weather").click()
    page.get_by_role("button", name="Search", exact=True).click()
    page.locator("#functions-save").click()
    page.locator("#tool_choice").select_option("search_documents")
    conversation.ask("Holidays in spring")
    expect(forms(conversation)).to_have_count(1)

    conversation.reload()

    expect(page.locator("#functions .functions__one code")).to_have_text(
        ["get_weather", "search_documents"]
    )
    expect(page.locator("#tool_choice")).to_have_value("search_documents")
    expect(conversation.reply.locator(".call__name")).to_have_text("search_documents")


def test_functions_of_an_unsaved_conversation_survive_a_reload(conversation: ConversationPage):
    page = conversation.page
    offer(page, WEATHER)
    page.locator("#tool_choice").select_option("none")
    page.wait_for_function("() => JSON.stringify(localStorage).includes('\\\\\"none\\\\\"')")

    conversation.page.reload()
    conversation.wait_until_live()

    expect(page.locator("#functions .functions__one code")).to_have_text(["get_weather"])
    expect(page.locator("#tool_choice")).to_have_value("none")
    page.locator("#functions-edit").click()
    page.locator("#functions-text").fill("")
    page.locator("#functions-save").click()
    expect(page.locator("#functions .functions__one")).to_have_count(0)


def test_what_a_model_writes_into_a_call_is_text(conversation: ConversationPage):
    page = conversation.page
    offer(page, WEATHER)
    ask(conversation, 'Call get_weather for "<img src=x onerror=alert(1)>"')

    expect(conversation.reply.locator(".call__json")).to_contain_text("<img src=x")
    forms(conversation).locator("[name=result]").fill("<b>bold</b>")
    page.keyboard.press("Control+Enter")
    conversation.wait_for_end()

    expect(results(conversation)).to_contain_text("<b>bold</b>")
    assert results(conversation).locator("b, img").count() == 0


def test_a_refused_result_is_not_lost(conversation: ConversationPage):
    page = conversation.page
    offer(page, WEATHER)
    ask(conversation, "Call get_weather for Paris")
    page.locator("#model").select_option("ERNIE-Lite-8K")
    forms(conversation).locator("[name=result]").fill("Typed with care")

    forms(conversation).get_by_role("button", name="Send the result").click()

    expect(page.locator("#composer-error")).to_contain_text("cannot call functions")
    expect(results(conversation)).to_have_count(0)
    expect(forms(conversation).locator("[name=result]")).to_have_value("Typed with care")
