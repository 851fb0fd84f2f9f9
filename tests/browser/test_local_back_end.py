"""Every page with the sandbox's small local models behind it, as after `make run`."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import sign_in_link
from tests.server import Server, migrate, server_environment, start_server

# The model reads a prompt on the CPU before its first word.
PATIENCE_MS = 60_000


@pytest.fixture(scope="module")
def local_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    path = os.environ.get("SANDBOX_TEST_MODEL", "")
    if not path:
        if os.environ.get("REQUIRE_DEMO_MODEL") == "1":
            pytest.fail("The demo model could not be fetched")
        pytest.skip("SANDBOX_TEST_MODEL names no model: python -m playground.sandbox.weights")
    environment = server_environment(
        tmp_path_factory.mktemp("local"), SANDBOX_BACKEND="local", SANDBOX_MODEL=path
    )
    migrate(environment)
    with start_server(environment) as server:
        yield server


@pytest.fixture(scope="module")
def local_page(browser: Browser, local_server: Server) -> Iterator[Page]:
    context = browser.new_context(base_url=local_server.url, locale="en-US")
    context.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    page = context.new_page()
    page.goto(sign_in_link(local_server))
    page.locator("main button").click()
    page.wait_for_url("**/conversations/**")
    yield page
    expect.set_options(timeout=5_000)
    context.close()


def opened(page: Page, path: str) -> Page:
    page.goto(path)
    page.wait_for_load_state()
    return page


def test_a_conversation_is_answered(local_page: Page):
    page = opened(local_page, "/conversations/new/")

    page.get_by_label("Message", exact=True).fill("What is the capital of Japan?")
    page.get_by_label("Send").click()

    expect(page.locator(".message--assistant .figures")).to_contain_text("tokens")


def test_a_text_is_continued(local_page: Page):
    page = opened(local_page, "/completions/")
    page.get_by_role("button", name="New text").or_(
        page.get_by_role("link", name="New text")
    ).first.click()
    page.wait_for_load_state()
    text = page.get_by_label("Text", exact=True)
    text.fill("The three primary colors are red,")

    page.get_by_role("button", name="Continue", exact=True).click()

    written = re.compile(r"^The three primary colors are red,.*\w", re.DOTALL)
    expect(page.locator(".editor__mirror")).to_contain_text(written)
    # It would go on for long.
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_role("button", name="Continue", exact=True)).to_be_visible()
    expect(text).to_have_value(written)


def test_models_are_compared(local_page: Page):
    page = opened(local_page, "/comparisons/new/")
    page.get_by_label("Prompt").first.fill("Name a color.")

    page.get_by_role("button", name="Compare", exact=True).last.click()

    outputs = page.locator(".column [data-output]")
    expect(outputs).to_have_count(2)
    for output in outputs.all():
        expect(output).to_contain_text(re.compile(r"\w"))


def test_texts_of_one_meaning_are_neighbors(local_page: Page):
    page = opened(local_page, "/embeddings/new/")
    texts = ["A cat sleeps on the mat", "Stocks fell sharply", "A kitten naps on the rug"]
    page.locator("textarea").first.fill("\n".join(texts))
    page.get_by_role("button", name="Embed", exact=True).last.click()

    page.get_by_role("link", name="Neighbors of text 1").click()

    expect(page.locator("main")).to_contain_text(re.compile("kitten.*Stocks", re.DOTALL))


def test_a_picture_is_drawn(local_page: Page):
    page = opened(local_page, "/images/")
    page.get_by_label("Prompt", exact=True).fill("A lighthouse at dusk")

    page.get_by_role("button", name="Draw").click()

    expect(page.get_by_alt_text("A lighthouse at dusk").first).to_be_visible()


def test_a_plugin_draws_a_chart(local_page: Page):
    page = opened(local_page, "/plugins/")
    page.get_by_placeholder("Ask a question").fill("Draw a bar chart: apples 5, pears 7")

    page.get_by_role("button", name="Ask", exact=True).click()

    expect(page.locator("main canvas").first).to_be_visible()


def test_all_of_it_is_in_the_history(local_page: Page):
    page = opened(local_page, "/runs/")

    runs = page.locator("main")
    for asked in (
        "capital of Japan",
        "primary colors",
        "Name a color",
        "A cat sleeps",
        "lighthouse",
    ):
        expect(runs).to_contain_text(asked)
