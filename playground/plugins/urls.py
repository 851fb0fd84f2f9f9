"""HTTP routes of plugins."""

from __future__ import annotations

from django.urls import path

from playground.plugins import views

app_name = "plugins"
urlpatterns = [
    path("", views.index, name="index"),
    path("ask/", views.ask, name="start"),
    path("turns/<uuid:uuid>/", views.turn, name="turn"),
    path("turns/<uuid:uuid>/timeline/", views.timeline, name="timeline"),
    path("turns/<uuid:uuid>/pictures/<slug:key>/", views.picture, name="picture"),
    path("turns/<uuid:uuid>/again/", views.ask_again, name="ask_again"),
    path("<uuid:uuid>/", views.detail, name="detail"),
    path("<uuid:uuid>/ask/", views.ask, name="ask"),
    path("<uuid:uuid>/delete/", views.delete, name="delete"),
]
