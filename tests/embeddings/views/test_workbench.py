"""The views of an embedding: what they show, and to whom."""

from __future__ import annotations

import re

import numpy as np
import pytest
from django.urls import reverse

from playground.runs.models import Run, RunKind, RunStatus
from tests.embeddings.sets import HTMX, VECTORS, address, make_embedding, make_set
from tests.factories import make_credential

VIEWS = ("table", "status", "heat_map", "levels", "neighbors", "plane", "points")
VIEWS += ("duplicates", "compare", "download")


@pytest.fixture
def embedding(alice):
    return make_embedding(make_set(alice, labels=("cat", "cat", "dog", "cat")))


def ended_run(user, **fields):
    return Run.objects.create(
        user=user, kind=RunKind.EMBEDDING, credential_name="Mine", provider="qianfan_v2", **fields
    )


@pytest.mark.parametrize("view", VIEWS)
def test_strangers_see_nothing(embedding, bob_client, charlie_client, team, view):
    for client in (bob_client, charlie_client):
        assert client.get(address(view, embedding)).status_code == 404


def test_strangers_see_neither_texts_nor_pairs(embedding, charlie_client):
    uuid = embedding.set.uuid
    pairs = reverse("embeddings:pairs", args=[uuid, embedding.uuid, embedding.uuid])

    for url in (
        reverse("embeddings:detail", args=[uuid]),
        reverse("embeddings:texts_json", args=[uuid]),
        pairs,
    ):
        assert charlie_client.get(url).status_code == 404


def test_an_embedding_is_found_in_its_set_only(alice, alice_client, embedding):
    other = make_set(alice)

    url = reverse("embeddings:table", args=[other.uuid, embedding.uuid])

    assert alice_client.get(url).status_code == 404


def test_a_set_leads_to_what_was_embedded_last(alice_client, embedding):
    newest = make_embedding(embedding.set, model="bge-large-zh")

    response = alice_client.get(reverse("embeddings:detail", args=[embedding.set.uuid]))

    assert response.url == address("table", newest)


def test_the_table_has_text_label_dimension_norm_and_tokens(alice_client, embedding):
    embedding.parts.filter(start=2).update(tokens=17)

    content = alice_client.get(address("table", embedding)).content.decode()

    rows = [" ".join(part.split()) for part in content.split("<tr>")[2:]]
    assert "a cat" in rows[0]
    assert "≈" in rows[0]
    assert "17" in rows[2]
    assert "≈" not in rows[2]
    assert "2.000" in rows[2]
    assert "dog" in rows[2]


def test_the_table_is_searched_and_paged(alice, alice_client):
    embedding = make_embedding(make_set(alice, [f"text {n}" for n in range(250)]), ())

    second = alice_client.get(address("table", embedding, page=3)).content.decode()
    found = alice_client.get(
        address("table", embedding, q="TEXT 24"), headers={**HTMX, "HX-Target": "texts"}
    )

    assert "text 249" in second
    assert "201–250 / 250" in second
    assert "11 texts" in found.content.decode()
    assert "<html" not in found.content.decode()


def test_texts_are_harmless(alice, alice_client):
    embedding = make_embedding(make_set(alice, ["<img src=x onerror=alert(1)>"] * 4))

    for view in ("table", "neighbors", "duplicates"):
        content = alice_client.get(address(view, embedding, text=1, threshold=90)).content.decode()
        assert "<img src=x" not in content
        assert "&lt;img" in content


def test_the_state_tells_why_a_run_failed(alice, alice_client, embedding):
    embedding.run = ended_run(alice, status=RunStatus.FAILED, error_code="rate_limited")
    embedding.done_count = 1
    embedding.save()

    content = alice_client.get(address("status", embedding)).content.decode()

    assert "notice--danger" in content
    assert "3 texts have no vector yet" in content
    assert "Embed the rest" in content


def test_levels_are_a_head_and_a_byte_for_each_pair(alice_client, embedding):
    body = alice_client.get(address("levels", embedding)).content

    count, *places = np.frombuffer(body, "<u4", 5)
    levels = np.frombuffer(body, np.uint8, offset=20).reshape(4, 4)
    assert (count, places) == (4, [0, 1, 2, 3])
    assert np.diag(levels).tolist() == [255] * 4
    assert levels[0, 3] == 0
    assert levels[0, 2] in (127, 128)


def test_levels_come_in_an_order_of_likeness(alice_client, embedding):
    body = alice_client.get(address("levels", embedding, order="likeness")).content

    places = np.frombuffer(body, "<u4", 5)[1:].tolist()
    assert sorted(places) == [0, 1, 2, 3]
    assert abs(places.index(0) - places.index(1)) == 1


