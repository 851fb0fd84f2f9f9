"""HTTP routes of images."""

from __future__ import annotations

from django.urls import path

from playground.images import views

app_name = "images"
urlpatterns = [
    path("", views.index, name="index"),
    path("draw/", views.draw, name="draw"),
    path("ask/", views.ask, name="ask"),
    path("questions/<uuid:uuid>/", views.question, name="question"),
    path("uploads/<uuid:uuid>/file/", views.upload_file, name="upload_file"),
    path("uploads/<uuid:uuid>/thumbnail/", views.upload_thumbnail, name="upload_thumbnail"),
    path("uploads/<uuid:uuid>/ask/", views.ask_upload, name="ask_upload"),
    path("uploads/<uuid:uuid>/delete/", views.delete_upload, name="delete_upload"),
    path("<uuid:uuid>/ask/", views.ask_image, name="ask_image"),
    path("<uuid:uuid>/", views.detail, name="detail"),
    path("<uuid:uuid>/tile/", views.tile, name="tile"),
    path("<uuid:uuid>/file/", views.file, name="file"),
    path("<uuid:uuid>/thumbnail/", views.thumbnail, name="thumbnail"),
    path("<uuid:uuid>/download/", views.download, name="download"),
    path("<uuid:uuid>/vary/", views.vary, name="vary"),
    path("<uuid:uuid>/retry/", views.retry, name="retry"),
    path("<uuid:uuid>/stop/", views.stop, name="stop"),
    path("<uuid:uuid>/delete/", views.delete, name="delete"),
]
