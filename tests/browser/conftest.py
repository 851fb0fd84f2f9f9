"""A real Chromium in front of a real server with a scripted sandbox, static files hashed."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.browser.conversation_page import ConversationPage
from tests.server import Server, manage, migrate, server_environment, start_server

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WAIT_MS = 10_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    folder = Path(__file__).parent
    for item in items:
        if folder in item.path.parents:
            item.add_marker(pytest.mark.browser)
            # The first one waits for a database, static files, a server and the browser.
            item.add_marker(pytest.mark.timeout(180))


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=_program(playwright), args=FLAGS)
    yield browser
    browser.close()


def _program(playwright: Playwright) -> str:
    found = os.environ.get("CHROME_BIN") or next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None and Path(playwright.chromium.executable_path).exists():
        found = playwright.chromium.executable_path
    if found is None:
        reason = "no browser: apt-get install chromium, or playwright install chromium"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture(scope="session")
def server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server as it runs in earnest; without a browser none is started."""
    environment = server_environment(
        tmp_path_factory.mktemp("browser"), PLAYGROUND_ENV="production"
    )
    migrate(environment)
    manage(environment, "collectstatic", "--noinput", "--verbosity=0")
    with start_server(environment) as server:
        yield server


@pytest.fixture(scope="session")
def owner_state(browser: Browser, server: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cookies of the owner, who came by the one-time link."""
    path = tmp_path_factory.mktemp("state") / "owner.json"
    context = browser.new_context()
    page = context.new_page()
    page.goto(sign_in_link(server))
    page.locator("main button").click()
    page.wait_for_url("**/conversations/**")
    context.storage_state(path=path)
    context.close()
    return path


def sign_in_link(server: Server) -> str:
    printed = manage(server.environment, "sign_in_link")
    found = re.search(r"/accounts/link/\S+", printed)
    assert found
    return server.url + found[0]


@pytest.fixture
def context(browser: Browser, server: Server, owner_state: Path) -> Iterator[BrowserContext]:
    context = browser.new_context(
        storage_state=owner_state,
        base_url=server.url,
        viewport={"width": 1280, "height": 800},
        permissions=["clipboard-read", "clipboard-write"],
        locale="en-US",
    )
    context.set_default_timeout(WAIT_MS)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page on which no script may fail, and which may ask no other host for anything."""
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda message: faults.append(message.text) if _is_fault(message.text) else None,
    )
    page.on(
        "request",
        lambda request: faults.append(request.url) if _is_foreign(request.url) else None,
    )
    yield page
    assert faults == []


def _is_fault(text: str) -> bool:
    return "Content Security Policy" in text or "Uncaught" in text


def _is_foreign(url: str) -> bool:
    return url.startswith(("http:", "https:")) and "//127.0.0.1:" not in url


@pytest.fixture
def conversation(page: Page) -> ConversationPage:
    """A new conversation, not saved yet."""
    conversation = ConversationPage(page)
    conversation.open_new()
    return conversation
