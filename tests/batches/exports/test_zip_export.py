from __future__ import annotations

import io
import zipfile

import orjson
import pytest
from django.core.files.base import ContentFile

from playground.batches.exports.zip_export import zip_export
from playground.batches.models import BatchKind, RowState
from playground.batches.models.files import batch_storage
from tests.batches.ended_jobs import add_row, make_job, parsed_csv


@pytest.fixture
def job(alice):
    return make_job(alice, ["text"], kind=BatchKind.IMAGE)


def picture(job, content=b"png", media_type="image/png"):
    name = batch_storage().save(f"pictures/{job.uuid}/x", ContentFile(content))
    return {"name": name, "media_type": media_type, "size_bytes": len(content)}


def opened(job):
    return zipfile.ZipFile(io.BytesIO(b"".join(zip_export(job))))


def test_the_manifests_name_the_pictures(job):
    add_row(job, "=cat", images=[picture(job, b"one"), picture(job, b"two", "image/jpeg")])
    add_row(job, "dog", state=RowState.FAILED)

    archive = opened(job)

    assert archive.testzip() is None
    assert archive.namelist() == [
        "manifest.csv",
        "manifest.jsonl",
        "images/000001-1.png",
        "images/000001-2.jpg",
    ]
    assert archive.read("images/000001-2.jpg") == b"two"
    _, cat, dog = parsed_csv(iter([archive.read("manifest.csv")]))
    assert cat[:3] == ["'=cat", "images/000001-1.png images/000001-2.jpg", "succeeded"]
    assert dog[:3] == ["dog", "", "failed"]
    lines = [orjson.loads(line) for line in archive.read("manifest.jsonl").splitlines()]
    assert [each["file"] for each in lines[0]["images"]] == archive.namelist()[2:]


def test_pictures_are_stored_as_they_are(job):
    add_row(job, "a", images=[picture(job)])

    kinds = {each.compress_type for each in opened(job).infolist()}

    assert kinds == {zipfile.ZIP_STORED}


def test_what_is_no_picture_of_ours_is_not_called_one(job):
    add_row(job, "a", images=[picture(job, media_type="image/svg+xml")])

    assert opened(job).namelist()[-1] == "images/000001-1.bin"


def test_a_picture_that_is_gone_is_left_out(job):
    lost, kept = picture(job), picture(job)
    batch_storage().delete(lost["name"])
    add_row(job, "a", images=[lost, kept])

    assert opened(job).namelist()[2:] == ["images/000001-2.png"]


def test_one_picture_after_the_other_is_read(job):
    add_row(job, "a", images=[picture(job, b"x" * 100_000)])
    add_row(job, "b", images=[picture(job, b"y" * 100_000)])

    pieces = list(zip_export(job))

    assert max(map(len, pieces)) <= 100_000
