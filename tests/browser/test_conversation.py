"""A person talks to a model: asks, reads, stops, edits, branches."""

from __future__ import annotations

import re

from playwright.sync_api import APIResponse, Route, expect

from tests.browser.conversation_page import ConversationPage

SLOW = "my-fault-deltas-150--delta-15"
SLOW_WORDS = 150
THREAD = re.compile("/thread/$")
NUMBERED = re.compile(r"w\d+")


def test_the_first_message_is_answered_and_gets_an_address(conversation: ConversationPage):
    conversation.ask_and_wait("How do sails work?")

    expect(conversation.questions).to_have_text(re.compile("How do sails work?"))
    expect(conversation.reply_text).to_contain_text("How do sails work?")
    expect(conversation.figures).to_contain_text("tokens")
    expect(conversation.page).to_have_url(re.compile(r"/conversations/[0-9a-f-]{36}/$"))
    expect(conversation.page).to_have_title(re.compile("How do sails work"))
    expect(conversation.page.locator("#recent a").first).to_have_text("How do sails work?")


def test_a_reload_in_mid_stream_loses_and_repeats_nothing(conversation: ConversationPage):
    conversation.ask("Slowly, please", endpoint=SLOW)
    conversation.wait_for_words("w40")

    conversation.reload()
    conversation.wait_for_end()

    assert len(NUMBERED.findall(conversation.source())) == SLOW_WORDS


def test_a_second_tab_follows_the_same_stream(conversation: ConversationPage):
    conversation.ask("Slowly, please", endpoint=SLOW)
    conversation.wait_for_words("w20")
    other = ConversationPage(conversation.page.context.new_page())

    other.page.goto(conversation.page.url)
    other.wait_until_live()
    other.wait_for_end()
    conversation.wait_for_end()

    assert other.source() == conversation.source()
    assert len(NUMBERED.findall(other.source())) == SLOW_WORDS


def test_a_tab_that_was_open_before_follows_too(conversation: ConversationPage):
    conversation.ask_and_wait("The first turn")
    other = ConversationPage(conversation.page.context.new_page())
    other.page.goto(conversation.page.url)
    other.wait_until_live()

    conversation.ask("The second turn", endpoint=SLOW)
    expect(other.questions).to_have_count(2)
    other.wait_for_end()
    conversation.wait_for_end()

    assert other.source() == conversation.source()
    assert len(NUMBERED.findall(other.source())) == SLOW_WORDS


def test_a_question_without_its_reply_can_be_answered_again(conversation: ConversationPage):
    conversation.ask_and_wait("Answer me twice")
    conversation.reply.get_by_role("button", name="Delete").click()
    conversation.page.locator("#confirm-yes").click()
    expect(conversation.replies).to_have_count(0)

    conversation.questions.get_by_role("button", name="Regenerate").click()

    expect(conversation.reply_text).to_contain_text("Answer me twice")


def test_a_thread_that_comes_late_takes_no_reply_away(conversation: ConversationPage):
    conversation.ask_and_wait("Answer me twice")
    page = conversation.page
    late: list[tuple[Route, APIResponse]] = []

    def hold_the_first(route: Route) -> None:
        if late:
            route.continue_()
        else:
            late.append((route, route.fetch()))

    page.route(THREAD, hold_the_first)
    with page.expect_request(THREAD):
        conversation.reply.get_by_role("button", name="Delete").click()
        page.locator("#confirm-yes").click()
    expect(conversation.replies).to_have_count(0)

    conversation.questions.get_by_role("button", name="Regenerate").click()
    conversation.wait_for_end()
    # It is asked for again.
    with page.expect_request(THREAD):
        route, response = late[0]
        route.fulfill(response=response)

    expect(conversation.reply_text).to_contain_text("Answer me twice")


def test_scrolling_up_stays_there_while_the_reply_grows(conversation: ConversationPage):
    conversation.choose_endpoint("my-fault-deltas-400--delta-8")
    conversation.page.set_viewport_size({"width": 800, "height": 420})
    conversation.ask("Slowly, please")
    conversation.wait_for_words("w60")
    jump = conversation.page.locator("#jump")
    expect(jump).to_be_hidden()

    conversation.reply_text.hover()
    conversation.page.mouse.wheel(0, -3000)
    scroll = conversation.page.locator("#thread-scroll")
    # The wheel takes its time, and a line that comes meanwhile moves its goal.
    expect(jump).to_be_visible()
    conversation.page.mouse.wheel(0, -3000)
    expect(scroll).to_have_js_property("scrollTop", 0)
    conversation.wait_for_words("w120")

    assert scroll.evaluate("element => element.scrollTop") == 0
    jump.click()
    expect(jump).to_be_hidden()


