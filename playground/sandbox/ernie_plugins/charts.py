"""Makes an option of Apache ECharts of what a text wants drawn."""

from __future__ import annotations

from typing import Any

from playground.sandbox.ernie_plugins.numbers import ChartRequest


def make_option(chart: ChartRequest) -> dict[str, Any]:
    """Return the option object that `setOption` takes."""
    base: dict[str, Any] = {
        "title": {"text": chart.title},
        "tooltip": {"show": True},
        "legend": {"show": True, "bottom": 15},
    }
    labels = [label for label, _ in chart.points]
    values = [value for _, value in chart.points]
    named = [{"name": label, "value": value} for label, value in chart.points]
    match chart.kind:
        case "pie" | "funnel":
            label = {"show": True, "formatter": "{b}: {c}"}
            series = {"type": chart.kind, "name": chart.title, "data": named, "label": label}
            return {**base, "series": [series]}
        case "radar":
            most = max(1, *values)
            indicator = [{"name": name, "max": most} for name in labels]
            data = [{"name": chart.title, "value": values}]
            series = {"type": "radar", "data": data}
            return {**base, "radar": {"indicator": indicator}, "series": [series]}
        case "tree":
            root = {"name": chart.title, "children": named}
            return {**base, "series": [{"type": "tree", "data": [root]}]}
        case "bar" | "line" | "scatter":
            return {
                **base,
                "xAxis": {"type": "category", "data": labels},
                "yAxis": {"type": "value"},
                "series": [{"type": chart.kind, "name": chart.title, "data": values}],
            }


def make_table(chart: ChartRequest) -> str:
    """Return the numbers as a Markdown table."""
    rows = [f"| {label.replace('|', '/')} | {value} |" for label, value in chart.points]
    return "\n".join(("| 名称 | 数值 |", "| :--: | :--: |", *rows))
