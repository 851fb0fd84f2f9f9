"""HTTP routes of plugins."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "plugins"
urlpatterns: list[URLPattern] = []
