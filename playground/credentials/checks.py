"""System checks: without keys nothing can be kept secret, so nothing starts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

_SHORTEST_KEY = 16


@register()
def check_credential_keys(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    keys = [key for key in settings.CREDENTIAL_KEYS if key.strip()]
    if not keys:
        return [
            Error(
                "CREDENTIAL_KEYS is empty.",
                hint="Set it to a long random text, and keep that text safe.",
                id="credentials.E001",
            )
        ]
    if any(len(key.strip()) < _SHORTEST_KEY for key in keys):
        return [
            Warning(
                f"A key of CREDENTIAL_KEYS is shorter than {_SHORTEST_KEY} characters.",
                hint="Put a long random text first and run rotate_credential_keys.",
                id="credentials.W001",
            )
        ]
    return []
