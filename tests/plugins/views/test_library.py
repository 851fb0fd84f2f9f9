"""A new talk, the list of earlier ones, and deleting them."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from playground.plugins.models import PluginTalk
from playground.runs.models import Run, RunKind
from tests.plugins.talks import make_talk, make_turn

pytestmark = pytest.mark.django_db

INDEX = reverse("plugins:index")


def text_of(response):
    return response.content.decode()


def test_the_page_without_any_credential_says_where_to_add_one(alice_client):
    text = text_of(alice_client.get(INDEX))

    assert reverse("credentials:choose_kind") in text
    assert "Earlier talks" not in text


def test_talks_are_listed_the_last_used_first(alice, alice_client, sandbox_credential):
    for title in ("First <b>", "Second"):
        make_talk(alice, sandbox_credential, title=title)

    text = text_of(alice_client.get(INDEX))

    assert text.index("Second") < text.index("First &lt;b&gt;")


def test_a_long_list_has_pages(alice, alice_client):
    for number in range(31):
        make_talk(alice, title=f"talk number {number}")

    first, second = (text_of(alice_client.get(INDEX, {"page": page})) for page in (1, 2))

    assert first.count("talks__name") == 30
    assert "talk number 0<" in second


def test_the_queries_of_the_list_do_not_grow_with_it(
    alice, alice_client, sandbox_credential, django_assert_max_num_queries
):
    for _ in range(30):
        make_turn(make_talk(alice, sandbox_credential))

    with django_assert_max_num_queries(16):
        alice_client.get(INDEX)


def test_the_form_is_filled_in_from_a_run(alice, alice_client, sandbox_credential):
    turn = make_turn(make_talk(alice, sandbox_credential))
    body = {
        "query": "What does <it> say?",
        "fileurl": "https://x.bcebos.com/a.png",
        "plugins": ["uuid-chatocr"],
        "input_variables": {"city": "Beijing", "days": 3},
    }
    Run.objects.filter(pk=turn.run_id).update(request={"body": body})

    text = text_of(alice_client.get(INDEX, {"run": str(turn.run.uuid)}))

    assert "What does &lt;it&gt; say?" in text
    assert 'value="https://x.bcebos.com/a.png"' in text
    assert 'value="Beijing"' in text
    assert "&quot;days&quot;: 3" in text
    assert 'value="my-knowledge"' in text
    chosen = text.split('value="uuid-chatocr"')[1].split(">")[0]
    assert "checked" in chosen


def test_a_question_to_a_model_without_plugins_can_be_asked_of_ernie_bot(
    alice, alice_client, sandbox_credential
):
    turn = make_turn(make_talk(alice, sandbox_credential))
    body = {"model": "ernie-x", "messages": [{"role": "user", "content": "Draw it"}]}
    Run.objects.filter(pk=turn.run_id).update(
        kind=RunKind.CHAT,
        provider="qianfan_v2",
        model="ernie-x",
        endpoint="",
        request={"body": body},
    )

    text = text_of(alice_client.get(INDEX, {"run": str(turn.run.uuid)}))

    assert "Draw it" in text
    assert re.search(r'<option value="[^"]*qianfan_v1 - EBPlugin"\s+selected', text)


def test_a_run_of_somebody_else_fills_in_nothing(alice, charlie_client, sandbox_credential):
    turn = make_turn(make_talk(alice, sandbox_credential), "A secret")

    for run in (turn.run.uuid, "nonsense"):
        response = charlie_client.get(INDEX, {"run": str(run)})

        assert response.status_code == 200
        assert "A secret" not in text_of(response)


def test_a_talk_is_deleted_by_a_plain_form(alice, alice_client):
    talk = make_talk(alice)

    response = alice_client.post(reverse("plugins:delete", args=[talk.uuid]))

    assert response.url == INDEX
    assert not PluginTalk.objects.exists()


def test_a_row_of_the_list_goes_with_its_talk(alice, alice_client):
    talk = make_talk(alice)
    headers = {"HX-Request": "true", "HX-Target": f"talk-{talk.uuid}"}

    response = alice_client.post(reverse("plugins:delete", args=[talk.uuid]), headers=headers)

    assert response.content == b""


def test_deleting_on_its_own_page_leads_to_the_list(alice, alice_client):
    talk = make_talk(alice)

    response = alice_client.post(
        reverse("plugins:delete", args=[talk.uuid]), headers={"HX-Request": "true"}
    )

    assert response.headers["HX-Redirect"] == INDEX


def test_asking_for_it_deletes_nothing(alice, alice_client):
    talk = make_talk(alice)

    assert alice_client.get(reverse("plugins:delete", args=[talk.uuid])).status_code == 405
    assert PluginTalk.objects.exists()
