"""Pages and fragments of images."""

from __future__ import annotations

from playground.images.views.asking import ask, ask_image, ask_upload, question
from playground.images.views.detail import delete, detail
from playground.images.views.drawing import draw, retry, stop, vary
from playground.images.views.files import download, file, thumbnail
from playground.images.views.gallery import index, tile
from playground.images.views.uploads import delete_upload, upload_file, upload_thumbnail

__all__ = [
    "ask",
    "ask_image",
    "ask_upload",
    "delete",
    "delete_upload",
    "detail",
    "download",
    "draw",
    "file",
    "index",
    "question",
    "retry",
    "stop",
    "thumbnail",
    "tile",
    "upload_file",
    "upload_thumbnail",
    "vary",
]
