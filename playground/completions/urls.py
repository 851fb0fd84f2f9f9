"""HTTP routes of completions."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "completions"
urlpatterns: list[URLPattern] = []
