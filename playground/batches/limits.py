"""How large an uploaded file may be, as the settings say."""

from __future__ import annotations

from django.conf import settings

from playground.tables.values import FileLimits


def file_limits() -> FileLimits:
    return FileLimits(
        max_bytes=settings.BATCH_MAX_FILE_BYTES,
        max_rows=settings.BATCH_MAX_ROWS,
        max_columns=settings.BATCH_MAX_COLUMNS,
        max_cell_characters=settings.BATCH_MAX_CELL_CHARACTERS,
    )
