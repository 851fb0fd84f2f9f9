"""How the rate limits of a credential are told."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

from playground.credentials.models import Credential
from playground.gateway.limits import RateLimits, RemainingLimits

register = template.Library()


@register.inclusion_tag("credentials/_limits.html")
def rate_limits(
    credential: Credential, remaining: Mapping[int, RemainingLimits]
) -> dict[str, RateLimits | RemainingLimits]:
    """Draw the limits of a credential with what is left of them; nothing if none is known."""
    left = remaining.get(credential.pk, RemainingLimits())
    return {"limits": credential.rate_limits, "remaining": left}
