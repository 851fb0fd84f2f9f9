"""HTTP routes of embeddings."""

from __future__ import annotations

from django.urls import path

from playground.embeddings import views

app_name = "embeddings"
_MADE = "<uuid:uuid>/<uuid:embedding>/"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("new/columns/", views.columns, name="columns"),
    path("<uuid:uuid>/", views.detail, name="detail"),
    path("<uuid:uuid>/rename/", views.rename, name="rename"),
    path("<uuid:uuid>/delete/", views.delete, name="delete"),
    path("<uuid:uuid>/embed/", views.embed, name="embed"),
    path("<uuid:uuid>/texts.json", views.texts_json, name="texts_json"),
    path(_MADE, views.table, name="table"),
    path(f"{_MADE}status/", views.status, name="status"),
    path(f"{_MADE}stop/", views.stop, name="stop"),
    path(f"{_MADE}delete/", views.discard, name="discard"),
    path(f"{_MADE}resume/", views.resume, name="resume"),
    path(f"{_MADE}heat-map/", views.heat_map, name="heat_map"),
    path(f"{_MADE}levels.bin", views.levels, name="levels"),
    path(f"{_MADE}neighbors/", views.neighbors, name="neighbors"),
    path(f"{_MADE}neighbors/ask/", views.ask, name="ask"),
    path(f"{_MADE}map/", views.plane, name="plane"),
    path(f"{_MADE}points.json", views.points, name="points"),
    path(f"{_MADE}duplicates/", views.duplicates, name="duplicates"),
    path(f"{_MADE}compare/", views.compare, name="compare"),
    path(f"{_MADE}compare/<uuid:other>/pairs.json", views.pairs, name="pairs"),
    path(f"{_MADE}download/", views.download, name="download"),
]
