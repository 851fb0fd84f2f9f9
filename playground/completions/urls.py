"""HTTP routes of completions."""

from __future__ import annotations

from django.urls import path

from playground.completions import views

app_name = "completions"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("<uuid:uuid>/", views.detail, name="detail"),
    path("<uuid:uuid>/save/", views.save, name="save"),
    path("<uuid:uuid>/start/", views.start, name="start"),
    path("<uuid:uuid>/stop/", views.stop, name="stop"),
    path("<uuid:uuid>/settle/", views.settle, name="settle"),
    path("<uuid:uuid>/take/<int:number>/", views.take, name="take"),
    path("<uuid:uuid>/undo/", views.undo, name="undo"),
    path("<uuid:uuid>/bring-back/", views.bring_back, name="bring_back"),
    path("<uuid:uuid>/delete/", views.delete, name="delete"),
]
