"""Plain tables of what was drawn or found, for those who see no chart and those who read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

_MAX_ROWS: Final = 200
_MAX_COLUMNS: Final = 20
_MAX_CELL_CHARACTERS: Final = 200


@dataclass(frozen=True, slots=True)
class DataTable:
    """Each row has a cell for each column; `is_cut` where there were more rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    is_cut: bool = False


def table_of_objects(objects: Sequence[Mapping[str, Any]]) -> DataTable:
    """Make a row of each object, and a column of each name whose values are no structures."""
    names = list(
        dict.fromkeys(
            name
            for each in objects[:_MAX_ROWS]
            for name, value in each.items()
            if not isinstance(value, dict | list)
        )
    )[:_MAX_COLUMNS]
    return _table(names, ([each.get(name) for name in names] for each in objects))


def table_of_chart(option: Mapping[str, Any]) -> DataTable | None:
    """Tell the numbers of a chart; None where they are no table, as those of a network."""
    series: list[dict[str, Any]] = option["series"]
    if source := option.get("dataset", {}).get("source"):
        return _source(source)
    kind = series[0]["type"]
    if kind in ("tree", "treemap", "sunburst"):
        rows = [row for each in series for row in _branches(each.get("data", ()))]
        return _table(["", ""], rows)
    if kind == "radar":
        return _radar(option, series)
    categories = next(
        (
            axis["data"]
            for name in ("xAxis", "yAxis")
            for axis in option.get(name, ())
            if axis.get("data")
        ),
        None,
    )
    if categories:
        return _by_category(categories, series)
    rows = [row for each in series for row in _points(each.get("data", ()))]
    width = max((len(row) for row in rows), default=0)
    return _table([""] * width, rows) if rows else None


def _source(source: Sequence[Any]) -> DataTable:
    if isinstance(source[0], dict):
        return table_of_objects([row for row in source if isinstance(row, dict)])
    rows = [row for row in source if isinstance(row, list)]
    return _table(rows[0], rows[1:])


def _by_category(categories: Sequence[Any], series: Sequence[Mapping[str, Any]]) -> DataTable:
    columns = ["", *(each.get("name", "") for each in series)]
    rows = []
    for at, category in enumerate(categories[: _MAX_ROWS + 1]):
        cells = [_at(each.get("data", ()), at) for each in series]
        rows.append([category, *cells])
    return _table(columns, rows)


def _radar(option: Mapping[str, Any], series: Sequence[Mapping[str, Any]]) -> DataTable | None:
    names = [each.get("name", "") for each in option.get("radar", {}).get("indicator", ())]
    data = [each for one in series for each in one.get("data", ()) if isinstance(each, dict)]
    columns = ["", *(each.get("name", "") for each in data)]
    rows = [[name, *(_at(each.get("value"), at) for each in data)] for at, name in enumerate(names)]
    return _table(columns, rows) if rows and data else None


def _branches(data: Iterable[Any], depth: int = 0) -> Iterable[list[Any]]:
    for each in data:
        if isinstance(each, dict):
            yield ["\u2003" * depth + str(each.get("name", "")), each.get("value")]
            yield from _branches(each.get("children", ()), depth + 1)


def _points(data: Iterable[Any]) -> Iterable[list[Any]]:
    for each in data:
        name = [each["name"]] if isinstance(each, dict) and "name" in each else []
        value = each.get("value") if isinstance(each, dict) else each
        yield [*name, *(value if isinstance(value, list) else [value])]


def _at(data: Any, position: int) -> Any:
    if not isinstance(data, list) or position >= len(data):
        return None
    datum = data[position]
    return datum.get("value") if isinstance(datum, dict) else datum


def _table(columns: Sequence[Any], rows: Iterable[Sequence[Any]]) -> DataTable:
    width = min(len(columns), _MAX_COLUMNS)
    listed = list(rows)
    return DataTable(
        tuple(_cell(name) for name in columns[:width]),
        tuple(
            tuple(_cell(row[at]) if at < len(row) else "" for at in range(width))
            for row in listed[:_MAX_ROWS]
        ),
        is_cut=len(listed) > _MAX_ROWS,
    )


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(map(_cell, value))[:_MAX_CELL_CHARACTERS]
    return str(value)[:_MAX_CELL_CHARACTERS]
