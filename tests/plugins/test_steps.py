"""The steps of a run as a timeline."""

from __future__ import annotations

import orjson
import pytest

from playground.plugins.steps import (
    MAX_CALLS,
    MAX_JSON_CHARACTERS,
    charts_in,
    pretty,
    read_timeline,
)
from playground.runs.steps import CUT_OFF
from playground.sandbox.ernie_plugins.plugins import run_plugins
from playground.sandbox.plugin_applications import knowledge, ocr, weather


def steps_of(*payloads, part="plugin"):
    lines = ({"step": "plugin", "part": part, "payload": payload} for payload in payloads)
    return "".join(orjson.dumps(line).decode() + "\n" for line in lines)


def chart_run():
    [run] = run_plugins(["eChart"], "A bar chart: apples 12, pears 19")
    return run


def test_a_chart_is_called_with_arguments_and_comes_to_a_drawing():
    run = chart_run()
    states = [{"plugin_info": [state]} for state in run.states()]

    timeline = read_timeline(steps_of({"plugin_metas": [run.meta()]}, *states))

    [call] = timeline.calls
    assert (call.label, call.state) == ("Charts", "done")
    assert '"chartType": "bar"' in call.arguments
    assert call.progress == ("数据分析 · 数据分析成功", "图表绘制 · 图表绘制成功")
    assert call.findings.charts[0].option["series"][0]["data"] == [12, 19]
    assert timeline.has_charts


def test_a_call_that_is_not_done_is_working():
    run = chart_run()
    states = [{"plugin_info": [state]} for state in run.states()[:2]]

    timeline = read_timeline(steps_of({"plugin_metas": [run.meta()]}, *states))

    assert [call.state for call in timeline.calls] == ["working"]
    assert timeline.calls[0].progress == ("数据分析 · 数据分析中",)


def test_an_announced_call_shows_its_arguments_before_it_does_anything():
    run = chart_run()

    [call] = read_timeline(steps_of({"plugin_metas": [run.meta()]}, part="pluginMeta")).calls

    assert (call.state, call.progress) == ("working", ())
    assert '"chartType": "bar"' in call.arguments
    assert call.thoughts


def test_a_whole_answer_reads_like_a_stream():
    run = chart_run()
    streamed = steps_of(
        {"plugin_metas": [run.meta()]}, *({"plugin_info": [state]} for state in run.states())
    )
    whole = steps_of(run.states(), part="plugin_info") + steps_of([run.meta()], part="plugin_metas")

    assert read_timeline(whole) == read_timeline(streamed)


def test_two_calls_of_one_plugin_are_two():
    states = [
        {"plugin_id": "p", "plugin_req": request, "plugin_resp": "", "status": "2"}
        for request in ('{"query": "a"}', '{"query": "b"}')
    ]

    timeline = read_timeline(steps_of({"plugin_info": states}))

    assert len(timeline.calls) == 2


def test_a_plugin_that_fails_says_why():
    answer = '{"errCode": 17, "errMsg": "no such file"}'
    state = {"plugin_id": "p", "plugin_req": "{}", "plugin_resp": answer, "status": "2"}

    [call] = read_timeline(steps_of({"plugin_info": [state]})).calls

    assert (call.state, call.fault) == ("failed", "17: no such file")


@pytest.mark.parametrize("key", ["echo", "meta_info"])
def test_passages_of_a_knowledge_base_are_cards(key):
    finding = knowledge.search("How long does an access token last?")

    timeline = read_timeline(steps_of(getattr(finding, key)(), part="meta_info"))

    [call] = timeline.calls
    assert (call.label, call.state) == ("Knowledge base", "done")
    assert "access token" in call.arguments
    passage = call.findings.passages[0]
    assert passage.document == "sandbox-sample.txt"
    assert passage.knowledge_base == "Sandbox sample knowledge base"
    assert "thirty days" in passage.text
    assert passage.before
    assert passage.after
    assert 0 < passage.score <= 1
    assert passage.is_share
    assert passage.link.host == "example.com"


