from __future__ import annotations

from django.apps import AppConfig


class CredentialsConfig(AppConfig):
    name = "playground.credentials"

    def ready(self) -> None:
        from playground.credentials import checks  # noqa: F401 - importing registers them
