"""A batch from the file to the results, in a real browser over a real worker."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

COLUMNS = ["编号", "评论", "temperature"]
# Calls that take a moment, so that there is something to watch, pause and stop.
SLOW = "my-fault-latency-1000"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """What Excel in China saves: GB18030, with a bad temperature and a row that is too short."""
    path = tmp_path / "评论.csv"
    with path.open("w", newline="", encoding="gb18030") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows([str(number), f"=很好 {number}", ""] for number in range(40))
        writer.writerows([["40", "太热", "9"], ["41", "短"]])
    return path


class BatchPage:
    """What one does on the pages of a batch."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def upload(self, path: Path) -> None:
        self.page.goto("/batches/new/")
        self.page.locator("input[type=file]").set_input_files(path)
        self.page.get_by_role("button", name="Upload", exact=True).click()
        expect(self.page.get_by_role("link", name="Next: say what is asked")).to_be_visible()

    def ask(self, prompt: str, *, endpoint: str = "") -> None:
        self.page.get_by_role("link", name="Next: say what is asked").click()
        self.page.wait_for_url("**/mapping/")
        self.page.wait_for_load_state()
        self.page.locator("[name=prompt_template]").fill(prompt)
        # A new batch begins with that of the last one.
        self.page.locator("[name=endpoint]").fill(endpoint)

    def check(self) -> None:
        self.page.get_by_role("button", name="Check").click()
        self.page.wait_for_url("**/check/")

    def go_to_trial(self) -> None:
        self.page.get_by_role("link", name="Skip 2 bad rows").click()
        self.page.wait_for_url("**/try/")

    def start(self) -> None:
        self.page.locator("#start-all").click()
        expect(self.page.get_by_role("heading", name="Progress")).to_be_visible()

    @property
    def states(self):
        return self.page.locator("#lines .badge")


@pytest.fixture
def batch(page: Page) -> BatchPage:
    return BatchPage(page)


@pytest.fixture
def running(batch: BatchPage, table: Path) -> BatchPage:
    """A batch that takes some seconds more."""
    batch.upload(table)
    batch.ask("{{评论}}", endpoint=SLOW)
    batch.check()
    batch.go_to_trial()
    batch.page.locator("[name=worker_num]").last.fill("2")
    batch.start()
    return batch


def downloaded(page: Page, label: str) -> bytes:
    page.locator("summary", has_text="Download").click()
    with page.expect_download() as download:
        page.locator(".watch__download", has_text=label).first.click()
    return download.value.path().read_bytes()


def test_a_file_goes_all_the_way(batch: BatchPage, table: Path):
    page = batch.page

    # 1. Upload: what was detected is shown, with the first rows.
    batch.upload(table)
    expect(page.locator("[name=encoding]")).to_have_value("gb18030")
    expect(page.locator("main")).to_contain_text("=很好 19")

    # 2. Map: a column is put in, the request of any row is shown.
    batch.ask("判断情感: ")
    page.locator("[name=prompt_template]").press("End")
    page.get_by_role("button", name="评论", exact=True).click()
    expect(page.locator("[name=prompt_template]")).to_have_value("判断情感: {{评论}}")
    expect(page.get_by_role("region", name="The finished request")).to_contain_text(
        "判断情感: =很好 0"
    )
    page.get_by_role("button", name="The row after").click()
    expect(page.get_by_role("region", name="The finished request")).to_contain_text(
        "判断情感: =很好 1"
    )
    expect(page.locator("[name=temperature_column]")).to_have_value("temperature")

    # 3. Check: all faults at once, with line, column and reason.
    batch.check()
    expect(page.locator("main")).to_contain_text("2 of 42 rows cannot be called")
    expect(page.locator("tr", has_text="42").last).to_contain_text("temperature")
    expect(page.locator("tr", has_text="43").last).to_contain_text("only 2 of 3 cells")

    # 4. Try: the answers of a few rows, and what all will take.
    batch.go_to_trial()
    page.locator("#trial-count").fill("3")
    page.locator("#try-rows").click()
    expect(batch.states).to_have_text(["Succeeded"] * 3)
    expect(page.locator("main")).to_contain_text("Start: call 37 rows")

    # 5. and 6. Run, and watch it come to its end.
    batch.start()
    expect(page.locator("main")).to_contain_text("40 / 40 rows")
    expect(batch.states.first).to_have_text("Succeeded")
    page.locator("#lines a").first.click()
    expect(page.locator("#row-title")).to_have_text("Row 1")
    expect(page.locator("#row-request")).to_contain_text("判断情感: =很好 0")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#row-title")).to_have_text("Row 2")
    page.keyboard.press("Escape")

    # 8. Download: the order of the file, formulas disarmed, bad rows with their reason.
    rows = list(csv.DictReader(io.StringIO(downloaded(page, "CSV").decode("utf-8-sig"))))
    assert [row["编号"] for row in rows] == [str(number) for number in range(42)]
    assert rows[0]["评论"] == "'=很好 0"
    assert rows[0]["status"] == "succeeded"
    assert "很好 0" in rows[0]["output"]
    assert [row["status"] for row in rows[40:]] == ["invalid", "invalid"]

    # 9. The list tells of it.
    page.goto("/batches/")
    expect(page.locator("main")).to_contain_text("评论")


