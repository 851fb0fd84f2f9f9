"""A batch of a prompt from elsewhere: its page, its file to fill in, and the job it becomes."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from playground.batches.models import BatchJob, BatchStatus
from playground.lib.prompt_templates import render
from tests.factories import make_credential


def send(client, view="from_prompt", /, **fields):
    fields = {"prompt": "Write about Paris", "kind": "chat", **fields}
    return client.post(reverse(f"batches:{view}"), fields)


def rows_of(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("text", ["plain", "{{city}}", "{{{{", "{{ {{a}} }}", "{{{x}}}", "{ { }}"])
def test_braces_of_the_prompt_are_text_in_the_template(alice_client, text):
    texts = send(alice_client, prompt=text, system=text).context["texts"]

    assert render(texts["prompt"], {"city": "Paris", "a": "b", "x": "y"}) == text
    assert render(texts["system"], {"city": "Paris", "a": "b", "x": "y"}) == text


def test_the_page_creates_nothing(alice_client):
    assert send(alice_client).status_code == 200
    assert not BatchJob.objects.exists()


def test_the_page_passes_on_what_the_conversation_was_set_to(alice_client, sandbox_credential):
    settings = {
        "credential": str(sandbox_credential.uuid),
        "provider": "qianfan_v1",
        "model": "ERNIE-4.0-8K",
        "endpoint": "mine",
        "parameters": '{"temperature": 0.5}',
        "kind": "chat",
    }

    response = send(alice_client, **settings)

    assert response.context["carried"] == settings
    html = response.content.decode()
    assert 'name="model" value="ERNIE-4.0-8K"' in html
    assert 'value="{&quot;temperature&quot;: 0.5}"' in html


@pytest.mark.parametrize("view", ["from_prompt", "create_from_prompt"])
@pytest.mark.parametrize(
    "parameters",
    [
        "[" * 100_000,
        "9" * 5_000,
        '{"temperature": NaN}',
        '{"temperature": 1e999}',
        '{"\\ud83c": 1}',
    ],
)
def test_no_parameters_break_the_page(alice_client, view, parameters):
    assert send(alice_client, view, parameters=parameters).status_code in (200, 302)


def test_a_batch_without_a_file_is_made_of_the_template(alice, alice_client, sandbox_credential):
    response = send(
        alice_client,
        "create_from_prompt",
        name="Cities",
        prompt="Write about {{city}}.\r\nBriefly.",
        system="You know {{country}}.",
        credential=str(sandbox_credential.uuid),
        provider="qianfan_v1",
        model="ERNIE-4.0-8K",
        parameters='{"temperature": 0.5}',
    )

    job = BatchJob.objects.get()
    assert response.url == reverse("batches:detail", args=[job.uuid])
    assert (job.owner, job.name, job.status) == (alice, "Cities", BatchStatus.EMPTY)
    assert job.prompt_template == "Write about {{city}}.\nBriefly."
    assert job.system_template == "You know {{country}}."
    assert job.credential == sandbox_credential
    assert (job.provider, job.model) == ("qianfan_v1", "ERNIE-4.0-8K")
    assert job.parameters == {"temperature": 0.5}


def test_without_a_name_the_first_line_is_one(alice_client):
    page = send(alice_client, prompt="\n Write about Paris\nBriefly")
    send(alice_client, "create_from_prompt", prompt="Long " * 100)

    assert page.context["texts"]["name"] == "Write about Paris"
    assert len(BatchJob.objects.get().name) == 60


@pytest.mark.parametrize("credential", ["foreign", "x", ""])
def test_a_credential_that_cannot_be_used_is_left_out(alice_client, charlie, credential):
    foreign = make_credential(owner=charlie)
    uuid = str(foreign.uuid) if credential == "foreign" else credential

    send(alice_client, "create_from_prompt", credential=uuid, model="ERNIE-4.0-8K")

    job = BatchJob.objects.get()
    assert (job.credential, job.credential_name) == (None, "")


@pytest.mark.parametrize(
    "fields",
    [
        {"prompt": ""},
        {"prompt": "a" * 200_001},
        {"prompt": "nul \x00"},
        {"kind": "essay"},
        {"parameters": "{"},
        {"provider": "p" * 33},
        {"model": "m" * 201},
        {"name": "n" * 201},
    ],
)
def test_what_cannot_be_a_batch_is_kept_on_the_page_with_the_reason(alice_client, fields):
    response = send(alice_client, "create_from_prompt", **{"system": "Kept", **fields})

    assert response.status_code == 200
    assert "The batch was not created" in response.content.decode()
    assert response.context["texts"]["system"] == "Kept"
    assert not BatchJob.objects.exists()


def test_a_prompt_that_no_batch_takes_leads_to_the_upload(alice_client):
    response = send(alice_client, prompt="a" * 200_001)

    assert response.url == reverse("batches:new")


@pytest.mark.parametrize("value", ['{"stop": ["\\u0000"]}', '{"stop": ["\\ud800"]}', "[1]", "null"])
def test_parameters_are_such_that_any_database_takes_them(alice_client, value):
    send(alice_client, "create_from_prompt", parameters=value)

    stored = BatchJob.objects.get().parameters
    assert stored in ({}, {"stop": [""]}, {"stop": ["\ufffd"]})


def test_the_file_has_the_columns_and_the_marked_words_as_its_first_row(alice_client):
    response = send(
        alice_client,
        "from_prompt_csv",
        prompt="{{city}} and {{other}}, {{city}}",
        system="{{country}}",
        column=["country", "city", "gone"],
        example=["France,\r\n1", "Paris", "x"],
    )

    assert response["Content-Disposition"] == 'attachment; filename="batch-template.csv"'
    header, example = rows_of(response)
    assert header == ["city", "other", "country"]
    assert example == ["Paris", "example of other", "France,\n1"]


def test_a_column_cannot_hide_between_the_two_prompts(alice_client):
    response = send(alice_client, "from_prompt_csv", prompt="a {{", system="b}}")

    assert rows_of(response)[0] == ["prompt"]


def test_cells_of_the_file_are_no_formulas(alice_client):
    response = send(
        alice_client,
        "from_prompt_csv",
        prompt="{{=cmd}}",
        column=["=cmd"],
        example=["@SUM(1)"],
    )

    assert all(cell.startswith("'") for row in rows_of(response) for cell in row)


def test_hostile_texts_stay_texts(alice_client):
    evil = "</textarea></script><img src=x onerror=alert(1)>{{7*7}}"

    for name in ("from_prompt", "create_from_prompt"):
        response = send(
            alice_client,
            name,
            prompt=evil,
            system=evil,
            model=evil,
            kind=evil if name == "create_from_prompt" else "chat",
            column=[evil],
            example=[evil],
        )

        assert response.status_code == 200
        assert b"<img src=x" not in response.content


@pytest.mark.parametrize("name", ["from_prompt", "create_from_prompt", "from_prompt_csv"])
def test_an_address_alone_shows_and_makes_nothing(alice_client, alice, name):
    assert alice_client.get(reverse(f"batches:{name}")).status_code == 405

    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    assert send(client, name).status_code == 403
    assert not BatchJob.objects.exists()
