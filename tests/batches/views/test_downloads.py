"""Downloads and pictures, as a browser gets them."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import unquote

import pytest
from django.core.files.base import ContentFile
from django.test import AsyncClient
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from playground.batches.exports.formats import ExportFormat
from playground.batches.models import BatchJob, BatchKind, BatchStatus
from playground.batches.models.files import batch_storage
from tests.batches.ended_jobs import add_row, body, make_job


@pytest.fixture
def job(alice):
    job = make_job(alice, ["text"], name="评论", status=BatchStatus.RUNNING)
    add_row(job, "=1", output="one")
    return job


def address(job):
    return reverse("batches:download", args=[job.uuid])


def picture_address(job, index=0, number=1):
    return reverse("batches:row_image", args=[job.uuid, index, number])


def make_picture_job(owner, *, media_type="image/png", content=None, **fields):
    job = make_job(owner, kind=BatchKind.IMAGE, name="Cats", **fields)
    if content is None:
        file = BytesIO()
        Image.new("RGB", (2, 2)).save(file, "PNG")
        content = file.getvalue()
    name = batch_storage().save(f"pictures/{job.uuid}/0-1.png", ContentFile(content))
    image = {"name": name, "media_type": media_type, "size_bytes": len(content)}
    add_row(job, "a", images=[image])
    return job


async def downloaded(user, job, **query):
    client = AsyncClient()
    await client.aforce_login(user)
    response = await client.get(address(job), query)
    return response, await body(response.streaming_content)


@pytest.mark.django_db(transaction=True)
async def test_what_has_ended_so_far_is_downloaded_while_it_runs(alice, job):
    response, content = await downloaded(alice, job)

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert content.startswith(b"\xef\xbb\xbftext,output,status,")
    assert b'"\'=1","one","succeeded"' in content


@pytest.mark.django_db(transaction=True)
async def test_the_mark_and_the_apostrophes_can_be_left_out(alice, job):
    _, content = await downloaded(alice, job, bom="0", raw="1")

    assert content.startswith(b"text,")
    assert b'"=1","one"' in content


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("kind", "formats"),
    [
        (BatchKind.CHAT, ["csv", "tsv", "jsonl", "xlsx"]),
        (BatchKind.EMBEDDING, ["csv", "tsv", "jsonl", "xlsx", "npy"]),
        (BatchKind.IMAGE, ["csv", "tsv", "jsonl", "xlsx", "zip"]),
    ],
)
async def test_each_kind_has_the_formats_that_make_sense(alice, job, kind, formats):
    await BatchJob.objects.filter(pk=job.pk).aupdate(kind=kind, succeeded_count=1)
    client = AsyncClient()
    await client.aforce_login(alice)

    found = []
    for wanted in ExportFormat:
        response = await client.get(address(job), {"format": wanted})
        if response.status_code == 200:
            assert await body(response.streaming_content)
            found.append(wanted.value)

    assert found == formats


def test_a_file_is_saved_under_the_name_of_its_batch_and_by_nobody_kept(alice_client, job):
    response = alice_client.get(address(job), {"format": "jsonl"})

    disposition = response["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=utf-8''")
    assert unquote(disposition).endswith("评论.jsonl")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]


def test_what_is_no_format_is_not_found(alice_client, job):
    assert alice_client.get(address(job), {"format": "exe"}).status_code == 404


@pytest.mark.parametrize("wanted", ExportFormat)
def test_a_stranger_downloads_nothing(charlie_client, job, wanted):
    assert charlie_client.get(address(job), {"format": wanted}).status_code == 404


def test_a_teammate_downloads_what_is_shown_to_the_team(alice, bob_client, job, team):
    assert bob_client.get(address(job)).status_code == 404

    job.team = team
    job.save()

    assert bob_client.get(address(job)).status_code == 200


def test_nobody_downloads_what_is_deleted(alice_client, job):
    job.deleted_at = timezone.now()
    job.save()

    assert alice_client.get(address(job)).status_code == 404


def test_whoever_is_not_signed_in_is_asked_to(client, job):
    assert client.get(address(job)).status_code == 302
    assert client.get(picture_address(job)).status_code == 302


def test_a_download_changes_nothing_so_it_is_not_posted(alice_client, job):
    assert alice_client.post(address(job)).status_code == 405


def test_a_picture_is_shown_in_place(alice, alice_client):
    job = make_picture_job(alice)

    response = alice_client.get(picture_address(job))

    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "Content-Disposition" not in response
    Image.open(BytesIO(response.content)).verify()


def test_a_picture_can_be_saved(alice, alice_client):
    response = alice_client.get(picture_address(make_picture_job(alice)), {"download": "1"})

    assert response["Content-Disposition"] == 'attachment; filename="Cats 1-1.png"'


@pytest.mark.parametrize("media_type", ["image/svg+xml", "text/html", "image/png; x=y", ""])
def test_what_may_hold_a_script_is_never_shown_in_place(alice, alice_client, media_type):
    job = make_picture_job(alice, media_type=media_type, content=b"<script>alert(1)</script>")

    response = alice_client.get(picture_address(job))

    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment; ")


@pytest.mark.parametrize(("index", "number"), [(0, 0), (0, 2), (1, 1), (2**40, 1)])
def test_there_is_no_other_picture(alice, alice_client, index, number):
    job = make_picture_job(alice)

    assert alice_client.get(picture_address(job, index, number)).status_code == 404


def test_a_picture_that_is_gone_is_not_found(alice, alice_client):
    job = make_picture_job(alice)
    batch_storage().delete(job.rows.get().images[0]["name"])

    assert alice_client.get(picture_address(job)).status_code == 404


def test_a_stranger_sees_no_picture(alice, charlie_client):
    assert charlie_client.get(picture_address(make_picture_job(alice))).status_code == 404
