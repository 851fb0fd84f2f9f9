"""Estimates as people read them: no more exact than they are."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()


@register.filter
def about(number: float) -> str:
    """Return a count with two digits that mean something: 12345 as "12,000"."""
    digits = len(str(int(number)))
    return f"{int(round(number, min(0, 2 - digits))):,}"


@register.filter
def about_long(seconds: float) -> str:
    """Return a length of time in its largest units: "under a second", "40 s", "2 h 5 min"."""
    if seconds < 1:
        return _("under a second")
    if seconds < 60:
        return ngettext("%(count)s second", "%(count)s seconds", round(seconds)) % {
            "count": round(seconds)
        }
    hours, minutes = divmod(max(1, round(seconds / 60)), 60)
    if not hours:
        return _("%(minutes)s min") % {"minutes": minutes}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}


@register.filter
def money(amount: float) -> str:
    """Return an amount with cents, or with what shows that it is not nothing."""
    return f"{amount:,.2f}" if amount >= 0.1 or not amount else f"{amount:.2g}"
