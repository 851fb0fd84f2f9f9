"""Large numbers as people read them."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def grouped(number: int) -> str:
    """Return 1234567 as "1,234,567"."""
    return f"{number:,}"
