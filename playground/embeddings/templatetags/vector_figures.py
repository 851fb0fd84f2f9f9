"""Numbers of embeddings as people read them."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def grouped(number: int) -> str:
    """Return 1234567 as "1,234,567"."""
    return f"{number:,}"


@register.filter
def likeness(similarity: float | None) -> str:
    """Return a similarity or a correlation with three decimals; a dash where there is none."""
    return "–" if similarity is None else f"{similarity:.3f}"


@register.filter
def hundredths(number: int) -> str:
    """Return 95 as "0.95"."""
    return f"{number / 100:.2f}"


@register.filter
def percent(share: float) -> str:
    return f"{share:.0%}"
