"""What a person does on the conversation page, in their words."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect


class ConversationPage:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.prompt = page.locator("#prompt")
        self.replies = page.locator(".message--assistant")
        self.questions = page.locator(".message--user")
        self.figures = page.locator(".message--assistant .figures")
        self.stop_button = page.locator("#stop")

    @property
    def reply(self) -> Locator:
        return self.replies.last

    @property
    def reply_text(self) -> Locator:
        return self.reply.locator(".message__text")

    def open_new(self, query: str = "") -> None:
        """Open a page with the sandbox's defaults, not with the choices of the test before."""
        defaults = "?provider=qianfan_v1&model=ERNIE-Lite-8K&endpoint="
        self.page.goto(f"/conversations/new/{defaults}{query}")
        self.wait_until_live()

    def reload(self) -> None:
        self.page.reload()
        self.wait_until_live()

    def wait_until_live(self) -> None:
        """Wait for the scripts: they put the focus into the field when they are ready."""
        expect(self.prompt).to_be_focused()

    def choose_endpoint(self, name: str) -> None:
        """Name an own endpoint; the sandbox knows faults by such names."""
        endpoint = self.page.locator("#endpoint")
        if endpoint.input_value() == name:
            return
        with self.page.expect_response("**/conversations/parameters/**"):
            endpoint.fill(name)
            endpoint.press("Tab")

    def ask(self, text: str, *, endpoint: str = "") -> None:
        if endpoint:
            self.choose_endpoint(endpoint)
        self.prompt.fill(text)
        self.prompt.press("Enter")

    def ask_and_wait(self, text: str, *, endpoint: str = "") -> None:
        count = self.replies.count()
        self.ask(text, endpoint=endpoint)
        expect(self.replies).to_have_count(count + 1)
        self.wait_for_end()

    def wait_for_end(self) -> None:
        expect(self.reply.locator(".message__footer")).to_be_visible()
        expect(self.stop_button).to_be_hidden()

    def source(self) -> str:
        """The text of the last reply as the model wrote it."""
        text: str = self.reply_text.evaluate("element => element.source")
        return text

    def wait_for_words(self, word: str) -> None:
        expect(self.reply_text).to_contain_text(word)
