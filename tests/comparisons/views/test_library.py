"""The list of comparisons, and what is done with one as a whole."""

from __future__ import annotations

import pytest
from django.urls import reverse

from playground.comparisons.models import Comparison
from playground.runs.models import Run
from tests.comparisons.answers import make_comparison

pytestmark = pytest.mark.django_db
INDEX = reverse("comparisons:index")
HTMX = {"HX-Request": "true"}


def url(name, comparison):
    return reverse(f"comparisons:{name}", args=[comparison.uuid])


def titles(response):
    return [comparison.title for comparison in response.context["comparisons"]]


def test_the_newest_stands_first(alice, alice_client):
    make_comparison(alice, title="Old")
    make_comparison(alice, title="New")

    assert titles(alice_client.get(INDEX)) == ["New", "Old"]


def test_an_empty_list_says_what_a_comparison_is(alice_client):
    response = alice_client.get(INDEX)

    assert "No comparisons yet" in response.text
    assert reverse("comparisons:new") in response.text


@pytest.mark.parametrize("query", ["sea", "SEA", "deep", "\x00sea"])
def test_titles_and_prompts_are_searched(alice, alice_client, query):
    make_comparison(alice, title="The sea", prompt="How deep?")
    make_comparison(alice, title="The land")

    assert titles(alice_client.get(INDEX, {"q": query})) == ["The sea"]


def test_kept_ones_are_listed_alone(alice, alice_client):
    make_comparison(alice, title="Kept", is_kept=True)
    make_comparison(alice, title="Other")

    assert titles(alice_client.get(INDEX, {"kept": "1"})) == ["Kept"]


def test_a_search_without_finds_says_so(alice, alice_client):
    make_comparison(alice)

    response = alice_client.get(INDEX, {"q": "zzz"}, headers=HTMX)

    assert "No matching comparisons" in response.text
    assert response.text.lstrip().startswith("<div")
    assert "HX-Request" in response.headers["Vary"]


def test_more_than_a_page_is_paged(alice, alice_client):
    Comparison.objects.bulk_create(
        Comparison(owner=alice, title=f"T{number}", prompt="?") for number in range(60)
    )

    first, second = alice_client.get(INDEX), alice_client.get(INDEX, {"page": "2"})

    assert (len(titles(first)), len(titles(second))) == (50, 10)


def test_the_list_takes_few_queries(alice, alice_client, django_assert_max_num_queries):
    for _ in range(8):
        make_comparison(alice, None, list("abc"))

    with django_assert_max_num_queries(9):
        alice_client.get(INDEX)


def test_a_comparison_is_named(alice, alice_client):
    comparison = make_comparison(alice)

    alice_client.post(url("rename", comparison), {"title": " Sea\x00 poems "})

    comparison.refresh_from_db()
    assert comparison.title == "Sea poems"


def test_a_title_that_is_too_long_changes_nothing(alice, alice_client):
    comparison = make_comparison(alice)

    response = alice_client.post(url("rename", comparison), {"title": "x" * 201}, follow=True)

    comparison.refresh_from_db()
    assert comparison.title == "A title"
    assert "201" in response.text


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_comparison_is_kept_and_let_go(alice, alice_client, headers):
    comparison = make_comparison(alice)

    alice_client.post(url("keep", comparison), {"kept": "1"}, headers=headers)
    comparison.refresh_from_db()
    assert comparison.is_kept

    alice_client.post(url("keep", comparison), {"kept": ""}, headers=headers)
    comparison.refresh_from_db()
    assert not comparison.is_kept


def test_a_comparison_goes_and_its_runs_stay(alice, alice_client):
    comparison = make_comparison(alice)

    response = alice_client.post(url("delete", comparison))

    assert response.url == INDEX
    assert not Comparison.objects.exists()
    assert Run.objects.count() == 2


def test_with_scripts_a_row_goes_and_the_page_of_one_leads_to_the_list(alice, alice_client):
    first, second = make_comparison(alice), make_comparison(alice)

    row = alice_client.post(
        url("delete", first), headers={**HTMX, "HX-Target": f"comparison-{first.uuid}"}
    )
    page = alice_client.post(url("delete", second), headers=HTMX)

    assert row.content == b""
    assert page.headers["HX-Redirect"] == INDEX
