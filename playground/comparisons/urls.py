"""HTTP routes of comparisons."""

from __future__ import annotations

from django.urls import path

from playground.comparisons import views

app_name = "comparisons"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("create/", views.create, name="create"),
    path("<uuid:uuid>/", views.detail, name="detail"),
    path("<uuid:uuid>/figures/", views.figures, name="figures"),
    path("<uuid:uuid>/difference/", views.difference, name="difference"),
    path("<uuid:uuid>/run-again/", views.run_again, name="run_again"),
    path("<uuid:uuid>/rename/", views.rename, name="rename"),
    path("<uuid:uuid>/keep/", views.keep, name="keep"),
    path("<uuid:uuid>/delete/", views.delete, name="delete"),
    path("<uuid:uuid>/columns/add/", views.add_column, name="add_column"),
    path("<uuid:uuid>/columns/<uuid:column>/", views.column, name="column"),
    path("<uuid:uuid>/columns/<uuid:column>/ask-again/", views.ask_again, name="ask_again"),
    path("<uuid:uuid>/columns/<uuid:column>/remove/", views.remove_column, name="remove_column"),
    path(
        "<uuid:uuid>/columns/<uuid:column>/continue/",
        views.continue_in_chat,
        name="continue_in_chat",
    ),
]
