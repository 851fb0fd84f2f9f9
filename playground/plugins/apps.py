from __future__ import annotations

from django.apps import AppConfig


class PluginsConfig(AppConfig):
    name = "playground.plugins"
