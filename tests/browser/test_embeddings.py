"""Texts are embedded and looked at in every way, in a real browser over the sandbox."""

from __future__ import annotations

import csv
import io
import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

ANIMALS = ["The cat sleeps on the mat.", "A cat is sleeping on the mat.", "Dogs bark at night."]
# Calls that take a moment, so that there is something to watch and stop.
SLOW = "my-fault-latency-1500"
TABLE = re.compile(r"/embeddings/[0-9a-f-]{36}/[0-9a-f-]{36}/$")


class EmbeddingsPage:
    """What one does on the pages of embeddings."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def begin(self) -> None:
        self.page.goto("/embeddings/new/")
        self.page.wait_for_load_state()

    def embed(self) -> None:
        self.page.locator("#embed").click()
        self.page.wait_for_url(TABLE)
        self.page.wait_for_load_state()

    def embed_lines(self, lines: list[str]) -> None:
        self.begin()
        self.page.locator("#id_lines").fill("\n".join(lines))
        self.embed()
        expect(self.page.locator("#progress")).to_have_count(0)

    def view(self, name: str) -> None:
        self.page.locator(".views").get_by_role("link", name=name, exact=True).click()
        self.page.wait_for_load_state()


@pytest.fixture
def embeddings(page: Page) -> EmbeddingsPage:
    return EmbeddingsPage(page)


def downloaded(page: Page, label: str) -> bytes:
    page.locator("summary", has_text="Download").click()
    with page.expect_download() as download:
        page.get_by_role("link", name=label).click()
    return download.value.path().read_bytes()


def test_a_sheet_is_pasted_and_a_column_of_it_embedded(embeddings: EmbeddingsPage):
    page = embeddings.page
    rows = [f"{number}\t{text}\t{text[:3]}" for number, text in enumerate(ANIMALS)]
    embeddings.begin()

    page.locator("#id_lines").fill("\n".join(["id\ttext\tkind", *rows]))
    page.get_by_role("button", name="Choose a column of it").click()
    expect(page.locator("#id_column")).to_have_value("1")
    page.locator("#id_label_column").select_option(label="kind")
    embeddings.embed()

    expect(page.locator(".texts__table tbody tr")).to_have_count(3)
    expect(page.locator(".texts__table tbody tr").first).to_contain_text("1.000")
    embeddings.view("Map")
    expect(page.locator("#plane-labels button")).to_have_count(3)


def test_faults_are_named_and_nothing_is_lost(embeddings: EmbeddingsPage):
    page = embeddings.page
    embeddings.begin()
    page.get_by_text("A file", exact=True).click()
    content = b"id,text\n1,fine\n2\n"
    file = {"name": "bad.csv", "mimeType": "text/csv", "buffer": content}
    page.locator("#id_file").set_input_files(file)

    expect(page.locator("#columns [role=alert]")).to_contain_text("Line 3")
    page.locator("#id_name").fill("Kept")
    page.locator("#embed").click()

    expect(page.locator("#faults")).to_contain_text("only 1 of 2 cells")
    expect(page.locator("#id_name")).to_have_value("Kept")
    assert page.locator("#id_file").evaluate("input => input.files.length") == 1


def test_it_is_looked_at_in_every_way(embeddings: EmbeddingsPage):
    page = embeddings.page
    embeddings.embed_lines(ANIMALS)

    embeddings.view("Heat map")
    expect(page.locator("#heat-map")).to_have_attribute("data-count", "3")
    page.locator("#heat-canvas").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#said-first")).to_have_text(ANIMALS[0])
    expect(page.locator("#said-second")).to_have_text(ANIMALS[1])
    with page.expect_response("**/levels.bin?order=likeness"):
        page.locator("#order").select_option("likeness")
    # In another order nothing is pointed at any more.
    expect(page.locator("#plot-said")).to_be_hidden()
    box = page.locator("#heat-canvas").bounding_box()
    page.mouse.move(box["x"] + box["width"] - 5, box["y"] + box["height"] - 5)
    expect(page.locator("#said-value")).to_have_text("1.00")

    embeddings.view("Map")
    expect(page.locator("#plane")).to_have_attribute("data-count", "3")
    page.locator("#plane-canvas").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#said-text")).to_have_text(ANIMALS[0])
    page.locator("#plane-query").fill("dogs")
    expect(page.locator("#plane-count")).to_have_text("1 of 3")

    embeddings.view("Near-duplicates")
    page.locator("#threshold").fill("50")
    expect(page.locator("#duplicates")).to_contain_text("1 group")
    expect(page.locator("#threshold-value")).to_have_text("0.50")

    embeddings.view("Neighbors")
    page.locator("#neighbor-query").fill(ANIMALS[2])
    page.keyboard.press("Enter")
    expect(page.locator(".neighbor__text").first).to_have_text(ANIMALS[2])
    page.locator(".neighbor__number").last.click()
    expect(page.locator(".neighbors__of")).to_be_visible()


def test_two_models_are_compared(embeddings: EmbeddingsPage):
    page = embeddings.page
    embeddings.embed_lines(ANIMALS)
    embeddings.view("Compare models")

    page.locator(".empty").get_by_role("button", name="Embed with another model").click()
    page.locator("#embed-dialog #service").select_option(label="bge-large-en")
    page.get_by_role("button", name="Embed 3 texts").click()
    expect(page.locator(".models__link[aria-current]")).to_contain_text("bge-large-en")
    expect(page.locator("#progress")).to_have_count(0)
    embeddings.view("Compare models")

    expect(page.locator(".agreement")).to_contain_text("Rank correlation")
    expect(page.locator("#pairs")).to_have_attribute("data-count", "3")
    page.locator("#pairs-canvas").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#said-value")).to_contain_text("Embedding-V1")


def test_a_run_is_followed_reloaded_stopped_and_resumed(embeddings: EmbeddingsPage):
    page = embeddings.page
    embeddings.begin()
    page.locator("#id_lines").fill("\n".join(f"text {number}" for number in range(400)))
    page.locator("summary", has_text="Own endpoint").click()
    page.locator("#endpoint").fill(SLOW)
    embeddings.embed()

    expect(page.locator("#progress-text")).not_to_have_text("0 of 400 texts")
    page.reload()
    expect(page.locator("#progress")).to_be_visible()
    page.get_by_role("button", name="Stop").click()

    expect(page.locator("#status")).to_contain_text("have no vector yet")
    page.get_by_role("button", name="Embed the rest").click()
    expect(page.locator("#progress")).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Embed the rest")).to_be_visible()


def test_vectors_are_downloaded(embeddings: EmbeddingsPage):
    page = embeddings.page
    embeddings.embed_lines([*ANIMALS, "=1+1"])

    rows = list(csv.DictReader(io.StringIO(downloaded(page, "CSV").decode("utf-8-sig"))))
    array = np.load(io.BytesIO(downloaded(page, "NumPy")))

    assert rows[3]["text"] == "'=1+1"
    assert len(array) == 4
    assert np.isfinite(array).all()


def test_a_set_is_renamed_found_and_deleted(embeddings: EmbeddingsPage):
    page = embeddings.page
    embeddings.embed_lines(ANIMALS)
    page.get_by_label("More", exact=True).click()
    page.get_by_role("button", name="Rename").click()
    page.locator("#rename-name").fill("Sleepy animals")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Sleepy animals")).to_be_visible()

    page.goto("/embeddings/")
    page.wait_for_load_state()
    page.locator("#query").fill("sleepy")
    expect(page.locator(".set")).to_have_count(1)
    page.locator(".set__delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()

    expect(page.locator("main")).to_contain_text("“Sleepy animals” was deleted.")
