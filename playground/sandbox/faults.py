"""Faults on demand: their names, and how a request asks for them.

Acting on them is done where each belongs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

HEADER = "x-sandbox-fault"
NAME_PREFIX = "my-fault-"

_LONGEST_MS = 600_000
_MOST_DELTAS = 1_000_000


@dataclass(frozen=True, slots=True)
class FaultSpec:
    """One entry of the table: what the fault does and which number it takes."""

    summary: str
    value: Literal["none", "optional", "required"] = "none"
    default: int = 1
    maximum: int = 1


def _flag(summary: str) -> FaultSpec:
    return FaultSpec(summary)


def _number(summary: str, maximum: int) -> FaultSpec:
    return FaultSpec(summary, "required", maximum=maximum)


def _position(summary: str) -> FaultSpec:
    return FaultSpec(summary, "optional", default=1, maximum=_MOST_DELTAS)


FAULTS: Mapping[str, FaultSpec] = {
    # Pace and amount
    "latency": _number("wait N ms before the first byte", _LONGEST_MS),
    "delta": _number("wait N ms between two deltas", _LONGEST_MS),
    "deltas": _number("answer with exactly N deltas, the n-th being `wN `", _MOST_DELTAS),
    "huge-line": FaultSpec(
        "one delta of N kB in one line", "optional", default=1024, maximum=65_536
    ),
    # Refusals before the first frame
    "rate-limit": FaultSpec(
        "336501, or HTTP 429; a number is sent as Retry-After", "optional", default=0, maximum=3600
    ),
    "token-limit": _flag("336502, or HTTP 429 tpm_rate_limit_exceeded"),
    "qps": _flag("error 18, or HTTP 429"),
    "error": _number("error code N of V1, or HTTP status N with an error object", 999_999),
    "server-error": _flag("336100, or HTTP 500"),
    "status": _number("an HTTP status N (400 to 599) with a plain text body", 599),
    "flaky": FaultSpec(
        "fail N times (336100, or HTTP 500) for one request id or prompt, then work",
        "optional",
        default=1,
        maximum=100,
    ),
    "expired-token": _flag("error 111, or HTTP 401 invalid_iam_token"),
    "html": _flag("HTTP 502 with an HTML page"),
    "json": _flag("one JSON object although a stream was asked for"),
    "hang": _flag("never answer"),
    # Breaks in mid-stream
    "cut": _position("close the connection after N deltas, without an end mark"),
    "no-end": _position("end the stream in order after N deltas, without an end mark"),
    "broken-frame": _position("after N deltas a frame whose JSON breaks off"),
    "error-frame": _position("after N deltas an error as a frame, then the end"),
    "bare-json": _position("after N deltas an error as a bare JSON line, then the end"),
    # Framing
    "no-space": _flag("`data:` without the space"),
    "crlf": _flag("CR LF line ends"),
    "comments": _flag("a `: keep-alive` comment before every frame"),
    "split-utf8": _flag("every byte in a write of its own"),
    "duplicate-done": _flag("the end mark twice"),
    "surrogates": _flag("emoji escaped as UTF-16 halves, split over deltas, one half missing"),
    # Content
    "no-usage": _flag("no usage anywhere"),
    "negative-usage": _flag("usage of -1"),
    "no-finish-reason": _flag("no finish_reason anywhere"),
    "need-clear-history": _flag("need_clear_history is true, ban_round -1"),
    "truncated": _flag("cut by the length limit, until a turn says 继续 or continue"),
    "think": _flag("reasoning_content first (V2)"),
}


class UnknownFaultError(Exception):
    """A fault was asked for that does not exist, or with a number it does not take."""


@dataclass(frozen=True, slots=True)
class Faults:
    """The faults one request asked for, with their numbers."""

    values: Mapping[str, int] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def __bool__(self) -> bool:
        return bool(self.values)

    def get(self, name: str, default: int = 0) -> int:
        """Return the number given for `name`, or `default` if it was not asked for."""
        return self.values.get(name, default)


def read_faults(model: str, header: str) -> Faults:
    """Return the faults asked for by a model or endpoint name and by the control header.

    Raises: UnknownFaultError
    """
    values: dict[str, int] = {}
    if model.lower().startswith(NAME_PREFIX):
        for part in model[len(NAME_PREFIX) :].split("--"):
            values.update([_from_name(part)])
    for item in filter(None, (item.strip() for item in header.split(","))):
        name, separator, number = item.partition("=")
        values.update([_checked(name.strip(), number.strip() if separator else None)])
    return Faults(values)


def _from_name(part: str) -> tuple[str, int]:
    if part.lower() in FAULTS:
        return _checked(part, None)
    name, _, number = part.rpartition("-")
    return _checked(name or part, number)


def _checked(name: str, number: str | None) -> tuple[str, int]:
    name = name.lower()
    spec = FAULTS.get(name)
    if spec is None:
        raise UnknownFaultError(f"unknown fault {name[:40]!r}; known: {', '.join(FAULTS)}")
    if number is None:
        if spec.value == "required":
            raise UnknownFaultError(f"fault {name} needs a number")
        return name, spec.default
    if spec.value == "none" or not (number.isascii() and number.isdecimal()):
        raise UnknownFaultError(f"fault {name} does not take {number[:40]!r}")
    if len(number) > 9 or int(number) > spec.maximum:
        raise UnknownFaultError(f"fault {name} takes at most {spec.maximum}")
    return name, int(number)
