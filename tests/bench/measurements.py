"""One measured number and what it should be."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Measurement:
    name: str
    value: float
    unit: str
    target: str
    ok: bool
    # What it was measured against, and how; for people.
    detail: dict[str, Any] = field(default_factory=dict)

    def line(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


def at_most(name: str, value: float, limit: float, unit: str, **detail: Any) -> Measurement:
    value = round(value, 3)
    return Measurement(name, value, unit, f"<= {limit:g}", value <= limit, detail)


def at_least(name: str, value: float, limit: float, unit: str, **detail: Any) -> Measurement:
    value = round(value, 3)
    return Measurement(name, value, unit, f">= {limit:g}", value >= limit, detail)
