"""HTTP routes of shares."""

from __future__ import annotations

from django.urls import path

from playground.shares import views

app_name = "shares"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.create, name="create"),
    path("<uuid:uuid>/options/", views.options, name="options"),
    path("<uuid:uuid>/refresh/", views.refresh, name="refresh"),
    path("<uuid:uuid>/renew/", views.renew, name="renew"),
    path("<uuid:uuid>/revoke/", views.revoke, name="revoke"),
    path("<uuid:uuid>/delete/", views.delete, name="delete"),
    path("<str:token>/", views.detail, name="detail"),
    path("<str:token>/copy/", views.copy, name="copy"),
    path("<str:token>/images/<uuid:image>/", views.image, name="image"),
]
