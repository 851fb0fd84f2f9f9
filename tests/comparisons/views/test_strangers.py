"""What charlie and bob get at every address of alice's comparison, and what GET changes."""

from __future__ import annotations

import pytest
from django.urls import reverse

from playground.comparisons.models import Comparison, ComparisonColumn
from playground.comparisons.urls import urlpatterns
from playground.conversations.models import Conversation
from playground.runs.models import Run
from tests.comparisons.answers import make_comparison

GETS = ("detail", "figures", "difference", "add_column")
POSTS = ("run_again", "rename", "keep", "delete", "add_column")
COLUMN_GETS = ("column",)
COLUMN_POSTS = ("ask_again", "remove_column", "continue_in_chat")


@pytest.fixture
def comparison(alice, sandbox_credential):
    return make_comparison(alice, sandbox_credential, ["Private", "Answers", "Here"])


def address(name, comparison):
    arguments = [comparison.uuid]
    if name in COLUMN_GETS + COLUMN_POSTS:
        arguments.append(comparison.columns.earliest("position").uuid)
    return reverse(f"comparisons:{name}", args=arguments)


def snapshot():
    return (
        list(Comparison.objects.values_list("title", "is_kept")),
        list(ComparisonColumn.objects.order_by("pk").values_list("pk", "run")),
        Run.objects.count(),
        Conversation.objects.count(),
    )


def test_no_address_of_a_comparison_is_left_out():
    names = {each.name for each in urlpatterns if "uuid" in each.pattern.converters}

    assert names == {*GETS, *POSTS, *COLUMN_GETS, *COLUMN_POSTS}


@pytest.mark.parametrize("person", ["bob_client", "charlie_client"])
@pytest.mark.parametrize("is_htmx", [True, False])
@pytest.mark.parametrize("name", GETS + COLUMN_GETS)
def test_others_read_nothing(request, comparison, name, is_htmx, person):
    client = request.getfixturevalue(person)

    response = client.get(
        address(name, comparison), headers={"HX-Request": "true"} if is_htmx else {}
    )

    assert response.status_code == 404
    assert b"Private" not in response.content


@pytest.mark.parametrize("person", ["bob_client", "charlie_client"])
@pytest.mark.parametrize("name", POSTS + COLUMN_POSTS)
def test_others_change_nothing(request, comparison, name, person):
    client = request.getfixturevalue(person)
    before = snapshot()

    response = client.post(address(name, comparison), {"title": "Taken", "prompt": "Hi"})

    assert response.status_code == 404
    assert snapshot() == before


@pytest.mark.parametrize("name", sorted({*POSTS, *COLUMN_POSTS} - {"add_column"}))
def test_to_get_changes_nothing(alice_client, comparison, name):
    before = snapshot()

    assert alice_client.get(address(name, comparison)).status_code == 405
    assert snapshot() == before


def test_a_column_of_another_comparison_is_not_found(alice, alice_client, comparison):
    other = make_comparison(alice)

    url = reverse(
        "comparisons:column", args=[other.uuid, comparison.columns.earliest("position").uuid]
    )

    assert alice_client.get(url).status_code == 404


def test_the_list_shows_only_ones_own(charlie_client, comparison):
    response = charlie_client.get(reverse("comparisons:index"))

    assert response.context["comparisons"] == []


def test_a_new_comparison_does_not_begin_with_somebody_elses(charlie_client, comparison):
    url = reverse("comparisons:new", query={"from": str(comparison.uuid)})

    assert charlie_client.get(url).status_code == 404


def test_a_run_of_somebody_else_fills_in_nothing(charlie_client, comparison):
    run = Run.objects.earliest("pk")
    run.request = {"body": {"messages": [{"role": "user", "content": "Secret"}]}}
    run.save()

    response = charlie_client.get(reverse("comparisons:new", query={"run": str(run.uuid)}))

    assert b"Secret" not in response.content
