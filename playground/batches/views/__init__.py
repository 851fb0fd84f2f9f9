"""Pages and fragments of batches."""

from __future__ import annotations

from playground.batches.views.checking import check, faults, faults_csv
from playground.batches.views.control import (
    duplicate,
    pace,
    pause,
    resume,
    retry_failed,
    run_again,
    start,
    stop,
)
from playground.batches.views.detail import detail, rename, share
from playground.batches.views.downloads import download, row_image
from playground.batches.views.from_prompt import create_from_prompt, from_prompt, from_prompt_csv
from playground.batches.views.library import delete, index, restore
from playground.batches.views.mapping import call, mapping, preview
from playground.batches.views.rows import row, rows
from playground.batches.views.template_file import template_csv
from playground.batches.views.trial import estimate, reopen, try_rows
from playground.batches.views.upload import file, layout, new

__all__ = [
    "call",
    "check",
    "create_from_prompt",
    "delete",
    "detail",
    "download",
    "duplicate",
    "estimate",
    "faults",
    "faults_csv",
    "file",
    "from_prompt",
    "from_prompt_csv",
    "index",
    "layout",
    "mapping",
    "new",
    "pace",
    "pause",
    "preview",
    "rename",
    "reopen",
    "restore",
    "resume",
    "retry_failed",
    "row",
    "row_image",
    "rows",
    "run_again",
    "share",
    "start",
    "stop",
    "template_csv",
    "try_rows",
]
