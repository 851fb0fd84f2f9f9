"""ERNIE Bot's plugins: what sets them off, what they answer, and their named events."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.sandbox.ernie_plugins.charts import make_option
from playground.sandbox.ernie_plugins.numbers import ChartRequest, read_chart, wants_chart
from playground.sandbox.ernie_plugins.plugins import run_plugins
from tests.sandbox.wire import ChatClient, user

PATHS = ("erniebot/plugins", "erniebot/plugin")
CHART = "Draw a pie chart of fruit: apples 30, pears 20.5 and cherries 1,250"
PICTURE = "<img>cow.jpg</img><url>https://example.com/cow.jpg</url> What is in it?"
DOCUMENT = "<file>报告.pdf</file><url>https://example.com/r.pdf</url>请总结"
ALL = ["eChart", "ImageAI", "ChatFile"]


def events(content: bytes) -> list[tuple[str, dict[str, Any]]]:
    """Return the name and the object of every event."""
    blocks = content.decode().removesuffix("\n\n").split("\n\n")
    pairs = [block.split("\n") for block in blocks]
    assert all(len(pair) == 2 and pair[0].startswith("event: ") for pair in pairs)
    return [(name[7:], json.loads(data.removeprefix("data: "))) for name, data in pairs]


@pytest.mark.parametrize("path", PATHS)
def test_a_chart_is_drawn_from_the_numbers_of_the_message(v1: ChatClient, path: str) -> None:
    body = v1.call(path, messages=user(CHART), plugins=["eChart"]).json()

    last = body["plugin_info"][-1]
    option = json.loads(last["plugin_resp"].splitlines()[-1])["option"]
    values = {"apples": 30, "pears": 20.5, "cherries": 1250}
    assert option["series"][0]["type"] == "pie"
    assert {point["name"]: point["value"] for point in option["series"][0]["data"]} == values
    assert json.dumps(option, separators=(",", ":"), ensure_ascii=False) in body["result"]
    assert body["result"].startswith("\n\n```echarts-option\n[{")
    assert "| pears | 20.5 |" in body["result"]
    assert "not a model" in body["result"]
    assert (last["status"], last["api_id"]) == ("2", "eChart.plot")
    assert json.loads(last["plugin_req"])["chartType"] == "pie"
    assert body["plugin_metas"][0]["pluginNameForModel"] == "eChart"
    plugins = body["usage"]["plugins"]
    assert [plugin["name"] for plugin in plugins] == ["eChart"]
    assert plugins[0]["total_tokens"] > 0


@pytest.mark.parametrize("path", PATHS)
def test_a_stream_names_its_events_and_counts_each_kind(v1: ChatClient, path: str) -> None:
    content = v1.call(path, messages=user(CHART), plugins=["eChart"], stream=True).content
    whole = v1.call(path, messages=user(CHART), plugins=["eChart"]).json()

    got = events(content)
    names = [name for name, _ in got]
    assert names == sorted(names, key=["pluginMeta", "plugin", "chat"].index)
    for kind in ("pluginMeta", "plugin", "chat"):
        numbers = [frame["sentence_id"] for name, frame in got if name == kind]
        assert numbers == list(range(len(numbers)))
    runs = [frame["plugin_info"][0] for name, frame in got if name == "plugin"]
    assert [run["status"] for run in runs] == ["1"] * (len(runs) - 1) + ["2"]
    assert all(b["plugin_resp"].startswith(a["plugin_resp"]) for a, b in pairwise(runs))
    assert runs == whole["plugin_info"]
    assert "".join(f["result"] for name, f in got if name == "chat") == whole["result"]
    assert got[-1][1]["is_end"] is True
    assert got[-1][1]["usage"]["plugins"] == whole["usage"]["plugins"]


@pytest.mark.parametrize(
    ("message", "plugins", "api_ids"),
    [
        (CHART, ALL, ["eChart.plot"]),
        ("A: 10; B: 20", ["eChart"], ["eChart.plot"]),
        (PICTURE, ALL, ["ImageAI.QA"]),
        (DOCUMENT, ALL, ["ChatFile.QA"]),
        (DOCUMENT, ["ChatFilePlus"], ["ChatFilePlus.QA"]),
        (DOCUMENT + "，画一个饼图", ALL, ["eChart.plot", "ChatFile.QA"]),
        (CHART, ["ImageAI"], []),
        ("Hello", ALL, []),
    ],
)
def test_the_message_sets_plugins_off(message: str, plugins: list[str], api_ids: list[str]) -> None:
    assert [run.spec.api_id for run in run_plugins(plugins, message)] == api_ids


def test_without_a_plugin_it_is_plain_chat(v1: ChatClient) -> None:
    body = v1.call(PATHS[0], messages=user("Hello"), plugins=["eChart"]).json()
    got = events(v1.call(PATHS[0], messages=user("Hello"), plugins=ALL, stream=True).content)

    assert {"plugin_info", "plugin_metas"} & set(body) == set()
    assert "plugins" not in body["usage"]
    assert "not a model" in body["result"]
    assert {name for name, _ in got} == {"chat"}


@pytest.mark.parametrize("message", [PICTURE, DOCUMENT])
def test_files_are_not_opened_and_the_answer_says_so(v1: ChatClient, message: str) -> None:
    body = v1.call(PATHS[1], messages=user(message), plugins=ALL).json()

    request = json.loads(body["plugin_info"][0]["plugin_req"])
    assert request["url"].startswith("https://example.com/")
    assert "Nobody looked at" in body["result"] or "没有人读过" in body["result"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"messages": user("a")}, 336003),
        ({"messages": user("a"), "plugins": []}, 336003),
        ({"messages": user("a"), "plugins": "eChart"}, 336003),
        ({"messages": user("a"), "plugins": ["eChart"] * 4}, 336003),
        ({"messages": user("a"), "plugins": ["other"]}, 336003),
        ({"messages": user("a"), "plugins": [{}]}, 336003),
        ({"plugins": ["eChart"]}, 336003),
        ({"messages": [*user("a"), *user("b")], "plugins": ["eChart"]}, 336006),
        ({"messages": user("a" * 4801), "plugins": ["eChart"]}, 336007),
    ],
)
def test_what_does_not_fit_is_refused(v1: ChatClient, body: dict[str, Any], code: int) -> None:
    for path in PATHS:
        assert v1.call(path, stream=True, **body).json()["error_code"] == code


def test_faults_strike_plugins(v1: ChatClient) -> None:
    body = {"messages": user(CHART), "plugins": ["eChart"], "stream": True}

    refused = v1.call(PATHS[0], fault="qps", **body)
    named = v1.call(PATHS[0], model="my-fault-server-error", **body)
    cut = v1.call(PATHS[1], fault="error-frame=2", **body).content
    odd = v1.call(PATHS[1], fault="no-space,crlf,deltas=2,negative-usage", **body).content

    assert refused.json()["error_code"] == 18
    assert named.json()["error_code"] == 336100
    assert b'data: {"error_code":336100' in cut
    assert odd.count(b"event:chat\r\ndata:{") == 3
    assert b'"total_tokens":-1' in odd


@pytest.mark.parametrize(
    ("text", "kind", "points"),
    [
        ("8月反馈：BUG有100条，需求有50条", "bar", [("BUG", 100), ("需求", 50)]),
        ("画个漏斗图 访问 1000，注册300", "funnel", [("访问", 1000), ("注册", 300)]),
        ("雷达图：师资得分为10分，设施8分", "radar", [("师资", 10), ("设施", 8)]),
        ("2021年 30, 2022年 45", "bar", [("2021年", 30), ("2022年", 45)]),
        ("Sales in 2021 were 30, in 2022 45", "bar", [("2021", 30), ("2022", 45)]),
        ("30 apples, 20 pears as a line", "line", [("apples", 30), ("pears", 20)]),
        ("A: 10; B=-2.5", "bar", [("A", 10), ("B", -2.5)]),
        ("Q1 12%, Q2 18%", "bar", [("Q1", 12), ("Q2", 18)]),
        ("| a | 1 |\n| b | 2 |", "bar", [("a", 1), ("b", 2)]),
        ("7 and 8", "bar", [("#1", 7), ("#2", 8)]),
    ],
)
def test_numbers_are_read_with_their_labels(
    text: str, kind: str, points: list[tuple[str, float]]
) -> None:
    chart = read_chart(text)

    assert (chart.kind, list(chart.points), chart.is_sample) == (kind, points, False)


def test_a_chart_without_numbers_is_a_sample(v1: ChatClient) -> None:
    assert read_chart("a tree diagram").is_sample
    body = v1.call(PATHS[0], messages=user("Plot something"), plugins=["eChart"]).json()
    assert "no numbers; these are samples" in body["result"]


@pytest.mark.parametrize("kind", ["bar", "line", "pie", "radar", "scatter", "funnel", "tree"])
def test_every_kind_of_chart_has_its_series(kind: Any) -> None:
    option = make_option(ChartRequest(kind, "t", (("a", 1), ("b", -2)), is_sample=False))

    assert option["title"] == {"text": "t"}
    assert [series["type"] for series in option["series"]] == [kind]
    assert ("xAxis" in option) == (kind in ("bar", "line", "scatter"))
    assert ("radar" in option) == (kind == "radar")


@given(text=st.text(max_size=80) | st.text("0123456789.,年: -", max_size=60))
def test_no_text_brings_the_reader_down(text: str) -> None:
    wants_chart(text)
    for run in run_plugins([*ALL, "ChatFilePlus"], text):
        assert run.states()[-1]["status"] == "2"
    assert all(label for label, _ in read_chart(text).points)
