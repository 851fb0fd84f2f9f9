"""HTTP routes of credentials."""

from __future__ import annotations

from django.urls import path

from playground.credentials import views

app_name = "credentials"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.choose_kind, name="choose_kind"),
    path("new/<str:kind>/", views.create, name="create"),
    path("<uuid:uuid>/", views.detail, name="detail"),
    path("<uuid:uuid>/name/", views.rename, name="rename"),
    path("<uuid:uuid>/secret/", views.replace_secret, name="replace_secret"),
    path("<uuid:uuid>/limits/", views.set_limits, name="set_limits"),
    path("<uuid:uuid>/enabled/", views.set_enabled, name="set_enabled"),
    path("<uuid:uuid>/delete/", views.delete, name="delete"),
]
