"""A storage of each test's own, and a sandbox to draw."""

from __future__ import annotations

import pytest

from tests.conversations.conftest import _orderly_end, sandbox, sandbox_url  # noqa: F401


@pytest.fixture(autouse=True)
def image_folder(settings, tmp_path):
    """Return the folder in which images lie."""
    folder = tmp_path / "images"
    options = {"location": folder, "file_permissions_mode": 0o600}
    own = {**settings.STORAGES["images"], "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "images": own}
    return folder
