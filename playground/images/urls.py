"""HTTP routes of images."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "images"
urlpatterns: list[URLPattern] = []
