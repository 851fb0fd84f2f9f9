"""Options of charts are rebuilt from plain data; what could do more is never passed on."""

from __future__ import annotations

import orjson
import pytest

from playground.plugins.chart_options import (
    MAX_SERIES,
    SERIES_TYPES,
    ChartRefused,
    read_chart_option,
)
from playground.plugins.chart_values import MAX_VALUES
from playground.sandbox.ernie_plugins.charts import make_option
from playground.sandbox.ernie_plugins.numbers import read_chart

BAR = {"series": [{"type": "bar", "data": [1, 2]}]}


def bar(**fields):
    return {"series": [{"type": "bar", "data": [1, 2], **fields}]}


@pytest.mark.parametrize("kind", ["bar", "line", "pie", "radar", "scatter", "funnel", "tree"])
def test_the_charts_of_the_sandbox_can_be_drawn(kind):
    option = make_option(read_chart(f"{kind} chart: apples 12, pears 19"))

    drawn = read_chart_option(option)

    assert [each["type"] for each in drawn["series"]] == [kind]
    assert drawn["title"]["text"] == f"{kind} chart"


def test_a_list_of_one_option_is_read_as_this_option():
    assert read_chart_option([BAR]) == read_chart_option(BAR)


def test_the_numbers_and_names_stay_as_they_are():
    option = {
        "title": [{"text": "Fruit"}],
        "legend": {"show": True, "data": ["a"]},
        "xAxis": {"type": "category", "data": ["apples", {"value": "pears"}]},
        "yAxis": [{"type": "value", "max": 30}],
        "series": [{"type": "bar", "name": "a", "data": [12, {"name": "x", "value": 19.5}]}],
    }

    drawn = read_chart_option(option)

    assert drawn["title"] == {"text": "Fruit"}
    assert drawn["xAxis"] == [{"type": "category", "data": ["apples", "pears"]}]
    assert drawn["yAxis"] == [{"type": "value", "max": 30}]
    assert drawn["series"][0]["data"] == [12, {"name": "x", "value": 19.5}]


def test_axes_are_added_where_a_chart_needs_them():
    drawn = read_chart_option(BAR)

    assert drawn["xAxis"] == [{"type": "category"}]
    assert drawn["yAxis"] == [{"type": "value"}]


@pytest.mark.parametrize(
    "evil",
    [
        {"tooltip": {"formatter": "<img src=x onerror=alert(1)>", "renderMode": "html"}},
        {"tooltip": {"extraCssText": "position:fixed", "className": "evil"}},
        {"toolbox": {"feature": {"saveAsImage": {}, "myTool": {"onclick": "alert(1)"}}}},
        {"graphic": [{"type": "image", "style": {"image": "https://evil.example/x.png"}}]},
        {"title": {"text": "t", "link": "javascript:alert(1)", "sublink": "https://evil.example"}},
        {"title": {"text": "t", "textStyle": {"rich": {"a": {"backgroundColor": {"image": "x"}}}}}},
        {"backgroundColor": {"image": "https://evil.example/x.png"}},
        {"geo": {"map": "evil"}, "timeline": {"data": ["https://evil.example"]}},
        {"aria": {"enabled": True}, "useUTC": "alert(1)", "media": [{"option": {"evil": 1}}]},
        {"options": [{"series": [{"type": "custom"}]}], "baseOption": {"evil": "alert(1)"}},
        {"dataZoom": [{"handleIcon": "image://https://evil.example/x.png"}]},
        bar(label={"formatter": "function(){alert(1)}", "rich": {"a": {"evil": 1}}}),
        bar(symbol="image://https://evil.example/x.png"),
        bar(renderItem="function(){alert(1)}"),
        bar(itemStyle={"color": "url(https://evil.example)", "decal": {"symbol": "evil"}}),
        bar(itemStyle={"color": {"image": "https://evil.example/x.png"}}),
        bar(lineStyle={"color": "red;background:url(https://evil.example)"}),
        bar(markPoint={"data": [{"symbol": "image://https://evil.example"}]}),
        bar(data=[{"value": 1, "link": "javascript:alert(1)", "label": {"formatter": "evil"}}]),
        bar(data=[{"value": 1, "tooltip": {"formatter": "evil"}, "symbol": "image://evil"}]),
        bar(tooltip={"formatter": "evil"}, emphasis={"label": {"formatter": "evil"}}),
        bar(__proto__={"evil": 1}, constructor={"evil": 1}),
        {"dataset": {"source": [{"__proto__": "evil", "a": 1}], "transform": {"type": "evil"}}},
    ],
)
def test_what_is_no_plain_data_of_a_chart_is_left_out(evil):
    option = {"series": BAR["series"], **evil}

    drawn = orjson.dumps(read_chart_option(option)).decode()

    words = ("evil", "alert", "javascript:", "formatter", "rich", "html", "position", "__proto__")
    assert [word for word in words if word in drawn] == []


@pytest.mark.parametrize(
    "value",
    [
        *(None, 1, "function(){}", [], {}, [[]], {"series": []}, {"series": "bar"}),
        {"series": [{"type": "custom", "data": [1]}]},
        {"series": [{"type": "map", "data": [1]}]},
        {"series": [{"type": ["bar"], "data": [1]}]},
        {"series": [{"type": {}, "data": [1]}]},
        {"series": [{"data": [1]}]},
        {"series": [{"type": "bar"}]},
        {"series": [{"type": "bar", "data": [1]}, {"type": "lines", "data": [1]}]},
        {"series": [{"type": "bar", "data": [0] * (MAX_VALUES + 1)}]},
        {"series": [{"type": "scatter", "data": [[1] * 100] * (MAX_VALUES // 50)}]},
    ],
)
def test_what_is_no_known_chart_or_too_large_is_refused(value):
    with pytest.raises(ChartRefused):
        read_chart_option(value)


def test_numbers_that_are_none_are_left_out():
    values = [float("inf"), float("nan"), 1e300, True, {"value": float("nan")}, 3]

    drawn = read_chart_option({"series": [{"type": "line", "data": values}]})

    assert drawn["series"][0]["data"] == [None, None, None, None, {}, 3]


def test_a_tree_is_cut_where_it_is_too_deep():
    leaf: dict = {"name": "leaf"}
    for depth in range(100):
        leaf = {"name": str(depth), "children": [leaf]}

    drawn = read_chart_option({"series": [{"type": "tree", "data": [leaf]}]})

    assert str(drawn).count("children") < 15


def test_there_are_no_more_series_than_can_be_told_apart():
    drawn = read_chart_option({"series": BAR["series"] * 100})

    assert len(drawn["series"]) == MAX_SERIES


def test_long_names_are_cut():
    drawn = read_chart_option({"title": {"text": "x" * 9_999}, **BAR})

    assert len(drawn["title"]["text"]) == 200


@pytest.mark.parametrize("kind", sorted(SERIES_TYPES))
def test_any_kind_of_value_in_any_field_does_no_harm(kind):
    for value in (None, True, 1, "x", [], [None], [[1]], {}, {"a": 1}, [{"value": {}}]):
        fields = dict.fromkeys(
            ("data", "links", "nodes", "label", "itemStyle", "encode", "radius", "roseType"), value
        )
        parts = dict.fromkeys(("title", "legend", "xAxis", "yAxis", "radar", "visualMap"), value)
        option = {**parts, "series": [{"type": kind, **fields}, {"type": kind, "data": [1]}]}

        orjson.dumps(read_chart_option(option))
