from __future__ import annotations

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from playground.completions.models import CompletionDocument
from playground.runs.models import RunStatus
from tests.completions.documents import add_sample, draft_of, fields_of, make_document, somewhere

HTMX = {"HX-Request": "true"}


def address(name, document, *more):
    return reverse(f"completions:{name}", args=[document.uuid, *more])


def live_output(html):
    found = re.search(r'id="live-output" type="application/json">(.*?)</script>', html)
    return json.loads(found[1])


def test_the_list_shows_own_texts_newest_first(alice_client, alice, charlie):
    make_document(alice, "Older text")
    make_document(alice, "Newer text\nwith a second line")
    make_document(charlie, "Not hers")

    html = alice_client.get(reverse("completions:index")).content.decode()

    assert html.index("Newer text") < html.index("Older text")
    assert "second line" not in html
    assert "Not hers" not in html


def test_who_has_no_texts_is_led_to_the_first(alice_client):
    html = alice_client.get(reverse("completions:index")).content.decode()

    assert "No texts yet" in html


@pytest.mark.parametrize("query", ["whale", "WHALE", "a \x00whale"])
def test_texts_are_found_by_what_they_say(alice_client, alice, query):
    make_document(alice, "About a whale")
    make_document(alice, "About a boat")

    html = alice_client.get(reverse("completions:index"), {"q": query}, headers=HTMX)

    assert "About a whale" in html.content.decode()
    assert "About a boat" not in html.content.decode()
    assert "HX-Request" in html["Vary"]


def test_a_new_page_saves_nothing(alice_client):
    assert alice_client.get(reverse("completions:new")).status_code == 200

    assert not CompletionDocument.objects.exists()


def test_a_run_is_asked_again_with_its_prompt_as_text(alice_client, alice):
    run = add_sample(make_document(alice)).run
    run.request = {"body": {"messages": [{"role": "user", "content": "Use {{braces}}"}]}}
    run.save()

    response = alice_client.get(reverse("completions:index"), {"run": run.uuid}, follow=True)

    assert "Use {{{{braces}}" in response.content.decode()


def test_the_run_of_a_stranger_fills_nothing(charlie_client, alice):
    run = add_sample(make_document(alice)).run
    run.request = {"body": {"messages": [{"role": "user", "content": "Secret"}]}}
    run.save()

    html = charlie_client.get(reverse("completions:new"), {"run": run.uuid}).content.decode()

    assert "Secret" not in html


def test_what_was_written_while_nobody_looked_is_in_the_text(alice_client, alice):
    document = make_document(alice, "Once")
    add_sample(document, " upon a time")

    html = alice_client.get(address("detail", document)).content.decode()

    assert ">\nOnce upon a time</textarea>" in html
    assert 'name="written" value="[[4,16]]"' in html


def test_a_reload_goes_on_where_the_model_is(alice_client, alice):
    document = make_document(alice, "Once")
    run = add_sample(document, " upon", status=RunStatus.RUNNING).run

    html = alice_client.get(address("detail", document)).content.decode()

    assert f'data-run="{run.uuid}"' in html
    assert live_output(html) == " upon"
    assert ">\nOnce</textarea>" in html


def test_what_a_model_wrote_is_text_and_nothing_else(alice_client, alice):
    hostile = "</textarea></script><script>alert(1)</script>"
    document = make_document(alice, hostile, aside=hostile)
    for number in (1, 2):
        add_sample(document, hostile, number=number, reasoning=hostile)

    html = alice_client.get(address("detail", document)).content.decode()

    assert "<script>alert" not in html


def test_a_line_break_at_the_beginning_is_not_lost(alice_client, alice):
    document = make_document(alice, "\nOnce")

    assert ">\n\nOnce</textarea>" in alice_client.get(address("detail", document)).content.decode()


def test_a_failed_call_says_why(alice_client, alice):
    document = make_document(alice, "Once")
    add_sample(document, status=RunStatus.FAILED, error_code="server_error")

    html = alice_client.get(address("detail", document)).content.decode()

    assert "Try again" in html
    assert 'role="alert"' in html


def test_a_deleted_credential_is_asked_for_anew(alice_client, alice, sandbox_credential):
    document = make_document(alice, "Once", credential=sandbox_credential)
    sandbox_credential.delete()

    html = alice_client.get(address("detail", document)).content.decode()

    assert "Choose one" in html or "no credential yet" in html


GET_PAGES = ["detail"]
POST_PAGES = ["save", "start", "stop", "settle", "undo", "bring_back", "delete"]


@pytest.mark.parametrize("name", GET_PAGES)
def test_a_stranger_sees_nothing(charlie_client, alice, name):
    assert charlie_client.get(address(name, make_document(alice))).status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", POST_PAGES)
def test_a_stranger_changes_nothing(charlie_client, alice, name):
    document = make_document(alice, "Once")

    response = charlie_client.post(address(name, document), fields_of(draft_of(document, text="x")))

    document.refresh_from_db()
    assert response.status_code == 404
    assert document.text == "Once"


def test_a_stranger_takes_no_sample(charlie_client, alice):
    document = make_document(alice)
    add_sample(document, " upon")

    assert charlie_client.post(address("take", document, 1)).status_code == 404


def test_who_is_not_signed_in_is_led_to_the_entrance(db):
    client = Client()

    assert client.get(reverse("completions:index")).status_code == 302
    assert client.get(reverse("completions:detail", args=[somewhere()])).status_code == 302