def test_it_is_paused_resumed_and_stopped(running: BatchPage):
    page = running.page

    page.get_by_role("button", name="Pause").click()
    expect(page.locator("main")).to_contain_text("Paused")

    page.get_by_role("button", name="Resume").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()

    page.get_by_role("button", name="Stop").click()
    page.get_by_role("dialog").get_by_role("button", name="Stop").click()
    expect(page.locator("main")).to_contain_text("Stopped")
    expect(page.locator("#lines .badge", has_text="Succeeded").first).to_be_visible()


def test_a_question_outlives_the_button_that_asked_it(running: BatchPage):
    page = running.page
    page.get_by_role("button", name="Stop").click()

    page.evaluate(
        """() => {
            const old = document.getElementById("status");
            const fresh = old.cloneNode(true);
            old.replaceWith(fresh);
            htmx.process(fresh);
        }"""
    )
    page.get_by_role("dialog").get_by_role("button", name="Stop").click()

    expect(page.locator("main")).to_contain_text("Stopped")


def test_a_second_tab_and_a_reload_see_the_same(running: BatchPage, context: BrowserContext):
    page = running.page
    second = context.new_page()
    second.goto(page.url)
    page.reload()

    page.locator("[name=worker_num]").last.fill("20")
    page.get_by_role("button", name="Apply").click()

    for tab in (page, second):
        expect(tab.locator("main")).to_contain_text("40 / 40 rows")


def test_a_row_opens_as_a_conversation(batch: BatchPage, table: Path):
    page = batch.page
    batch.upload(table)
    batch.ask("Say more about {{评论}}")
    batch.check()
    batch.go_to_trial()
    page.locator("#trial-count").fill("1")
    page.locator("#try-rows").click()
    expect(batch.states).to_have_text(["Succeeded"])

    page.locator("#lines a").first.click()
    page.get_by_role("button", name="Open in chat").click()

    page.wait_for_url("**/conversations/**")
    expect(page.locator(".message--user")).to_contain_text("Say more about =很好 0")
    expect(page.locator(".message--assistant")).to_contain_text("很好 0")


def test_what_cannot_be_read_is_said_and_nothing_is_kept(page: Page, tmp_path: Path):
    path = tmp_path / "table.csv"
    path.write_bytes(b"<!doctype html><html><body>Sign in</body></html>")
    page.goto("/batches/new/")
    page.locator("[name=name]").fill("My table")
    page.locator("input[type=file]").set_input_files(path)

    page.get_by_role("button", name="Upload", exact=True).click()

    expect(page.get_by_role("alert").first).to_contain_text("web page")
    expect(page.locator("[name=name]")).to_have_value("My table")
