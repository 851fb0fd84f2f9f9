"""Options of Apache ECharts that a model wrote, rebuilt from what is known to be plain data.

Nothing is passed on as it came: of the option only the fields named here are copied, each as the
kind of value that it may be. So no function, HTML, rich text, picture, link, tool or address of
another host ever reaches the page, whatever an option holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from playground.gateway import JSON
from playground.plugins.chart_values import (
    MAX_TEXT_CHARACTERS,
    MAX_VALUES,
    Option,
    Read,
    all_of,
    color_in,
    emptied,
    fields_in,
    first_of,
    flag_in,
    flag_or_word,
    length_in,
    lengths_in,
    list_of,
    number_in,
    objects_in,
    one_of,
    part_of,
    scalar_in,
    scalars_in,
    text_in,
)

MAX_SERIES: Final = 30
_MAX_DEPTH: Final = 8


class ChartRefused(Exception):
    """An option that cannot be drawn."""


def read_chart_option(value: JSON) -> Option:
    """Rebuild an option. Raises: ChartRefused where it holds no chart that is known here."""
    if isinstance(value, list) and value:
        # As some answers write it: a list with one option.
        value = value[0]
    if not isinstance(value, dict):
        raise ChartRefused
    series = [_series(each) for each in objects_in(value.get("series"))[:MAX_SERIES]]
    dataset = fields_in(value.get("dataset"), {"source": _source})
    if not series or not (dataset or any(each.get("data") or each.get("nodes") for each in series)):
        raise ChartRefused
    option: Option = {"series": series}
    for name, read in _PARTS.items():
        if part := read(value.get(name)):
            option[name] = part
    if any(each["type"] in _CARTESIAN for each in series):
        option.setdefault("xAxis", [{"type": "category"}])
        option.setdefault("yAxis", [{"type": "value"}])
    if dataset:
        option["dataset"] = dataset
    if _count(option) > MAX_VALUES:
        raise ChartRefused
    return option


def _named(value: JSON) -> Any:
    """Read a name in a list of categories, which may be an object with a value."""
    return text_in(value.get("value")) if isinstance(value, dict) else text_in(value)


def _datum(value: JSON, depth: int = 0) -> Any:
    """Read one point: a number, a name, a list of them, or an object with a value."""
    if not isinstance(value, dict):
        return scalars_in(value)
    found: Option = {}
    for name, read in _DATUM.items():
        if name in value and (part := read(value[name])) is not None:
            found[name] = part
    children = value.get("children")
    if isinstance(children, list) and depth < _MAX_DEPTH:
        found["children"] = [_datum(child, depth + 1) for child in children if child is not None]
    return found


def _source(value: JSON) -> list[Any] | None:
    """Read the rows of a dataset: lists, or objects by the names of their columns."""
    if not isinstance(value, list):
        return None
    rows: list[Any] = []
    for row in value[:MAX_VALUES]:
        if isinstance(row, list):
            rows.append(scalars_in(row))
        elif isinstance(row, dict):
            cells = [each for each in row.items() if not each[0].startswith("__")][:100]
            rows.append({name[:MAX_TEXT_CHARACTERS]: scalar_in(cell) for name, cell in cells})
    return rows


def _series(value: Mapping[str, Any]) -> Option:
    kind = value.get("type")
    if not isinstance(kind, str) or kind not in SERIES_TYPES:
        raise ChartRefused
    return {"type": kind, **fields_in(dict(value), _SERIES)}


def _count(value: Any) -> int:
    if isinstance(value, dict):
        return sum(_count(each) for each in value.values())
    if isinstance(value, list):
        return len(value) + sum(_count(each) for each in value if isinstance(each, list | dict))
    return 1


def _encode(value: JSON) -> Option:
    names = dict.fromkeys(("x", "y", "itemName", "value"), scalars_in)
    return fields_in(value, names)


SERIES_TYPES: Final = frozenset(
    {
        *("bar", "line", "pie", "scatter", "effectScatter", "radar", "funnel", "gauge"),
        *("tree", "treemap", "sunburst", "heatmap", "boxplot", "candlestick"),
        *("graph", "sankey", "parallel", "themeRiver"),
    }
)
_CARTESIAN: Final = frozenset(
    {"bar", "line", "scatter", "effectScatter", "heatmap", "boxplot", "candlestick"}
)
_STYLE: Final = part_of({"color": color_in, "opacity": number_in})
_DATUM: Final[Mapping[str, Read]] = {
    "name": text_in,
    "value": scalars_in,
    "itemStyle": _STYLE,
    "symbolSize": number_in,
    "category": scalar_in,
    "x": number_in,
    "y": number_in,
}
_INDICATOR: Final = part_of({"name": text_in, "max": number_in, "min": number_in})
_LINK: Final = part_of({"source": scalar_in, "target": scalar_in, "value": number_in})
_DATA: Final = list_of(_datum)
_LABEL: Final = part_of({"show": flag_in, "position": one_of("top", "inside", "outside", "right")})
_SERIES: Final[Mapping[str, Read]] = {
    "name": text_in,
    "data": _DATA,
    "links": list_of(_LINK),
    "edges": list_of(_LINK),
    "nodes": _DATA,
    "categories": list_of(part_of({"name": text_in})),
    "stack": text_in,
    "smooth": flag_in,
    "step": flag_or_word("start", "middle", "end"),
    "areaStyle": emptied,
    "itemStyle": _STYLE,
    "lineStyle": part_of(
        {"color": color_in, "width": number_in, "type": one_of("dashed", "dotted")}
    ),
    "label": _LABEL,
    "xAxisIndex": number_in,
    "yAxisIndex": number_in,
    "encode": _encode,
    "radius": lengths_in,
    "center": lengths_in,
    "roseType": flag_or_word("radius", "area"),
    "sort": one_of("ascending", "descending", "none"),
    "min": number_in,
    "max": number_in,
    "barWidth": length_in,
    "barGap": length_in,
    "symbolSize": number_in,
    "layout": one_of("orthogonal", "radial", "circular", "none"),
    "orient": one_of("LR", "RL", "TB", "BT", "horizontal", "vertical"),
}
_AXIS: Final[Mapping[str, Read]] = {
    "type": one_of("category", "value", "time", "log"),
    "name": text_in,
    "data": list_of(_named),
    "min": number_in,
    "max": number_in,
    "inverse": flag_in,
    "boundaryGap": flag_in,
    "position": one_of("top", "bottom", "left", "right"),
}
_PARTS: Final[Mapping[str, Read]] = {
    "title": first_of({"text": text_in, "subtext": text_in}),
    "legend": part_of({"show": flag_in, "data": list_of(_named, 200)}),
    "xAxis": all_of(_AXIS),
    "yAxis": all_of(_AXIS),
    "radar": first_of(
        {
            "indicator": list_of(_INDICATOR, 60),
            "shape": one_of("polygon", "circle"),
        }
    ),
    "visualMap": part_of({"min": number_in, "max": number_in}),
    "parallelAxis": all_of({**_AXIS, "dim": number_in}),
    "singleAxis": all_of(_AXIS),
}
