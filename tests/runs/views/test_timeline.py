"""The page of all runs."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from playground.runs.models import Run, RunKind, RunStatus
from playground.runs.timeline import PAGE_SIZE
from tests.factories import make_credential
from tests.runs.make_runs import make_run, make_runs

INDEX = reverse("runs:index")
TOTALS = reverse("runs:totals")
CHANGES = reverse("runs:changes")
HTMX = {"HX-Request": "true"}


def titles(response):
    return [run.title for run in response.context["page"].runs]


def test_the_page_shows_every_kind_of_run(alice, alice_client):
    for kind in RunKind:
        make_run(alice, f"a run of kind {kind.value}", kind=kind)

    response = alice_client.get(INDEX)

    assert response.status_code == 200
    for kind in RunKind:
        assert f"a run of kind {kind.value}" in response.text


def test_without_runs_the_page_says_what_it_is_for(alice_client):
    response = alice_client.get(INDEX)

    assert "No runs yet" in response.text
    assert "<select" not in response.text


def test_credentials_are_offered_by_their_names(alice, alice_client, charlie):
    make_credential(owner=alice, name="My own key")
    make_credential(owner=charlie, name="A foreign key")
    make_run(alice)

    text = alice_client.get(INDEX).text

    assert ">My own key</option>" in text
    assert "A foreign key" not in text


def test_a_filter_that_finds_nothing_leads_back(alice, alice_client):
    make_run(alice)

    response = alice_client.get(INDEX, {"kind": "image"})

    assert "No matching runs" in response.text
    assert re.search(r'value="image"\s+selected', response.text)


def test_the_page_is_filtered_as_its_address_says(alice, alice_client):
    credential = make_credential(owner=alice)
    make_run(alice, "the one", kind=RunKind.IMAGE, credential=credential, model="own")
    make_run(alice, "another")

    response = alice_client.get(
        INDEX,
        {
            "q": "ONE",
            "kind": "image",
            "state": "succeeded",
            "model": "own",
            "credential": str(credential.uuid),
            "since": "2026-11-01",
            "until": "2026-11-30",
        },
    )

    assert titles(response) == ["the one"]


def test_the_list_alone_is_a_fragment(alice, alice_client):
    make_run(alice)

    response = alice_client.get(INDEX, {"q": ""}, headers=HTMX)

    assert response.text.lstrip().startswith('<div class="timeline"')
    assert "HX-Request" in response["Vary"]
    assert "no-store" in response["Cache-Control"]


def test_older_runs_come_without_what_is_around_them(alice, alice_client):
    make_runs(alice, PAGE_SIZE + 2)
    older = alice_client.get(INDEX).context["page"].older

    response = alice_client.get(INDEX, {"before": str(older)}, headers=HTMX)

    assert titles(response) == ["Question 1", "Question 0"]
    assert response.text.lstrip().startswith("<li")


def test_older_runs_are_a_page_without_scripts(alice, alice_client):
    make_runs(alice, PAGE_SIZE + 2)
    older = alice_client.get(INDEX).context["page"].older

    response = alice_client.get(INDEX, {"before": str(older)})

    assert titles(response) == ["Question 1", "Question 0"]
    assert "Back to the newest" in response.text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"since": "2026-11-31"}, "From: Enter a valid date."),
        ({"until": "yesterday"}, "To: Enter a valid date."),
        ({"since": "2026-11-02", "until": "2026-11-01"}, "The last day is before the first one."),
        ({"until": "9999-12-31"}, "To: "),
    ],
)
def test_days_that_cannot_be_are_named_and_kept(alice, alice_client, query, sentence):
    make_run(alice)

    response = alice_client.get(INDEX, query)

    assert response.status_code == 200
    assert sentence in response.text
    for value in query.values():
        assert f'value="{value}"' in response.text


@pytest.mark.parametrize(
    "query",
    [
        {"kind": "no such kind"},
        {"state": "\x00"},
        {"credential": "nonsense"},
        {"credential": "00000000-0000-0000-0000-000000000000"},
        {"q": "\x00"},
        {"before": "\x00"},
        {"before": "9999999999999999-999999999999999999"},
        {"model": "", "q": " "},
    ],
)
def test_nonsense_in_the_address_filters_nothing(alice, alice_client, query):
    make_run(alice, "still here")

    response = alice_client.get(INDEX, query)

    assert titles(response) == ["still here"]


def test_a_hostile_title_stays_text(alice, alice_client):
    make_run(alice, "<script>alert(1)</script>", model='"><img src=x>')

    response = alice_client.get(INDEX)

    assert "<script>alert" not in response.text
    assert "<img src=x>" not in response.text


def test_the_totals_are_those_of_the_filter(alice, alice_client):
    make_run(alice, "counted", input_tokens=1_200, output_tokens=34)
    make_run(alice, "other", input_tokens=5)

    response = alice_client.get(TOTALS, {"q": "counted"}, headers=HTMX)

    assert "1,200 tokens in, 34 tokens out" in response.text
    assert "1 run" in response.text


def test_changes_are_new_runs_and_how_live_ones_ended(alice, alice_client):
    live = make_run(alice, "was live", status=RunStatus.RUNNING)
    make_run(alice, "known already")
    place = alice_client.get(INDEX).context["page"].newest
    Run.objects.filter(pk=live.pk).update(status=RunStatus.FAILED)
    make_run(alice, "came since")

    response = alice_client.get(CHANGES, {"newest": str(place), "run": [str(live.uuid)]})

    assert "came since" in response.text
    assert "was live" in response.text
    assert "Failed" in response.text
    assert "known already" not in response.text


def test_changes_without_a_newest_run_are_only_those_asked_for(alice, alice_client):
    make_run(alice, "not asked for")
    live = make_run(alice, "asked for", status=RunStatus.RUNNING)

    response = alice_client.get(CHANGES, {"run": [str(live.uuid), "nonsense"]})

    assert "asked for" in response.text
    assert "not asked for" not in response.text


def test_a_stranger_sees_nothing_of_it(alice, charlie_client, bob_client, team):
    run = make_run(alice, "private")

    for client in (charlie_client, bob_client):
        assert "private" not in client.get(INDEX).text
        assert "0 runs" in client.get(TOTALS).text
        assert "private" not in client.get(CHANGES, {"run": [str(run.uuid)], "newest": "1-1"}).text


@pytest.mark.parametrize("address", [INDEX, TOTALS, CHANGES])
def test_nobody_else_is_let_in(client, address):
    response = client.get(address)

    assert response.status_code == 302
    assert "login" in response["Location"]


@pytest.mark.parametrize("address", [INDEX, TOTALS, CHANGES])
def test_nothing_is_posted_to_the_timeline(alice_client, address):
    assert alice_client.post(address).status_code == 405
