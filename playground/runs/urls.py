"""HTTP routes of runs."""

from __future__ import annotations

from django.urls import path

from playground.runs import views

app_name = "runs"
urlpatterns = [
    path("call-settings/", views.call_settings, name="call_settings"),
    path(
        "credentials/<uuid:uuid>/test/",
        views.test_credential,
        name="test_credential",
    ),
]
