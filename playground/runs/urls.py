"""HTTP routes of runs."""

from __future__ import annotations

from django.urls import path

from playground.runs import views

app_name = "runs"
urlpatterns = [
    path("", views.index, name="index"),
    path("totals/", views.totals_of_runs, name="totals"),
    path("changes/", views.changes, name="changes"),
    path("call-settings/", views.call_settings, name="call_settings"),
    path(
        "credentials/<uuid:uuid>/test/",
        views.test_credential,
        name="test_credential",
    ),
    path("<uuid:uuid>/", views.detail, name="detail"),
    path("<uuid:uuid>/facts/", views.facts, name="facts"),
    path("<uuid:uuid>/repeat/", views.repeat, name="repeat"),
    path("<uuid:uuid>/delete/", views.delete, name="delete"),
]
