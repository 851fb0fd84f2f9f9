"""Texts to embed that come from an earlier run."""

from __future__ import annotations

from django.urls import reverse

from playground.gateway import EmbeddingRequest
from playground.runs.models import RunKind
from tests.runs.sent_runs import make_sent_run

NEW = reverse("embeddings:new")


def lines(response):
    return response.context["form"]["lines"].value()


def test_a_question_of_a_chat_is_one_text(alice, alice_client):
    run = make_sent_run(alice)

    response = alice_client.get(NEW, {"run": str(run.uuid)})

    assert lines(response) == 'Say "ok"; $(rm -rf /) second line 你好 🚢'


def test_texts_of_an_embedding_come_back_with_its_model(alice, alice_client, sandbox_credential):
    asked = EmbeddingRequest(("one", "two\nlines"), model="bge-large-zh")
    run = make_sent_run(alice, asked, kind=RunKind.EMBEDDING, credential=sandbox_credential)

    response = alice_client.get(NEW, {"run": str(run.uuid)})

    assert lines(response) == "one\ntwo lines"
    assert "bge-large-zh" in response.text


def test_a_run_of_somebody_else_fills_in_nothing(alice, charlie_client):
    run = make_sent_run(alice)

    response = charlie_client.get(NEW, {"run": str(run.uuid)})

    assert response.status_code == 200
    assert not lines(response)
