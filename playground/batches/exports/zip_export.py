"""Pictures as a zip, with the table and the JSON Lines that say which is whose."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any, Final

from zipstream import ZIP_STORED, ZipStream

from playground.batches.exports.csv_export import csv_export
from playground.batches.exports.jsonl_export import jsonl_export
from playground.batches.exports.pictures import archive_name, read_picture
from playground.batches.exports.rows import read_rows
from playground.batches.models import BatchJob

logger = logging.getLogger(__name__)

MANIFEST_CSV: Final = "manifest.csv"
MANIFEST_JSONL: Final = "manifest.jsonl"


def zip_export(job: BatchJob, *, is_raw: bool = False) -> Iterator[bytes]:
    """Yield the file in pieces. Pictures are compressed already, and stored as they are.

    A picture that is gone from the storage is left out; the manifests name it all the same.
    """
    # What is added is not read before it is its turn.
    archive = ZipStream(compress_type=ZIP_STORED)
    archive.add(csv_export(job, is_raw=is_raw), MANIFEST_CSV)
    archive.add(jsonl_export(job), MANIFEST_JSONL)
    yield from archive.all_files()
    for rows in read_rows(job, ["images"]):
        for index, images in rows:
            for number, image in enumerate(images or [], 1):
                if (content := _content(job, image)) is not None:
                    archive.add(content, archive_name(index, number, image))
                    yield from archive.all_files()
    yield from archive.finalize()


def _content(job: BatchJob, image: dict[str, Any]) -> bytes | None:
    try:
        return read_picture(image)
    except FileNotFoundError:
        logger.warning("A picture of batch %s is not in the storage any more", job.uuid)
        return None
