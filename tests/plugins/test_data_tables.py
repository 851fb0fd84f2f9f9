"""The numbers of charts, and other findings, as tables."""

from __future__ import annotations

import pytest

from playground.plugins.chart_options import read_chart_option
from playground.plugins.data_tables import table_of_chart, table_of_objects
from playground.sandbox.ernie_plugins.charts import make_option
from playground.sandbox.ernie_plugins.numbers import read_chart


@pytest.mark.parametrize("kind", ["bar", "line", "pie", "funnel", "scatter", "radar"])
def test_a_chart_tells_its_names_and_numbers(kind):
    option = make_option(read_chart(f"{kind} chart: apples 12, pears 19"))

    table = table_of_chart(read_chart_option(option))

    assert [row[:2] for row in table.rows] == [("apples", "12"), ("pears", "19")]


def test_a_series_is_a_column():
    option = {
        "xAxis": {"data": ["May", "June"]},
        "series": [
            {"type": "bar", "name": "apples", "data": [1, 2]},
            {"type": "line", "name": "pears", "data": [3]},
        ],
    }

    table = table_of_chart(read_chart_option(option))

    assert table.columns == ("", "apples", "pears")
    assert table.rows == (("May", "1", "3"), ("June", "2", ""))


def test_the_branches_of_a_tree_are_set_in():
    tree = {"name": "root", "children": [{"name": "leaf", "value": 3}]}

    table = table_of_chart(read_chart_option({"series": [{"type": "tree", "data": [tree]}]}))

    assert table.rows == (("root", ""), ("\u2003leaf", "3"))


def test_a_dataset_has_its_own_columns():
    option = {
        "dataset": {"source": [["fruit", "count"], ["apples", 3]]},
        "series": [{"type": "bar"}],
    }

    table = table_of_chart(read_chart_option(option))

    assert (table.columns, table.rows) == (("fruit", "count"), (("apples", "3"),))


def test_a_network_is_no_table():
    option = {"series": [{"type": "graph", "nodes": [{"name": "a"}], "links": []}]}

    assert table_of_chart(read_chart_option(option)) is None


def test_objects_are_rows_without_what_is_nested():
    table = table_of_objects(
        [{"day": "today", "low": 3, "more": {}}, {"day": "tomorrow", "wind": "N"}]
    )

    assert table.columns == ("day", "low", "wind")
    assert table.rows == (("today", "3", ""), ("tomorrow", "", "N"))


def test_a_long_table_says_that_it_is_cut():
    table = table_of_objects([{"n": number} for number in range(300)])

    assert (len(table.rows), table.is_cut) == (200, True)
