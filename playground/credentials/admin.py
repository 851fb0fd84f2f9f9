"""Credentials in the admin site: what they are called and whose they are, never their secret."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from playground.credentials.models import Credential


@admin.register(Credential)
class CredentialAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["name", "kind", "owner", "team", "is_enabled", "last_used_at"]
    list_filter = ["kind", "is_enabled"]
    search_fields = ["name", "uuid"]
    fields = [
        "name",
        "kind",
        "owner",
        "team",
        "base_url",
        "requests_per_second",
        "requests_per_minute",
        "tokens_per_minute",
        "is_enabled",
        "last_used_at",
    ]
    # A key belongs to its kind and address; another owner would be handed a key unseen.
    readonly_fields = ["kind", "owner", "team", "base_url", "last_used_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