def test_what_the_browser_has_is_not_computed_again(alice_client, embedding):
    url = address("levels", embedding)
    first = alice_client.get(url)

    again = alice_client.get(url, headers={"If-None-Match": first["ETag"]})
    other = alice_client.get(
        address("levels", embedding, order="likeness"), headers={"If-None-Match": first["ETag"]}
    )

    assert again.status_code == 304
    assert other.status_code == 200
    assert "private" in first["Cache-Control"]


def test_points_have_places_and_shares(alice_client, embedding):
    points = alice_client.get(address("points", embedding)).json()

    assert points["places"] == [0, 1, 2, 3]
    assert len(points["x"]) == len(points["y"]) == 4
    assert sum(points["shares"]) == pytest.approx(1)


def test_plots_get_the_beginnings_of_texts_and_their_labels(alice_client, embedding):
    url = reverse("embeddings:texts_json", args=[embedding.set.uuid])

    assert alice_client.get(url).json() == {
        "texts": ["a cat", "the cat", "=a dog", "no cat"],
        "labels": ["cat", "cat", "dog", "cat"],
    }


@pytest.mark.parametrize("view", ["heat_map", "plane", "neighbors", "duplicates", "compare"])
def test_without_vectors_every_view_says_so(alice, alice_client, view):
    embedding = make_embedding(make_set(alice), ())
    make_embedding(embedding.set)

    content = alice_client.get(address(view, embedding)).content.decode()

    assert "No vectors yet" in content


@pytest.mark.parametrize("view", ["levels", "points", "download"])
def test_some_vectors_are_enough_for_plots(alice, alice_client, view):
    embedding = make_embedding(make_set(alice), VECTORS[:1], start=2)

    assert alice_client.get(address(view, embedding)).status_code == 200


def test_near_duplicates_are_grouped_and_paired(alice_client, embedding):
    groups = alice_client.get(address("duplicates", embedding, threshold=95)).content.decode()
    pairs = alice_client.get(
        address("duplicates", embedding, threshold=95, **{"as": "pairs"}), headers=HTMX
    ).content.decode()
    none = alice_client.get(address("duplicates", embedding, threshold=100)).content.decode()

    assert "1 group" in groups
    assert "the cat" in groups
    assert "1 pair" in pairs
    assert "<html" not in pairs
    assert "No two texts are so alike" in none


@pytest.mark.parametrize("threshold", ["", "x", "²", "9" * 50, "-1"])
def test_any_threshold_is_answered(alice_client, embedding, threshold):
    response = alice_client.get(address("duplicates", embedding, threshold=threshold))

    assert response.status_code == 200


def test_two_models_are_compared(alice_client, embedding):
    other = make_embedding(embedding.set, [[0, 1, 0], [0, 1, 0.1], [1, 0, 0], [0, 0, 1]])

    content = alice_client.get(address("compare", embedding)).content.decode()
    pairs = reverse("embeddings:pairs", args=[embedding.set.uuid, embedding.uuid, other.uuid])
    found = alice_client.get(pairs).json()

    assert "Rank correlation" in content
    assert len(found["x"]) == 6
    assert (found["first"][0], found["second"][0]) == (0, 1)
    assert found["x"][0] == pytest.approx(1, abs=0.01)


def test_the_form_for_another_model_begins_with_one_that_is_new(alice, alice_client):
    credential = make_credential(owner=alice)
    embedding = make_embedding(make_set(alice), model="Embedding-V1", credential=credential)

    content = alice_client.get(address("table", embedding)).content.decode()

    assert re.search(r"<option[^>]*selected>(?!Embedding-V1)(bge|tao)[^<]*</option>", content)


def test_one_model_has_nothing_to_be_compared_with(alice_client, embedding):
    content = alice_client.get(address("compare", embedding)).content.decode()

    assert "One model so far" in content


def test_models_with_few_texts_in_common_say_so_and_offer_the_others(alice_client, embedding):
    other = make_embedding(embedding.set, VECTORS[:2])

    content = alice_client.get(address("compare", embedding)).content.decode()

    assert "Both models have the vectors of 2 texts" in content
    assert f'value="{other.uuid}"' in content


def test_models_of_other_texts_are_not_compared(alice, alice_client, embedding):
    other = make_embedding(make_set(alice))

    url = reverse("embeddings:pairs", args=[embedding.set.uuid, embedding.uuid, other.uuid])

    assert alice_client.get(url).status_code == 404
