"""The other services that write text: completion, image to text, plugin applications."""

from __future__ import annotations

from playground.sandbox.catalog.models import OWN_SERVICE_PREFIX, TextModel

V1_COMPLETION_ENDPOINTS = {
    "SQLCoder-7B": "sqlcoder_7b",
    "CodeLlama-7b-Instruct": "codellama_7b_instruct",
}
V1_IMAGE_TO_TEXT_ENDPOINTS = {"Fuyu-8B": "fuyu_8b"}

# The documents give no limit for completion; this one is that of the largest chat models.
_COMPLETION = TextModel(516_096)
_IMAGE_TO_TEXT = TextModel(1024)
_PLUGIN_APPLICATION = TextModel(1000)


def find_completion_model(endpoint: str) -> TextModel | None:
    """Return the model behind a V1 completion endpoint, or None if there is none."""
    is_own = endpoint.startswith(OWN_SERVICE_PREFIX)
    return _COMPLETION if is_own or endpoint in V1_COMPLETION_ENDPOINTS.values() else None


def find_image_to_text_model(endpoint: str) -> TextModel | None:
    """Return the model behind a V1 image-to-text endpoint, or None if there is none."""
    is_own = endpoint.startswith(OWN_SERVICE_PREFIX)
    return _IMAGE_TO_TEXT if is_own or endpoint in V1_IMAGE_TO_TEXT_ENDPOINTS.values() else None


def find_plugin_application(endpoint: str) -> TextModel | None:
    """Return the limits of a plugin application; all of them are somebody's own."""
    return _PLUGIN_APPLICATION if endpoint.startswith(OWN_SERVICE_PREFIX) else None
