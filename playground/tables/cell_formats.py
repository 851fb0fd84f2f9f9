"""What the numbers of a workbook mean, and how they are written as text."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from xml.etree.ElementTree import Element

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_datetime, is_timedelta_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

# Above, a float does not tell neighbouring whole numbers apart.
_MAX_EXACT: Final = 1e15


class NoDateError(Exception):
    """A number that is shown as a date, but is none."""


class NumberKind(StrEnum):
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    DURATION = "duration"


# Formats of East Asian versions of Excel, which files name by these numbers only.
_EAST_ASIAN: Final = {
    **dict.fromkeys((27, 28, 29, 30, 31, 36, *range(50, 55), 57, 58), NumberKind.DATE),
    **dict.fromkeys((32, 33, 34, 35, 55, 56), NumberKind.TIME),
}


class CellFormats:
    """Numbers become as short a text as says them exactly; dates and times that of ISO 8601."""

    def __init__(self, styles: Element | None, *, has_1904_epoch: bool) -> None:
        self._epoch = CALENDAR_MAC_1904 if has_1904_epoch else CALENDAR_WINDOWS_1900
        self._kinds = _kinds(styles) if styles is not None else []

    def text(self, number: str, style: str) -> str:
        """Return the text of a number in a style. Raises: NoDateError."""
        kind = self._kinds[int(style)] if style and self._kinds else NumberKind.NUMBER
        if kind == NumberKind.NUMBER:
            return number_text(number)
        try:
            return self._moment(float(number), kind)
        except (OverflowError, ValueError) as error:
            raise NoDateError from error

    def _moment(self, number: float, kind: NumberKind) -> str:
        if number < 0:
            raise ValueError(number)
        if kind == NumberKind.DURATION:
            seconds = round(timedelta(days=number).total_seconds())
            return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        moment = from_excel(number, self._epoch)
        if kind == NumberKind.TIME:
            return (moment if isinstance(moment, time) else moment.time()).isoformat()
        if isinstance(moment, time):
            # The day before the first one.
            raise ValueError(number)
        assert isinstance(moment, datetime)
        day: date = moment.date()
        return day.isoformat() if kind == NumberKind.DATE else moment.isoformat()


def number_text(number: str) -> str:
    """Return `100` for `100.0` and `1E2`, `0.1` for `0.10000000000000001`."""
    if number.isdecimal():
        return number
    value = float(number)
    if value.is_integer() and abs(value) < _MAX_EXACT:
        return str(int(value))
    return repr(value)


def _kinds(styles: Element) -> list[NumberKind]:
    """Return the kind of each style, in the order in which cells name them."""
    codes = dict(BUILTIN_FORMATS)
    formats: list[int] = []
    for group in styles:
        name = group.tag.rpartition("}")[2]
        if name == "numFmts":
            codes |= {int(one.attrib["numFmtId"]): one.attrib["formatCode"] for one in group}
        elif name == "cellXfs":
            formats = [int(one.attrib.get("numFmtId", 0)) for one in group]
    return [_kind(number, codes.get(number)) for number in formats]


def _kind(number: int, code: str | None) -> NumberKind:
    if code is None:
        return _EAST_ASIAN.get(number, NumberKind.NUMBER)
    if is_timedelta_format(code):
        return NumberKind.DURATION
    return NumberKind(is_datetime(code) or NumberKind.NUMBER)
