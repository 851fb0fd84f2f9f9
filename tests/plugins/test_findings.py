"""What plugins found, from hosts that may be hostile."""

from __future__ import annotations

import pytest

from playground.plugins.findings import MAX_PASSAGES, chart_of, read_findings


def hit(**fields):
    return {"result": {"responses": [{"content": "text", "docName": "a.txt", **fields}]}}


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        " https://evil.example",
        "https://evil.example/\n",
        "https://a b",
        "//evil.example",
        "/accounts/logout/",
        "https://",
        "http://[",
        "https://x/" + "y" * 3_000,
        7,
    ],
)
def test_an_address_that_is_none_of_the_web_is_no_link(address):
    [passage] = read_findings([hit(contentUrl=address)]).passages

    assert passage.link is None


def test_an_address_of_the_web_is_a_link():
    [passage] = read_findings([hit(contentUrl="https://docs.example/a?b=c")]).passages

    assert (passage.link.url, passage.link.host) == ("https://docs.example/a?b=c", "docs.example")


@pytest.mark.parametrize("score", ["0.9", True, None, float("nan"), float("inf"), {}])
def test_a_score_that_is_no_number_is_none(score):
    [passage] = read_findings([hit(score=score)]).passages

    assert passage.score is None
    assert not passage.is_share


def test_a_score_may_be_more_than_a_whole():
    [passage] = read_findings([hit(score=37.5)]).passages

    assert passage.score == 37.5
    assert not passage.is_share


def test_of_thousands_of_passages_the_first_are_read():
    response = {"result": {"responses": [{"content": "x"}] * 3_000}}

    found = read_findings([response])

    assert (len(found.passages), found.passage_count) == (MAX_PASSAGES, 3_000)


def test_a_long_passage_is_cut():
    [passage] = read_findings([hit(content="x" * 100_000)]).passages

    assert passage.is_cut
    assert len(passage.text) == 4_000


def test_pictures_are_found_by_their_names_or_their_ends():
    response = {
        "result": {
            "image": "https://a.example/1",
            "page": "https://b.example/page",
            "files": ["https://c.example/2.PNG?x=1", "ftp://d.example/3.png"],
        }
    }

    assert [link.host for link in read_findings([response]).pictures] == ["a.example", "c.example"]


def test_a_picture_is_named_once_and_only_so_many_are():
    urls = [f"https://a.example/{number // 2}.png" for number in range(100)]

    pictures = read_findings([{"result": {"images": urls}}]).pictures

    assert len(pictures) == 20
    assert len({link.url for link in pictures}) == 20


def test_a_chart_that_cannot_be_drawn_has_no_option():
    assert chart_of({"series": [{"type": "custom"}]}).option is None


def test_nothing_is_empty():
    assert read_findings([]).is_empty
    assert not read_findings([{"rawText": "words"}]).is_empty
