"""HTTP routes of credentials."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "credentials"
urlpatterns: list[URLPattern] = []
