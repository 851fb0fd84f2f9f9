"""A comparison is set up column by column, and nothing that was typed is lost."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from playground.comparisons.models import Comparison
from playground.credentials.models import Credential
from playground.runs.model_offers import ChosenModel, service_value
from playground.runs.models import Run
from tests.comparisons.answers import make_comparison, make_run
from tests.factories import make_credential

pytestmark = pytest.mark.django_db(transaction=True)
NEW, CREATE = reverse("comparisons:new"), reverse("comparisons:create")
HTMX = {"HX-Request": "true"}


def typed(credential, *models, kind="chat", **fields):
    """Return what the page sends; columns have the keys 0, 1, …"""
    data = {"uuid": str(uuid4()), "kind": kind, "prompt": "Hello", "column": []}
    for key, model in enumerate(models):
        data["column"].append(str(key))
        data[f"column{key}-credential"] = str(credential.uuid)
        chosen = ChosenModel("qianfan_v2", model)
        data[f"column{key}-service"] = service_value(chosen, kind, credential)
    return {**data, **fields}


def models(response):
    return [column.choice.model.model for column in response.context["setup"].columns]


def test_two_columns_with_different_models_are_there_to_begin_with(
    alice_client, sandbox_credential
):
    response = alice_client.get(NEW)

    first, second = response.context["setup"].columns
    assert first.choice.credential == second.choice.credential == sandbox_credential
    assert first.choice.model != second.choice.model
    assert b"field__error" not in response.content


def test_without_a_credential_the_page_leads_to_one(charlie_client):
    response = charlie_client.get(NEW)

    assert reverse("credentials:choose_kind") in response.text


def test_the_columns_of_the_last_comparison_are_there_again(
    alice, alice_client, sandbox_credential
):
    make_comparison(alice, sandbox_credential, ["One", "Two", "Three"])

    assert models(alice_client.get(NEW)) == ["ernie-speed-8k"] * 3


def test_a_credential_that_is_gone_leaves_its_columns_out(alice, alice_client, sandbox_credential):
    gone = make_credential(owner=alice)
    make_comparison(alice, gone)
    gone.delete()

    response = alice_client.get(NEW)

    assert {each.choice.credential for each in response.context["setup"].columns} == {
        sandbox_credential
    }


def test_an_earlier_comparison_is_changed(alice, alice_client, sandbox_credential):
    earlier = make_comparison(
        alice, sandbox_credential, prompt="A <b>question</b>", system="Be brief.", kind="chat"
    )

    response = alice_client.get(NEW, {"from": str(earlier.uuid)})

    assert "A &lt;b&gt;question&lt;/b&gt;</textarea>" in response.text
    assert "Be brief." in response.text


def test_a_run_is_asked_again_beside_another_model(alice, alice_client, sandbox_credential):
    body = {"messages": [{"role": "user", "content": "What is 千帆?"}], "temperature": 0.3}
    run = make_run(alice, sandbox_credential, request={"body": body}, model="ernie-lite-8k")

    response = alice_client.get(NEW, {"run": str(run.uuid)})

    assert models(response)[0] == "ernie-lite-8k"
    assert models(response)[1] != "ernie-lite-8k"
    assert response.context["form"]["prompt"].value() == "What is 千帆?"


@pytest.mark.parametrize("query", [{"run": "x"}, {"run": "6b1f2c7e-0000-4000-8000-000000000000"}])
def test_a_run_that_does_not_exist_fills_in_nothing(alice_client, query):
    assert alice_client.get(NEW, query).status_code == 200


@pytest.mark.parametrize("uuid", ["x", "6b1f2c7e-0000-4000-8000-000000000000"])
def test_a_comparison_that_does_not_exist_is_not_found(alice_client, uuid):
    assert alice_client.get(NEW, {"from": uuid}).status_code == 404


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("add", ["a", "b", "c", "*"]),
        ("duplicate:0", ["a", "a", "b", "c"]),
        ("remove:1", ["a", "c"]),
        ("remove:7", ["a", "b", "c"]),
        ("", ["a", "b", "c"]),
        ("explode:1", ["a", "b", "c"]),
    ],
)
def test_columns_come_and_go(alice_client, sandbox_credential, action, expected):
    data = typed(sandbox_credential, "a", "b", "c", action=action)

    response = alice_client.post(NEW, data, headers=HTMX)

    found = models(response)
    assert len(found) == len(expected)
    assert all(wanted in ("*", model) for wanted, model in zip(expected, found, strict=True))
    keys = [column.key for column in response.context["setup"].columns]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(("count", "action"), [(2, "remove:0"), (6, "add"), (6, "duplicate:1")])
def test_there_are_two_to_six_columns(alice_client, sandbox_credential, count, action):
    data = typed(sandbox_credential, *"abcdef"[:count], action=action)

    assert models(alice_client.post(NEW, data)) == list("abcdef"[:count])


def test_without_scripts_the_page_comes_back_as_it_was_typed(alice_client, sandbox_credential):
    data = typed(sandbox_credential, "a", "b", action="add", prompt="  Hi\r\n", system="Brief")
    data["column1-parameter.temperature"] = "hot"

    response = alice_client.post(NEW, data)

    assert "comparisons/new.html" in [each.name for each in response.templates]
    assert response.context["form"]["system"].value() == "Brief"
    assert response.context["setup"].columns[1].choice.parameters == {"temperature": "hot"}
    assert "HX-Request" in response.headers["Vary"]


def test_with_scripts_only_the_columns_come(alice_client, sandbox_credential):
    data = typed(sandbox_credential, "a", "b", action="add")

    response = alice_client.post(NEW, data, headers=HTMX)

    assert response.text.lstrip().startswith("<section")


def test_another_page_hands_over_a_prompt_and_what_it_calls(alice_client, sandbox_credential):
    response = alice_client.post(
        NEW,
        {
            "prompt": "Tell me\r\nmore\x00",
            "system": "Be kind.",
            "credential": str(sandbox_credential.uuid),
            "provider": "qianfan_v2",
            "model": "ernie-4.0-8k",
            "parameters": '{"temperature": 0.7}',
        },
    )

    form, first = response.context["form"], response.context["setup"].columns[0]
    assert (form["prompt"].value(), form["system"].value()) == ("Tell me\nmore", "Be kind.")
    assert first.choice.model == ChosenModel("qianfan_v2", "ernie-4.0-8k")
    assert first.choice.parameters == {"temperature": 0.7}
    assert Comparison.objects.count() == Run.objects.count() == 0


def test_a_completion_hands_over_its_fields_with_its_parameters(alice_client, sandbox_credential):
    chosen = ChosenModel("qianfan_v2", "ernie-4.0-8k")

    response = alice_client.post(
        NEW,
        {
            "kind": "completion",
            "prompt": "Once upon",
            "credential": str(sandbox_credential.uuid),
            "service": service_value(chosen, "completion", sandbox_credential),
            "endpoint": "",
            "parameter.temperature": "0.35",
            "parameter.stop": "One\r\nTwo",
        },
    )

    first = response.context["setup"].columns[0]
    assert first.choice.model == chosen
    assert first.choice.parameters == {"temperature": 0.35, "stop": ["One", "Two"]}
    assert 'value="0.35"' in response.text
    assert response.context["setup"].form.asked_kind == "completion"


def test_what_cannot_be_used_of_a_handover_is_left_out(alice_client, charlie, sandbox_credential):
    theirs = make_credential(owner=charlie)

    response = alice_client.post(
        NEW,
        {
            "prompt": "Hi",
            "kind": "explode",
            "credential": str(theirs.uuid),
            "parameters": "{not json",
        },
    )

    assert response.context["form"]["prompt"].value() == "Hi"
    chosen = {each.choice.credential for each in response.context["setup"].columns}
    assert chosen == {sandbox_credential}


async def test_all_columns_are_asked(client_on_the_loop, alice, sandbox):
    data = typed(sandbox, "my-fault-deltas-3", "my-fault-latency-1000")

    response = await client_on_the_loop.post(CREATE, data)

    comparison = await Comparison.objects.aget()
    assert response.url == reverse("comparisons:detail", args=[comparison.uuid])
    assert str(comparison.uuid) == data["uuid"]
    assert await Run.objects.acount() == 2


async def test_without_a_prompt_nobody_is_asked(client_on_the_loop, sandbox):
    data = typed(sandbox, "a", "b", prompt=" \n", system="Kept")

    response = await client_on_the_loop.post(CREATE, data)

    assert response.status_code == 200
    assert "Write a prompt first." in response.text
    assert "Kept</textarea>" in response.text
    assert await Run.objects.acount() == 0


async def test_what_is_wrong_is_said_in_its_column(client_on_the_loop, sandbox):
    data = typed(sandbox, "a", "b")
    data["column1-parameter.temperature"] = "hot"

    response = await client_on_the_loop.post(CREATE, data)

    first, second = response.context["setup"].columns
    assert first.refused is None
    assert second.refused.field == "temperature"
    assert second.refused.sentence in response.text.replace("&#x27;", "'")
    assert await Comparison.objects.acount() == 0


async def test_a_credential_of_somebody_else_calls_nothing(client_on_the_loop, charlie, sandbox):
    theirs = await Credential.objects.acreate(owner=charlie, name="Theirs", kind="sandbox")
    data = typed(sandbox, "a", "b") | {"column1-credential": str(theirs.uuid)}

    response = await client_on_the_loop.post(CREATE, data)

    assert response.context["setup"].columns[1].refused.code == "credential_unavailable"
    assert await Run.objects.acount() == 0


@pytest.mark.parametrize("columns", [[], ["0"], ["0", "0"], ["x", "-1", "999", "²"]])
async def test_less_than_two_columns_are_no_comparison(client_on_the_loop, sandbox, columns):
    data = typed(sandbox, "a", "b") | {"column": columns}

    response = await client_on_the_loop.post(CREATE, data)

    assert response.status_code == 200
    assert await Comparison.objects.acount() == 0


async def test_the_prompt_may_be_long(client_on_the_loop, sandbox):
    prompt = "千帆" * 100_000

    response = await client_on_the_loop.post(
        CREATE, typed(sandbox, "my-fault-deltas-3", "my-fault-deltas-3", prompt=prompt)
    )

    assert response.status_code == 302
    assert (await Comparison.objects.aget()).prompt == prompt