def test_stop_keeps_the_words_so_far_and_continue_goes_on(conversation: ConversationPage):
    conversation.ask("Slowly, please", endpoint=SLOW)
    conversation.wait_for_words("w20")

    conversation.page.keyboard.press("Escape")
    conversation.wait_for_end()
    stopped_at = conversation.source()
    conversation.reply.get_by_role("button", name="Continue").click()
    conversation.wait_for_end()

    assert 20 < len(NUMBERED.findall(stopped_at)) < SLOW_WORDS
    assert conversation.source().startswith(stopped_at)
    assert len(conversation.source()) > len(stopped_at)


def test_an_edited_question_makes_a_branch_and_the_old_one_stays(conversation: ConversationPage):
    conversation.ask_and_wait("The first wording")
    conversation.questions.first.hover()
    conversation.questions.first.get_by_role("button", name="Edit").click()

    conversation.page.locator(".editor__text").fill("The second wording")
    conversation.page.keyboard.press("Control+Enter")
    expect(conversation.reply_text).to_contain_text("The second wording")
    conversation.wait_for_end()

    expect(conversation.questions.locator(".switcher__count")).to_have_text("2/2")
    conversation.questions.get_by_role("button", name="Previous version").click()
    expect(conversation.reply_text).to_contain_text("The first wording")


def test_generating_again_keeps_both_replies(conversation: ConversationPage):
    conversation.ask_and_wait("Twice, please")

    conversation.reply.get_by_role("button", name="Regenerate").click()
    expect(conversation.replies.locator(".switcher__count")).to_have_text("2/2")

    expect(conversation.replies).to_have_count(1)
    conversation.reply.get_by_role("button", name="Previous version").click()
    expect(conversation.replies.locator(".switcher__count")).to_have_text("1/2")


def test_an_edited_reply_is_shown_at_once(conversation: ConversationPage):
    conversation.ask_and_wait("Write something to mend")
    conversation.reply.get_by_role("button", name="Edit").click()

    conversation.page.locator(".editor__text").fill("Mended **by hand**")
    conversation.page.keyboard.press("Control+s")

    expect(conversation.reply_text.locator("strong")).to_have_text("by hand")
    expect(conversation.figures).to_contain_text("edited")


def test_a_deleted_turn_is_gone_after_a_question(conversation: ConversationPage):
    conversation.ask_and_wait("Keep this")
    conversation.ask_and_wait("Delete this")
    conversation.questions.last.hover()

    conversation.questions.last.get_by_role("button", name="Delete").click()
    conversation.page.locator("#confirm").get_by_role("button", name="Delete").click()

    expect(conversation.questions).to_have_count(1)
    expect(conversation.replies).to_have_count(1)


def test_a_failure_stands_in_the_thread_with_its_code(conversation: ConversationPage):
    conversation.ask_and_wait("This breaks off", endpoint="my-fault-cut-6")

    notice = conversation.reply.locator(".notice")
    expect(notice).to_contain_text("stream_interrupted")
    expect(notice.get_by_role("button", name="Try again")).to_be_visible()
    expect(notice.get_by_role("button", name="Continue")).to_be_visible()


def test_a_retry_answers_the_same_question(conversation: ConversationPage):
    conversation.ask_and_wait("This fails at first", endpoint="my-fault-cut-6")
    conversation.choose_endpoint("")

    conversation.reply.get_by_role("button", name="Try again").click()

    expect(conversation.reply_text).to_contain_text("This fails at first")
    expect(conversation.questions).to_have_count(1)


def test_reasoning_comes_before_the_answer_and_folds_away(conversation: ConversationPage):
    conversation.page.locator("#picker-button").click()
    conversation.page.locator("#picker-search").fill("deepseek-r1")
    conversation.page.keyboard.press("Enter")

    conversation.ask_and_wait("Think first", endpoint="my-fault-think")

    reasoning = conversation.reply.locator(".reasoning")
    expect(reasoning).to_be_visible()
    expect(reasoning).not_to_have_attribute("open", "")


def test_the_details_show_the_request_without_secrets(conversation: ConversationPage):
    conversation.ask_and_wait("What is sent?")

    conversation.figures.click()

    request = conversation.page.locator("#request-json")
    expect(request).to_contain_text("What is sent?")
    expect(request).to_contain_text('"Authorization": "***"')


def test_the_first_question_is_not_asked_twice_by_two_clicks(conversation: ConversationPage):
    conversation.prompt.fill("Only once")

    conversation.page.locator("#send").dblclick()
    conversation.wait_for_end()

    conversation.reload()
    expect(conversation.questions).to_have_count(1)
    expect(conversation.replies).to_have_count(1)
