from __future__ import annotations

import json
import re

import pytest
from channels.db import database_sync_to_async
from django.urls import reverse

from playground.completions.models import CompletionDocument
from playground.completions.views.access import opened_document
from playground.completions.views.state import state_context
from playground.runs import services
from playground.runs.models import Run, RunStatus
from tests.completions.documents import (
    add_sample,
    fields_of,
    make_document,
    new_draft,
    somewhere,
    until_ended,
)

HTMX = {"HX-Request": "true"}


def address(name, uuid, *more):
    return reverse(f"completions:{name}", args=[uuid, *more])


def texts(response):
    found = re.search(
        r'id="document-texts" type="application/json">(.*?)</script>', response.content.decode()
    )
    return json.loads(found[1])


@pytest.mark.django_db(transaction=True)
async def test_a_text_is_continued_and_put_in(client_on_the_loop, alice, sandbox):
    uuid = somewhere()
    fields = await database_sync_to_async(fields_of)(new_draft("Once upon", sandbox))

    started = await client_on_the_loop.post(address("start", uuid), fields, headers=HTMX)
    run = await Run.objects.aget()
    await until_ended(uuid)
    settled = await client_on_the_loop.post(address("settle", uuid), headers=HTMX)

    assert f'data-run="{run.uuid}"' in started.content.decode()
    assert "data-written" in started.content.decode()
    run = await Run.objects.aget()
    assert run.output
    assert texts(settled)["text"] == f"Once upon{run.output}"
    assert "data-run" not in settled.content.decode()


@pytest.mark.django_db(transaction=True)
async def test_without_a_script_the_page_comes_back(client_on_the_loop, alice, sandbox):
    uuid = somewhere()
    fields = await database_sync_to_async(fields_of)(new_draft("Once upon", sandbox))

    response = await client_on_the_loop.post(address("start", uuid), fields)

    assert response.url == address("detail", uuid)
    assert await Run.objects.acount() == 1


@pytest.mark.django_db(transaction=True)
async def test_a_refusal_names_the_field_and_leaves_the_text(client_on_the_loop, sandbox):
    uuid = somewhere()
    draft = new_draft("About {{city}}", sandbox, variables={"city": ""})
    fields = await database_sync_to_async(fields_of)(draft)

    response = await client_on_the_loop.post(address("start", uuid), fields, headers=HTMX)

    html = response.content.decode()
    assert 'data-fault="variable.city"' in html
    assert "Fill in a value for {{city}}." in html
    assert "document-texts" not in html


@pytest.mark.django_db(transaction=True)
async def test_a_parameter_is_named_as_its_field_is(client_on_the_loop, sandbox):
    fields = await database_sync_to_async(fields_of)(new_draft("Once upon", sandbox))
    fields["parameter.temperature"] = "99"

    response = await client_on_the_loop.post(address("start", somewhere()), fields, headers=HTMX)

    assert 'data-fault="parameter.temperature"' in response.content.decode()


@pytest.mark.django_db(transaction=True)
async def test_all_that_is_written_is_stopped(client_on_the_loop, alice, sandbox):
    uuid = somewhere()
    draft = new_draft("Once", sandbox, model="my-fault-latency-1000", sample_count=2)
    fields = await database_sync_to_async(fields_of)(draft)
    await client_on_the_loop.post(address("start", uuid), fields, headers=HTMX)

    response = await client_on_the_loop.post(address("stop", uuid), headers=HTMX)
    await until_ended(uuid)

    assert response.status_code == 200
    assert await Run.objects.filter(status=RunStatus.STOPPED).acount() == 2


@pytest.mark.django_db(transaction=True)
async def test_deleting_stops_all_that_is_written(client_on_the_loop, alice, sandbox):
    uuid = somewhere()
    draft = new_draft("Once", sandbox, model="my-fault-latency-60000", sample_count=2)
    fields = await database_sync_to_async(fields_of)(draft)
    await client_on_the_loop.post(address("start", uuid), fields, headers=HTMX)

    await client_on_the_loop.post(address("delete", uuid), headers=HTMX)
    await services.shut_down(timeout=20)

    assert not await CompletionDocument.objects.aexists()
    assert await Run.objects.filter(status=RunStatus.STOPPED).acount() == 2


def test_settling_twice_changes_nothing(alice_client, alice):
    document = make_document(alice, "Once")
    add_sample(document, " upon")
    first = alice_client.post(address("settle", document.uuid), headers=HTMX)

    second = alice_client.post(address("settle", document.uuid), headers=HTMX)

    assert texts(first) == texts(second)


def test_one_of_several_fails_alone(alice_client, alice):
    document = make_document(alice, "Once")
    add_sample(document, " upon", number=1)
    add_sample(document, number=2, status=RunStatus.FAILED, error_code="server_error")

    html = alice_client.post(address("settle", document.uuid), headers=HTMX).content.decode()

    assert address("take", document.uuid, 1) in html
    assert address("take", document.uuid, 2) not in html
    assert html.count('role="alert"') == 1


def test_one_is_taken(alice_client, alice):
    document = make_document(alice, "Once")
    add_sample(document, " one", number=1)
    add_sample(document, " two", number=2)

    response = alice_client.post(address("take", document.uuid, 2), headers=HTMX)

    assert texts(response)["text"] == "Once two"


def test_a_sample_that_there_is_not_is_not_found(alice_client, alice):
    assert alice_client.post(address("take", make_document(alice).uuid, 3)).status_code == 404


def test_nothing_to_undo_is_said(alice_client, alice):
    document = make_document(alice)

    html = alice_client.post(address("undo", document.uuid), headers=HTMX).content.decode()
    page = alice_client.post(address("undo", document.uuid), follow=True).content.decode()

    assert "There is no continuation to take back." in html
    assert "There is no continuation to take back." in page


def test_what_was_put_aside_comes_back(alice_client, alice):
    document = make_document(alice, "Once", aside=" upon")

    response = alice_client.post(address("bring_back", document.uuid), headers=HTMX)

    assert texts(response)["text"] == "Once upon"
    assert CompletionDocument.objects.get().aside == ""


def test_a_round_that_ended_before_it_was_shown_is_in_the_text(alice_client, alice):
    document = make_document(alice, "Once")
    add_sample(document, " upon", status=RunStatus.FAILED, error_code="stream_interrupted")

    response = alice_client.post(address("undo", document.uuid), headers=HTMX)

    assert "data-revision" in response.content.decode()
    document.refresh_from_db()
    assert document.text == "Once upon"


def test_a_round_that_ends_while_its_page_is_made_is_followed_all_the_same(alice, alice_client):
    document = make_document(alice)
    sample = add_sample(document, "Then it ended.", status=RunStatus.RUNNING)
    opened = opened_document(alice, document.uuid)
    Run.objects.filter(pk=sample.run_id).update(status=RunStatus.SUCCEEDED)

    context = state_context(opened)

    assert context["is_written"]
    assert [sample.run.is_live for sample in context["live"]] == [True]
    settled = alice_client.post(address("settle", document.uuid), headers=HTMX)
    assert texts(settled)["text"].endswith("Then it ended.")
