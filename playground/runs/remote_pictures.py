"""Pictures of other hosts that an answer names: fetched by the server, once a person asks for one.

The host learns of the server and not of the person, and no page asks another host for anything.
"""

from __future__ import annotations

from typing import Final

from playground.credentials.connections import egress_policy
from playground.gateway import Image, Timeouts
from playground.gateway.images import fetch_image
from playground.runs.gateway_runtime import gateway_runtime

_TIMEOUTS: Final = Timeouts(
    connect_seconds=5.0, first_byte_seconds=10.0, idle_seconds=5.0, total_seconds=20.0
)


async def fetch_picture(url: str) -> Image:
    """Fetch a picture from an address that people's own credentials may reach, too.

    Raises: GatewayError.
    """
    return await fetch_image(url, egress_policy(), _TIMEOUTS, gateway_runtime())
