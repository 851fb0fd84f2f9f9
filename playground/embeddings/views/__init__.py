"""Pages and fragments of embeddings."""

from __future__ import annotations

from playground.embeddings.views.comparing import compare, pairs
from playground.embeddings.views.creation import columns, embed, new, resume, stop
from playground.embeddings.views.downloads import download
from playground.embeddings.views.library import delete, discard, index, rename
from playground.embeddings.views.likeness import duplicates
from playground.embeddings.views.neighbors import ask, neighbors
from playground.embeddings.views.plots import heat_map, levels, plane, points, texts_json
from playground.embeddings.views.workbench import detail, status, table

__all__ = [
    "ask",
    "columns",
    "compare",
    "delete",
    "detail",
    "discard",
    "download",
    "duplicates",
    "embed",
    "heat_map",
    "index",
    "levels",
    "neighbors",
    "new",
    "pairs",
    "plane",
    "points",
    "rename",
    "resume",
    "status",
    "stop",
    "table",
    "texts_json",
]
