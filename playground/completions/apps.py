from __future__ import annotations

from django.apps import AppConfig


class CompletionsConfig(AppConfig):
    name = "playground.completions"
