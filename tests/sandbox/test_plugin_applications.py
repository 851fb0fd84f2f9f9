"""Plugin applications: which plugin answers, what it shows of its work, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.sandbox.errors import V1Error
from playground.sandbox.plugin_applications.requests import read_query
from tests.sandbox.wire import ChatClient, frames, v1_text

PATH = "plugin/my-helper/"
PICTURE = "https://bucket.bj.bcebos.com/receipt.png"
WEATHER = {"query": "How is the weather in Beijing?"}
KNOWLEDGE = {"query": "How is a dataset created?"}
TURNS = [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
KEYS = ("plugins", "fileurl", "llm", "input_variables", "history", "stream", "verbose")
BODY = st.fixed_dictionaries({"query": st.text() | JSON}, optional=dict.fromkeys(KEYS, JSON))


def plugin_of(v1: ChatClient, **body: Any) -> str:
    answer = v1.call(PATH, verbose=True, **body).json()
    return str(answer["meta_info"]["plugin_id"]) if "meta_info" in answer else str(answer)


@pytest.mark.parametrize(
    ("body", "plugin"),
    [
        (WEATHER, "uuid-weatherforecast"),
        ({"query": "深圳今天天气如何"}, "uuid-weatherforecast"),
        (KNOWLEDGE, "uuid-zhishiku"),
        ({"query": "怎样创建数据集"}, "uuid-zhishiku"),
        ({"query": "Explain this.", "fileurl": PICTURE}, "uuid-chatocr"),
        ({"query": "图片里写了什么", "fileurl": PICTURE}, "uuid-chatocr"),
        ({**WEATHER, "plugins": []}, "uuid-weatherforecast"),
        ({**WEATHER, "plugins": ["uuid-zhishiku"]}, "uuid-zhishiku"),
        ({"query": "Hi", "plugins": ["uuid-weatherforecast"]}, "uuid-weatherforecast"),
        ({**WEATHER, "plugins": ["uuid-zhishiku", "uuid-weatherforecast"]}, "uuid-weatherforecast"),
    ],
)
def test_a_plugin_is_picked_by_name_or_by_words(
    v1: ChatClient, body: dict[str, Any], plugin: str
) -> None:
    assert plugin_of(v1, **body) == plugin


@pytest.mark.parametrize("body", [WEATHER, KNOWLEDGE, {"query": "Look", "fileurl": PICTURE}])
def test_an_answer_says_that_it_is_a_sample(v1: ChatClient, body: dict[str, Any]) -> None:
    answer = v1.call(PATH, **body).json()

    assert answer["object"] == "chat.completion"
    assert "Sandbox sample, not real data" in answer["result"]
    assert isinstance(answer["log_id"], int)
    assert (answer["is_truncated"], answer["need_clear_history"]) == (False, False)
    assert "meta_info" not in answer


def test_a_forecast_is_the_same_in_both_languages(v1: ChatClient) -> None:
    english = v1.call(PATH, verbose=True, **WEATHER).json()["meta_info"]
    chinese = v1.call(PATH, verbose=True, query="北京天气").json()["meta_info"]

    days = [info["response"]["result"]["forecasts"] for info in (english, chinese)]
    numbers = ("temperatureLow", "temperatureHigh", "windForce", "humidity")
    assert [[day[n] for n in numbers] for day in days[0]] == [
        [day[n] for n in numbers] for day in days[1]
    ]
    assert english["request"] == {**WEATHER, "city": "Beijing"}
    assert chinese["request"]["city"] == "北京"


def test_a_forecast_needs_a_city(v1: ChatClient) -> None:
    answer = v1.call(PATH, verbose=True, query="How is the weather?").json()

    assert answer["meta_info"]["response"]["retCode"] == 1
    assert "No city found" in answer["result"]


def test_a_hit_of_the_knowledge_base_has_all_fields(v1: ChatClient) -> None:
    info = v1.call(PATH, verbose=True, **KNOWLEDGE).json()["meta_info"]

    assert set(info["request"]) == {"query", "kbIds", "score", "topN"}
    result = info["response"]["result"]
    hits = result["responses"]
    assert info["response"]["doc_nums"] == len(hits) > 0
    assert {"dbQueryCostMilsec1", "urlSignedCostMilsec4"} <= set(result)
    assert hits[0]["content"].startswith("A dataset is created")
    assert hits[0]["charsNum"] == len(hits[0]["content"])
    assert hits[0]["kbId"] == info["request"]["kbIds"][0]
    assert hits[0]["previous"]["shardIndex"] + 1 == hits[0]["shardIndex"]
    assert [hit["score"] for hit in hits] == sorted((h["score"] for h in hits), reverse=True)
    assert info["action"] == "llm"
    assert hits[0]["content"] in info["action_output"]


def test_the_knowledge_base_may_have_nothing(v1: ChatClient) -> None:
    answer = v1.call(PATH, verbose=True, query="xyzzy").json()

    assert answer["meta_info"]["response"]["result"]["responses"] == []
    assert "no such passage" in answer["result"]


@pytest.mark.parametrize(
    ("body", "key"), [(WEATHER, "request"), ({"query": "a", "fileurl": PICTURE}, "requests")]
)
def test_a_verbose_stream_begins_with_the_plugins_own_words(
    v1: ChatClient, body: dict[str, Any], key: str
) -> None:
    events = frames(v1.call(PATH, stream=True, verbose=True, **body).content)
    quiet = v1.call(PATH, stream=True, **body).content

    assert set(events[0]) == {"plugin_id", key, "response"}
    assert events[1]["sentence_id"] == 0
    assert "log_id" in events[1]
    assert events[-1]["is_end"] is True
    assert v1_text(quiet) == "".join(event["result"] for event in events[1:])


def test_what_else_was_sent_shows(v1: ChatClient) -> None:
    body = {**WEATHER, "history": TURNS, "input_variables": {"tone": "dry"}}

    assert "(history: 2; input_variables: tone=dry)" in v1.call(PATH, **body).json()["result"]
    tokens = v1.call(PATH, **body).json()["usage"]["prompt_tokens"]
    assert tokens == v1.call(PATH, **WEATHER).json()["usage"]["prompt_tokens"] + 2


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"query": ""}, 336003),
        ({"query": 7}, 336003),
        ({"query": "a" * 1001}, 336007),
        ({"query": "a", "plugins": ["uuid-other"]}, 336003),
        ({"query": "a", "plugins": "uuid-zhishiku"}, 336003),
        ({"query": "a", "plugins": [[]]}, 336003),
        ({"query": "a", "llm": 3}, 336003),
        ({"query": "a", "llm": {"temperature": 0}}, 336003),
        ({"query": "a", "input_variables": [1]}, 336003),
        ({"query": "a", "history": "b"}, 336003),
        ({"query": "a", "history": TURNS[:1]}, 336006),
        ({"query": "a", "history": TURNS[::-1]}, 336006),
        ({"query": "a", "history": [TURNS[0], {"role": "assistant", "content": ""}]}, 336003),
        ({"query": "a", "plugins": ["uuid-chatocr"]}, 216100),
        ({"query": "a", "plugins": ["uuid-chatocr"], "fileurl": "x"}, 216100),
        ({"query": "a", "fileurl": "https://example.com/a.png"}, 216100),
        ({"query": "a", "fileurl": "https://b.bcebos.com/a.gif"}, 216100),
        ({"query": "a", "fileurl": "https://[b.bcebos.com/a.png"}, 216100),
        ({"query": "a", "fileurl": "ftp://b.bcebos.com/a.png"}, 216100),
    ],
)
def test_what_does_not_fit_is_refused(v1: ChatClient, body: dict[str, Any], code: int) -> None:
    response = v1.call(PATH, stream=True, **body)

    assert (response.status_code, response.json()["error_code"]) == (200, code)
    assert response.headers["content-type"] == "application/json"


def test_the_slash_at_the_end_and_an_own_endpoint_are_needed(v1: ChatClient) -> None:
    assert v1.call("plugin/my-helper", **WEATHER).json()["error_code"] == 3
    assert v1.call("plugin/eb-instant/", **WEATHER).json()["error_code"] == 3


def test_faults_strike_applications(v1: ChatClient) -> None:
    cut = frames(
        v1.call("plugin/my-fault-error-frame-2/", stream=True, verbose=True, **WEATHER).content
    )
    words = v1.call("plugin/my-fault-deltas-2--no-usage/", **WEATHER).json()

    assert [set(cut[0]) & {"plugin_id"}, cut[-1]["error_code"]] == [{"plugin_id"}, 336100]
    assert len(cut) == 4
    assert words["result"] == "w0 w1 "
    assert "usage" not in words


@given(body=BODY)
def test_no_body_brings_the_reader_down(body: dict[str, Any]) -> None:
    try:
        query = read_query(body, 1000)
    except V1Error:
        return
    assert query.prompt.question == body["query"]
