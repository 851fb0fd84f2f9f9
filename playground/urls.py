"""HTTP routes: one include an app, prefix = app name."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from playground.accounts.views.people import set_language

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="conversations:index"), name="home"),
    path("accounts/", include("playground.accounts.urls")),
    path("credentials/", include("playground.credentials.urls")),
    path("conversations/", include("playground.conversations.urls")),
    path("batches/", include("playground.batches.urls")),
    path("completions/", include("playground.completions.urls")),
    path("embeddings/", include("playground.embeddings.urls")),
    path("images/", include("playground.images.urls")),
    path("plugins/", include("playground.plugins.urls")),
    path("comparisons/", include("playground.comparisons.urls")),
    path("shares/", include("playground.shares.urls")),
    path("runs/", include("playground.runs.urls")),
    path("language/", set_language, name="set_language"),
    path("admin/", admin.site.urls),
]
