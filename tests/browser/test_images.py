"""Images: ordered, drawn one by one, looked at, asked about and deleted."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.images.pictures import picture_bytes

FAULT = "my-fault-latency-60000"


def choose_endpoint(page: Page, name: str) -> None:
    """Name an own endpoint; a page begins with the one that was called last."""
    field = page.locator("#endpoint")
    if field.input_value() == name:
        return
    if not field.is_visible():
        page.get_by_text("Own endpoint").first.click()
    with page.expect_response("**/runs/call-settings/**"):
        field.fill(name)
        field.press("Tab")


class GalleryPage:
    """What a person does on the page of images, in their words."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.prompt = page.get_by_label("Prompt", exact=True)
        self.tiles = page.locator(".tile")
        self.live = page.locator(".tile--live")
        self.images = page.locator(".tile__image")

    def open(self, query: str = "") -> None:
        self.page.goto(f"/images/{query}")
        self.page.wait_for_load_state()

    def set(self, name: str, value: str) -> None:
        self.page.locator(f"[name='parameter.{name}']").fill(value)

    def choose_endpoint(self, name: str) -> None:
        choose_endpoint(self.page, name)

    def draw(self, prompt: str, **parameters: str) -> None:
        self.prompt.fill(prompt)
        for name, value in parameters.items():
            self.set(name, value)
        with self.page.expect_response("**/images/draw/"):
            self.page.get_by_role("button", name="Draw").click()

    def tile_of(self, prompt: str) -> Locator:
        return self.page.get_by_role("img", name=prompt)


@pytest.fixture
def gallery(page: Page) -> GalleryPage:
    gallery = GalleryPage(page)
    gallery.open()
    gallery.choose_endpoint("")
    return gallery


def test_an_order_is_drawn_in_its_places(gallery: GalleryPage):
    gallery.draw("Two bays to look at", n="2")

    expect(gallery.tile_of("Two bays to look at")).to_have_count(2)
    expect(gallery.live).to_have_count(0)
    for image in gallery.tile_of("Two bays to look at").all():
        expect(image).to_have_js_property("complete", True)
        assert image.evaluate("image => image.naturalWidth") > 0


def test_a_reload_loses_nothing_and_a_stop_ends_it(gallery: GalleryPage, page: Page):
    gallery.choose_endpoint(FAULT)
    gallery.draw("A bay that takes long")
    expect(gallery.live).to_have_count(1)

    page.reload()
    page.wait_for_load_state()
    expect(gallery.live).to_contain_text("A bay that takes long")
    gallery.live.get_by_role("button", name="Stop").click()

    place = gallery.tiles.filter(has_text="A bay that takes long")
    expect(place).to_contain_text("Stopped before it was drawn.")
    place.get_by_role("button", name="Remove").click()
    expect(place).to_have_count(0)


def test_one_that_fails_can_be_tried_again(gallery: GalleryPage):
    gallery.choose_endpoint("my-fault-error-336003")
    gallery.draw("A bay that fails")

    place = gallery.tiles.filter(has_text="A bay that fails").first
    place.get_by_role("button", name="Try again").click()

    expect(gallery.live).to_have_count(0)
    expect(gallery.tiles.filter(has_text="A bay that fails")).to_have_count(1)
    expect(gallery.tiles.first.get_by_role("button", name="Try again")).to_be_visible()
    gallery.tiles.first.get_by_role("button", name="Remove").click()


def test_what_is_out_of_range_is_said_beside_its_field(gallery: GalleryPage, page: Page):
    gallery.draw("A bay", steps="9999")

    expect(page.locator(".field--invalid")).to_contain_text("between 10 and 50")
    expect(page.locator("[name='parameter.steps']")).to_be_focused()
    expect(gallery.prompt).to_have_value("A bay")


def test_the_search_looks_while_one_types(gallery: GalleryPage, page: Page):
    gallery.draw("A very particular bay")
    expect(gallery.tile_of("A very particular bay")).to_have_count(1)

    page.get_by_label("Search in prompts").fill("no such bay")
    expect(page.get_by_text("No matching images")).to_be_visible()
    page.get_by_label("Search in prompts").fill("very particular")

    expect(gallery.images).to_have_count(1)


def test_the_arrows_lead_through_the_gallery(gallery: GalleryPage, page: Page):
    gallery.draw("The first of three")
    gallery.draw("The second of three")
    gallery.draw("The last of three")
    expect(gallery.tile_of("The last of three")).to_have_count(1)
    expect(gallery.live).to_have_count(0)
    gallery.tile_of("The second of three").click()
    shown = page.locator("#image-prompt")
    expect(shown).to_have_text("The second of three")

    for key, prompt in (
        ("ArrowLeft", "The last of three"),
        ("ArrowRight", "The second of three"),
        ("ArrowRight", "The first of three"),
    ):
        page.wait_for_load_state()
        page.keyboard.press(key)
        expect(shown).to_have_text(prompt)


