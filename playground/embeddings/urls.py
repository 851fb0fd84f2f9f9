"""HTTP routes of embeddings."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "embeddings"
urlpatterns: list[URLPattern] = []
