"""HTTP routes of conversations."""

from __future__ import annotations

from django.urls import path

from playground.conversations import views

app_name = "conversations"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("create/", views.create, name="create"),
    path("recent/", views.sidebar, name="sidebar"),
    path("parameters/", views.parameters, name="parameters"),
    path("models/", views.models, name="models"),
    path("functions/", views.check_functions, name="check_functions"),
    path("results/", views.check_result, name="check_result"),
    path("<uuid:uuid>/", views.detail, name="detail"),
    path("<uuid:uuid>/update/", views.update, name="update"),
    path("<uuid:uuid>/pin/", views.pin, name="pin"),
    path("<uuid:uuid>/delete/", views.delete, name="delete"),
    path("<uuid:uuid>/restore/", views.restore, name="restore"),
    path("<uuid:uuid>/team/", views.choose_team, name="choose_team"),
    path("<uuid:uuid>/branch/", views.select_branch, name="select_branch"),
    path("<uuid:uuid>/thread/", views.thread, name="thread"),
    path("<uuid:uuid>/settings/", views.save_settings, name="save_settings"),
    path("<uuid:uuid>/messages/<uuid:message_uuid>/", views.message, name="message"),
    path(
        "<uuid:uuid>/messages/<uuid:message_uuid>/edit/",
        views.edit_message,
        name="edit_message",
    ),
    path(
        "<uuid:uuid>/messages/<uuid:message_uuid>/delete/",
        views.delete_message,
        name="delete_message",
    ),
    path(
        "<uuid:uuid>/messages/<uuid:message_uuid>/details/",
        views.message_details,
        name="message_details",
    ),
]
