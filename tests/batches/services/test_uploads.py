from __future__ import annotations

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from playground.batches.models import BatchFile, BatchJob, BatchKind, BatchStatus
from playground.batches.preparation.preparing import prepare
from playground.batches.services import drafts
from playground.batches.services.refusals import BatchRefused
from playground.batches.services.uploads import file_preview
from playground.tables import UnreadableFileError
from tests.batches.preparation.files import make_reading_job

CONTENT = "text,temperature\n你好,0.5\nbye,\n".encode()


def upload(content: bytes = CONTENT, name: str = "Reviews.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_an_upload_becomes_a_job_that_is_read(alice, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        job = drafts.create_job(owner=alice, upload=upload())

    assert (job.name, job.status) == ("Reviews", BatchStatus.READING)
    assert (job.file_format, job.encoding, job.delimiter) == ("csv", "utf-8", ",")
    assert job.columns == ["text", "temperature"]
    assert len(callbacks) == 1


def test_the_bytes_are_kept_under_a_name_of_ours_with_their_hash(alice):
    job = drafts.create_job(owner=alice, upload=upload(name="../../etc/x.csv"), name=" Mine ")

    assert job.name == "Mine"
    assert job.file is not None
    assert job.file.name == "x.csv"
    assert "x.csv" not in job.file.content.name
    assert job.file.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert job.file.size_bytes == len(CONTENT)
    with job.file.content.open("rb") as content:
        assert content.read() == CONTENT


def test_what_cannot_be_read_is_refused_before_anything_is_stored(alice):
    with pytest.raises(UnreadableFileError):
        drafts.create_job(owner=alice, upload=upload(b"PK\x03\x04 no table", "x.csv"))

    assert not BatchJob.objects.exists()
    assert not BatchFile.objects.exists()


def test_a_file_that_is_too_large_is_refused_before_anything_is_stored(alice, settings):
    settings.BATCH_MAX_FILE_BYTES = 10

    with pytest.raises(UnreadableFileError) as refused:
        drafts.create_job(owner=alice, upload=upload())

    assert refused.value.code == "file_too_large"
    assert refused.value.parameters == {"actual_bytes": len(CONTENT), "limit_bytes": 10}
    assert not BatchFile.objects.exists()


def test_columns_are_matched_by_their_names(alice):
    job = drafts.create_job(owner=alice, upload=upload())

    assert job.prompt_template == "{{text}}"
    assert job.temperature_column == "temperature"
    assert job.model_column == ""


def test_the_first_job_takes_a_credential_that_works_and_its_usual_model(alice, sandbox_credential):
    job = drafts.create_job(owner=alice, upload=upload())

    assert (job.credential, job.credential_name) == (sandbox_credential, "Sandbox")
    assert (job.provider, job.model) == ("qianfan_v1", "ERNIE-Lite-8K")


def test_the_next_job_asks_as_the_last_one_did(alice, sandbox_credential):
    fields = {"kind": BatchKind.EMBEDDING, "provider": "qianfan_v2", "model": "embedding-v1"}
    make_reading_job(alice, b"text\nx\n", credential=sandbox_credential, **fields)

    job = drafts.create_job(owner=alice, upload=upload())

    assert {name: getattr(job, name) for name in fields} == fields
    assert job.prompt_template == "{{text}}"


def test_a_credential_that_may_not_be_used_any_more_is_not_taken(alice, bob, sandbox_credential):
    make_reading_job(alice, b"text\nx\n", credential=sandbox_credential)
    sandbox_credential.is_enabled = False
    sandbox_credential.save()

    assert drafts.create_job(owner=alice, upload=upload()).credential is None


@pytest.fixture
def job(alice, sandbox_credential):
    job = make_reading_job(alice, b"text\nold\n", credential=sandbox_credential)
    prepare(job.pk)
    job.refresh_from_db()
    return job


def test_another_file_is_read_anew_and_what_is_asked_stays(job, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        drafts.replace_file(job=job, upload=upload())
    prepare(job.pk)

    job.refresh_from_db()
    assert (job.status, job.total_count, job.columns) == (
        BatchStatus.DRAFT,
        2,
        ["text", "temperature"],
    )
    assert job.prompt_template == "Say {{text}}"
    # A person has said what is asked; nothing is guessed any more.
    assert job.temperature_column == ""
    assert len(callbacks) == 1


def test_a_bad_file_leaves_the_one_that_is_there(job):
    with pytest.raises(UnreadableFileError):
        drafts.replace_file(job=job, upload=upload(b""))

    job.refresh_from_db()
    assert (job.status, job.columns) == (BatchStatus.DRAFT, ["text"])
    assert BatchFile.objects.count() == 1


def test_the_file_of_a_job_whose_rows_were_called_stays(job):
    BatchJob.objects.filter(pk=job.pk).update(status=BatchStatus.CHECKED, succeeded_count=1)

    with pytest.raises(BatchRefused):
        drafts.replace_file(job=job, upload=upload())

    job.refresh_from_db()
    assert job.columns == ["text"]


def test_a_job_from_a_prompt_takes_its_file(alice, sandbox_credential):
    job = BatchJob.objects.create(
        owner=alice, name="x", status=BatchStatus.EMPTY, prompt_template="Mine: {{text}}"
    )

    drafts.replace_file(job=job, upload=upload())

    assert (job.status, job.prompt_template) == (BatchStatus.READING, "Mine: {{text}}")
    assert job.temperature_column == "temperature"


def test_another_encoding_reads_the_file_anew(alice):
    job = make_reading_job(alice, "标题,x\n内容,y\n".encode("gb18030"))
    BatchJob.objects.filter(pk=job.pk).update(status=BatchStatus.UNREADABLE, reason_code="x")

    drafts.change_layout(job=job, encoding="gb18030", delimiter=",")

    assert (job.status, job.encoding, job.columns) == (
        BatchStatus.READING,
        "gb18030",
        ["标题", "x"],
    )
    assert job.reason_code == ""


def test_a_layout_that_reads_nothing_changes_nothing(job):
    with pytest.raises(UnreadableFileError):
        drafts.change_layout(job=job, encoding="utf-16-le", delimiter=",")

    job.refresh_from_db()
    assert (job.status, job.encoding) == (BatchStatus.DRAFT, "utf-8")


def test_the_first_rows_are_shown_in_any_layout(job):
    shown = file_preview(job=job, encoding="utf-8", delimiter=";", rows=1)

    assert shown.layout.delimiter == ";"
    assert [record.cells for record in shown.records] == [["old"]]


def test_a_file_that_is_gone_is_said_to_be(job):
    job.file.content.storage.delete(job.file.content.name)

    with pytest.raises(BatchRefused) as refused:
        file_preview(job=job)

    assert refused.value.code == "file_gone"