def test_the_words_of_a_picture_are_lines():
    echo = ocr.look("What does it say?", "https://x.bcebos.com/receipt.png").echo()

    [call] = read_timeline(steps_of(echo, part="meta_info")).calls

    assert call.findings.lines == ["Sample receipt", "Apples 2 × 3.50", "Total 7.00"]
    assert "receipt.png" in call.arguments


def test_the_weather_is_a_table():
    [call] = read_timeline(steps_of(weather.forecast("Weather in Beijing?").echo())).calls

    [table] = call.findings.tables
    assert table.columns[0] == "day"
    assert len(table.rows) == 3


def test_what_is_not_known_is_shown_as_it_is():
    timeline = read_timeline(steps_of({"new": "thing"}))

    assert timeline.calls == ()
    assert timeline.others == ('{\n  "new": "thing"\n}',)


def test_steps_that_were_cut_off_are_told_of():
    assert read_timeline(f'{{"step": "{CUT_OFF}"}}\n').is_cut


def test_the_half_line_of_a_live_run_is_left_for_later():
    whole = steps_of(knowledge.search("token").echo())

    assert len(read_timeline(whole + '{"step": "plugin", "payl').calls) == 1


def test_of_very_many_calls_and_findings_some_are_read():
    states = [
        {"plugin_id": str(number), "plugin_req": "{}", "plugin_resp": '{"option": {}}\n' * 100}
        for number in range(1_000)
    ]

    timeline = read_timeline(steps_of({"plugin_info": states}) + steps_of({"plugin_info": states}))

    assert len(timeline.calls) == MAX_CALLS
    assert len(timeline.calls[0].findings.charts) == 10


@pytest.mark.parametrize(
    "payload",
    [
        *(None, 1, "x", [], {}, [1], [[]], {"plugin_id": None}, {"plugin_id": {}}),
        {"plugin_info": [{"plugin_id": 1, "plugin_req": {}, "plugin_resp": []}]},
        {"plugin_info": [{"plugin_id": "a", "plugin_req": "[", "plugin_resp": "{\n[]\n1\nnull"}]},
        {"plugin_info": "x", "plugin_metas": {"pluginId": 1}},
        {"plugin_metas": [{"pluginId": [], "runtimeMetaInfo": 1, "pluginNameForHuman": 7}]},
        {"plugin_id": "p", "request": 1, "response": {"result": {"responses": [1, {}]}}},
        {"plugin_id": "p", "response": {"result": {"responses": [{"score": "NaN", "next": []}]}}},
        {"plugin_id": "p", "response": {"result": {"words_result": [{"words": {}}]}}},
        {"plugin_id": "p", "response": {"result": [1], "option": "function(){}"}},
        {"plugin_info": [{"plugin_id": "p", "plugin_resp": "[" * 900 + "]" * 900}]},
        {"plugin_info": [{"plugin_id": "p", "plugin_resp": '{"a":' * 900 + "1" + "}" * 900}]},
    ],
)
def test_anything_may_come_from_a_provider(payload):
    timeline = read_timeline(steps_of(payload, part="plugin_info"))

    for call in timeline.calls:
        assert call.label is not None
        assert call.state in ("failed", "done", "working")


def test_a_block_of_an_answer_is_a_chart_once_it_is_whole():
    text = chart_run().text

    [chart] = charts_in(text)

    assert chart.option["series"][0]["type"] == "bar"
    assert chart.title == "A bar chart"
    assert charts_in(text[: text.rindex("```")]) == []


def test_a_block_that_is_a_program_is_never_drawn():
    text = "```echarts-option\n{series: [{type: 'bar', data: (function(){alert(1)})()}]}\n```\n"

    [chart] = charts_in(text)

    assert chart.option is None


def test_long_json_is_cut():
    assert len(pretty(["x" * 100_000])) < MAX_JSON_CHARACTERS + 10


def test_json_in_a_text_is_unfolded():
    assert pretty('{"a": 1}') == '{\n  "a": 1\n}'
    assert pretty("plain words") == "plain words"