def test_a_seed_is_used_again_and_then_varied(gallery: GalleryPage, page: Page):
    gallery.draw("A bay to draw again", seed="4242", steps="31")
    gallery.tile_of("A bay to draw again").first.click()
    expect(page.locator("#image-seed")).to_have_text("4242")

    page.get_by_role("link", name="Reuse seed").click()
    expect(gallery.prompt).to_have_value("A bay to draw again")
    expect(page.locator("[name='parameter.seed']")).to_have_value("4242")
    expect(page.locator("[name='parameter.steps']")).to_have_value("31")

    page.go_back()
    page.get_by_role("button", name="Vary").click()
    expect(gallery.tile_of("A bay to draw again")).to_have_count(2)
    gallery.tile_of("A bay to draw again").first.click()
    expect(page.locator("#image-prompt")).to_have_text("A bay to draw again")
    expect(page.locator("#image-seed")).not_to_have_text("4242")


def test_a_download_brings_its_parameters(gallery: GalleryPage, page: Page):
    gallery.draw("A bay to take home 带回家", seed="77")
    gallery.tile_of("A bay to take home").first.click()

    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()

    saved = download.value
    assert saved.suggested_filename == "A bay to take home 带回家.png"
    written = Image.open(BytesIO(Path(saved.path()).read_bytes())).info["parameters"]
    assert "带回家" in written
    assert "Seed: 77" in written


def test_a_deleted_image_is_asked_about_first_and_then_gone(gallery: GalleryPage, page: Page):
    gallery.draw("A bay to forget")
    gallery.tile_of("A bay to forget").click()
    address = page.locator(".full__image").get_attribute("src")

    page.get_by_role("button", name="Delete").click()
    expect(page.locator("#confirm")).to_be_visible()
    page.locator("#confirm-yes").click()

    expect(page).to_have_url(re.compile(r"/images/$"))
    expect(gallery.tile_of("A bay to forget")).to_have_count(0)
    assert page.request.get(str(address)).status == 404


def test_an_image_is_asked_about(gallery: GalleryPage, page: Page):
    gallery.draw("A bay with a question")
    gallery.tile_of("A bay with a question").click()
    page.get_by_role("link", name="Ask about it").click()
    page.wait_for_load_state()

    choose_endpoint(page, "")
    page.get_by_label("Question").fill("What can be seen?")
    page.get_by_label("Question").press("Enter")

    expect(page.locator(".question__answer")).to_contain_text("1024 × 1024")
    expect(page.locator(".question__foot")).to_contain_text("tokens")
    expect(page.get_by_label("Question")).to_have_value("")
    page.reload()
    expect(page.locator(".question__answer")).to_contain_text("1024 × 1024")


def test_an_answer_goes_on_after_a_reload_and_can_be_stopped(gallery: GalleryPage, page: Page):
    gallery.draw("A bay with a long answer")
    gallery.tile_of("A bay with a long answer").click()
    page.get_by_role("link", name="Ask about it").click()
    page.wait_for_load_state()
    choose_endpoint(page, "my-fault-deltas-5000--delta-20")
    page.get_by_label("Question").fill("Tell me much")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator(".question__answer")).to_contain_text("w9 ")

    page.reload()
    expect(page.locator(".question__answer")).to_contain_text("w40 ")
    page.get_by_role("button", name="Stop").click()

    expect(page.locator(".question[data-run]")).to_have_count(0)
    assert page.locator(".question__answer").inner_text().startswith("w0 w1 w2 w3 ")


def test_a_picture_is_brought_and_asked_about(page: Page):
    page.goto("/images/ask/")
    page.wait_for_load_state()

    picture = {"name": "holiday.png", "mimeType": "image/png", "buffer": picture_bytes()}
    page.get_by_label("Picture").set_input_files(picture)
    page.get_by_role("button", name="Use this picture").click()

    expect(page.get_by_role("img", name="holiday.png")).to_be_visible()
    page.wait_for_load_state()
    choose_endpoint(page, "")
    page.get_by_label("Question").fill("What is it?")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator(".question__answer").first).to_contain_text("64 × 48")


def test_what_is_no_picture_is_refused_in_its_place(page: Page):
    page.goto("/images/ask/")
    page.wait_for_load_state()

    wrong = {"name": "evil.png", "mimeType": "image/png", "buffer": b"<svg/>"}
    page.get_by_label("Picture").set_input_files(wrong)
    page.get_by_role("button", name="Use this picture").click()

    expect(page.locator(".field--invalid")).to_contain_text("not a picture")


def test_the_page_fits_a_phone(page: Page):
    page.set_viewport_size({"width": 390, "height": 844})

    for address in ("/images/", "/images/ask/"):
        page.goto(address)
        page.wait_for_load_state()

        assert page.evaluate("document.documentElement.scrollWidth") <= 390
