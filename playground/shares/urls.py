"""HTTP routes of shares."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "shares"
urlpatterns: list[URLPattern] = []
