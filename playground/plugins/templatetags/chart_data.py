"""Data of charts as an attribute carries it."""

from __future__ import annotations

from typing import Any

import orjson
from django import template

register = template.Library()


@register.filter
def as_json(value: Any) -> str:
    """Write a value as JSON; a template escapes it like any other text."""
    return orjson.dumps(value).decode()
