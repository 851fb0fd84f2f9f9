"""How long something took, or how long ago it was, as people read it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def duration(milliseconds: int) -> str:
    """Return `milliseconds` as "350 ms", "4.2 s" or "3 min 5 s"."""
    if milliseconds < 1_000:
        return _("%(value)s ms") % {"value": milliseconds}
    if milliseconds < 60_000:
        return _("%(value)s s") % {"value": number_format(milliseconds / 1_000, 1)}
    minutes, seconds = divmod(round(milliseconds / 1_000), 60)
    return _("%(minutes)s min %(seconds)s s") % {"minutes": minutes, "seconds": seconds}


@register.filter
def ago(moment: datetime) -> str:
    """Return "just now", or how long ago `moment` was in its largest unit."""
    if timezone.now() - moment < timedelta(minutes=1):
        return _("just now")
    return _("%(time)s ago") % {"time": timesince(moment, depth=1)}
