"""Uploading a file and saying what is asked, as a person does it: dragging, typing, by keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

CONTENT = "question,note\n" + "".join(f"Question {number},n\n" for number in range(1, 31))


@pytest.fixture
def mapping(page: Page, tmp_path: Path) -> Page:
    """The page on which it is said what is asked about a file that has been read."""
    path = tmp_path / "questions.csv"
    path.write_text(CONTENT, encoding="utf-8")
    page.goto("/batches/new/")
    page.locator("#id_file").set_input_files(path)
    page.get_by_role("button", name="Upload", exact=True).click()
    page.get_by_role("link", name="Next: say what is asked").click()
    expect(page.get_by_role("button", name="Check 30 rows")).to_be_enabled()
    # Its scripts listen from then on.
    page.wait_for_load_state()
    return page


def drop(page: Page, name: str) -> None:
    page.evaluate(
        """(name) => {
            const files = new DataTransfer();
            files.items.add(new File(["text\\nhello\\n"], name));
            for (const type of ["dragenter", "dragover", "drop"]) {
                const init = {dataTransfer: files, bubbles: true, cancelable: true};
                document.body.dispatchEvent(new DragEvent(type, init));
            }
        }""",
        name,
    )


def test_a_file_is_dropped_anywhere_on_the_page_and_sent_by_keyboard(page: Page):
    page.goto("/batches/new/")

    drop(page, "dropped.csv")
    expect(page.locator("#upload-chosen")).to_contain_text("dropped.csv")
    page.keyboard.press("Enter")

    page.wait_for_url("**/file/")
    expect(page.get_by_role("heading", name="dropped")).to_be_visible()


def test_a_file_that_is_too_large_is_not_sent(page: Page):
    page.goto("/batches/new/")
    page.evaluate("document.getElementById('dropzone').dataset.maxBytes = 5")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.method))

    drop(page, "large.csv")
    page.get_by_role("button", name="Upload", exact=True).click()

    expect(page.locator("#upload-fault")).to_contain_text("at most")
    assert "POST" not in requests


def test_a_bad_file_leaves_the_form_as_it_was(page: Page):
    page.goto("/batches/new/")
    page.locator("#id_name").fill("My batch")
    page.locator("#id_file").set_input_files(
        {"name": "bad.csv", "mimeType": "text/csv", "buffer": b"a,a\n1,2\n"}
    )

    page.get_by_role("button", name="Upload", exact=True).click()

    expect(page.locator("#upload-fault")).to_contain_text("Rename one of them")
    expect(page.locator("#id_name")).to_have_value("My batch")
    expect(page.locator("#upload-chosen")).to_contain_text("bad.csv")


def test_what_cannot_reach_the_server_is_said_where_the_file_is(page: Page):
    page.goto("/batches/new/")
    drop(page, "lost.csv")

    page.context.set_offline(True)
    page.get_by_role("button", name="Upload", exact=True).click()

    expect(page.locator("#upload-fault")).to_contain_text("The connection broke")
    expect(page.get_by_role("button", name="Upload", exact=True)).to_be_enabled()
    page.context.set_offline(False)


def test_columns_are_put_in_at_the_caret_and_can_be_taken_back(mapping: Page):
    prompt = mapping.locator("#prompt_template")
    prompt.fill("About : yes or no?")
    prompt.evaluate("(field) => field.setSelectionRange(6, 6)")

    mapping.locator("[data-column=question]").click()

    expect(prompt).to_have_value("About {{question}}: yes or no?")
    expect(prompt).to_be_focused()
    expect(mapping.locator(".preview__text")).to_have_text("About Question 1: yes or no?")
    mapping.keyboard.press("ControlOrMeta+z")
    expect(prompt).to_have_value("About : yes or no?")


def test_placeholders_without_a_column_are_marked(mapping: Page):
    mapping.locator("#prompt_template").fill("{{question}} {{ NOTE }} {{nowhere}} {{{{raw}}")

    marks = mapping.locator(".template-editor__mirror mark")
    expect(marks).to_have_text(["{{question}}", "{{ NOTE }}", "{{nowhere}}"])
    expect(mapping.locator("mark.placeholder--unknown")).to_have_text(["{{nowhere}}"])
    expect(mapping.locator("#prompt_template-unknown")).to_contain_text("nowhere")


def test_what_is_typed_is_there_after_a_reload(mapping: Page):
    mapping.locator("#prompt_template").fill("Typed and left: {{question}}")
    # At once: what has not been saved by then is on the way out.
    mapping.reload()

    expect(mapping.locator("#prompt_template")).to_have_value("Typed and left: {{question}}")


def test_what_is_typed_without_a_network_is_saved_once_there_is_one(mapping: Page):
    mapping.context.set_offline(True)
    mapping.locator("#prompt_template").fill("Offline: {{question}}")
    expect(mapping.locator("#mapping-state")).to_contain_text("Not saved")
    mapping.context.set_offline(False)

    mapping.reload()

    expect(mapping.locator("#mapping-state")).to_have_text("Saved")
    expect(mapping.locator(".preview__text")).to_have_text("Offline: Question 1")
    assert mapping.evaluate("Object.keys(localStorage).join()").count("batch") == 0


def test_rows_are_gone_through_with_the_arrow_keys(mapping: Page):
    number = mapping.locator("#row-number")
    mapping.locator("h1").click()

    mapping.keyboard.press("ArrowRight")
    expect(number).to_have_value("2")
    mapping.keyboard.press("ArrowLeft")
    expect(number).to_have_value("1")
    number.fill("30")
    number.press("Enter")
    expect(mapping.locator(".preview__text")).to_have_text("Question 30")
    # In a text they move the caret.
    mapping.locator("#prompt_template").click()
    mapping.keyboard.press("ArrowLeft")
    expect(mapping.locator(".preview__text")).to_have_text("Question 30")


def test_what_is_open_stays_open_while_the_request_follows(mapping: Page):
    mapping.get_by_text("As it is sent").click()

    mapping.locator("#prompt_template").fill("Now {{question}}")

    expect(mapping.locator("#preview-json")).to_contain_text("Now Question 1")
    expect(mapping.locator("#preview-json")).to_be_visible()


def test_another_kind_of_call_offers_what_belongs_to_it(mapping: Page):
    system = mapping.locator("#system_template")
    expect(system).to_be_visible()

    mapping.get_by_text("Embedding", exact=True).click()

    expect(mapping.locator("#service option:checked")).to_have_text("Embedding-V1")
    expect(system).to_be_hidden()
    mapping.get_by_text("Image", exact=True).click()
    expect(mapping.locator("#service option:checked")).to_have_text("Stable-Diffusion-XL")

    # And back: the next batch, of another test, begins as this one was left.
    with mapping.expect_response("**/preview/**") as saved:
        mapping.get_by_text("Chat", exact=True).click()
    assert "kind=chat" in (saved.value.request.post_data or "")
    expect(system).to_be_visible()
    expect(mapping.locator("#mapping-state")).to_have_text("Saved")


def test_the_estimate_follows_the_slider_and_enter_starts_nothing(mapping: Page):
    mapping.get_by_role("button", name="Check 30 rows").click()
    mapping.get_by_role("link", name="Next: try some rows").click()
    mapping.wait_for_url("**/try/")

    with mapping.expect_response("**/estimate/**") as answered:
        mapping.locator("#worker-slider").fill("25")
    assert "worker_num=25" in answered.value.url
    expect(mapping.locator("#id_worker_num")).to_have_value("25")

    mapping.locator("#id_worker_num").press("Enter")
    expect(mapping.locator("#start-all")).to_be_visible()
    expect(mapping.locator("#id_worker_num")).to_have_value("25")
