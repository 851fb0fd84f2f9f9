"""With what a page calls: the fields follow each other, and keep what is typed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect


@pytest.fixture
def settings(page: Page) -> Page:
    """The page of a new text, whose settings have the models that the provider lists."""
    page.goto("/completions/new/")
    page.wait_for_load_state()
    expect(page.locator(".call-settings__spinner")).to_have_count(0)
    page.locator("#endpoint").evaluate("field => { field.value = ''; }")
    return page


def choose_model(page: Page, name: str) -> None:
    with page.expect_response("**/runs/call-settings/**"):
        page.locator("#service").select_option(label=name)
    expect(page.locator("#call-settings.htmx-request")).to_have_count(0)


def test_the_parameters_are_those_of_the_model_and_keep_their_values(settings: Page):
    choose_model(settings, "ERNIE-Speed-8K")
    settings.locator("#parameters-more > summary").click()
    settings.locator("#parameter-temperature").fill("0.3")

    choose_model(settings, "SQLCoder-7B")

    expect(settings.locator("#parameter-top_k")).to_be_visible()
    expect(settings.locator("#parameter-temperature")).to_have_value("0.3")
    expect(settings.locator("[data-changed]")).to_have_text("1 set")


def test_only_the_settings_are_sent_to_render_them_anew(settings: Page):
    settings.locator("#text").fill("A long and private text")

    with settings.expect_request("**/runs/call-settings/**") as asked:
        settings.locator("#service").select_option(index=1)

    assert "credential=" in (asked.value.post_data or "")
    assert "private" not in (asked.value.post_data or "")


def test_a_parameter_that_is_wrong_is_shown_where_it_is(settings: Page):
    choose_model(settings, "ERNIE-Speed-8K")
    settings.locator("#text").fill("Once upon a time")
    settings.locator("#parameter-temperature").evaluate("field => { field.value = '99'; }")

    settings.locator("#continue").click()

    field = settings.locator("#parameter-temperature")
    expect(settings.locator("#refusal")).to_contain_text("temperature")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")


def test_stop_sequences_reach_the_model(settings: Page):
    choose_model(settings, "ERNIE-Speed-8K")
    settings.locator("#text").fill("Once upon a time")
    settings.locator("#parameters-more > summary").click()
    settings.locator("#parameter-stop").fill("END\n。")

    settings.locator("#continue").click()
    settings.get_by_role("link", name="Details").click()

    expect(settings.locator("main")).to_contain_text('"END"')
