from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from playground.batches.models import BatchFile, BatchJob, BatchStatus
from playground.batches.preparation.preparing import prepare
from tests.batches.ended_jobs import make_job
from tests.batches.preparation.files import make_reading_job

CONTENT = "text,note\n你好,a\nbye,b\n".encode()
HTMX = {"HX-Request": "true"}


def upload(content: bytes = CONTENT, name: str = "reviews.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def address(name, job):
    return reverse(f"batches:{name}", args=[job.uuid])


@pytest.fixture
def job(alice, sandbox_credential):
    job = make_reading_job(alice, CONTENT, credential=sandbox_credential)
    prepare(job.pk)
    job.refresh_from_db()
    return job


def test_the_page_says_how_large_a_file_may_be(alice_client, settings):
    settings.BATCH_MAX_FILE_BYTES = 5 << 20
    settings.BATCH_MAX_ROWS = 12_345

    page = alice_client.get(reverse("batches:new")).content.decode()

    assert f'data-max-bytes="{5 << 20}"' in page
    assert "5.0\xa0MB, 12,345 rows" in page


def test_an_upload_leads_to_its_file(alice_client):
    response = alice_client.post(reverse("batches:new"), {"file": upload(), "name": "Mine"})

    job = BatchJob.objects.get()
    assert job.name == "Mine"
    assert response.status_code == 302
    assert response.url == address("file", job)


def test_an_upload_by_script_leads_to_its_file_too(alice_client):
    response = alice_client.post(reverse("batches:new"), {"file": upload()}, headers=HTMX)

    assert response["HX-Redirect"] == address("file", BatchJob.objects.get())


@pytest.mark.parametrize("is_htmx", [True, False])
def test_a_bad_file_is_said_to_be_one_in_its_place(alice_client, is_htmx):
    response = alice_client.post(
        reverse("batches:new"),
        {"file": upload(b""), "name": "Kept"},
        headers=HTMX if is_htmx else {},
    )

    page = response.content.decode()
    assert response.status_code == 200
    assert "The file is empty." in page
    # By script only the words come back: the form, with its file, stays as it is.
    assert ("<form" in page) != is_htmx
    assert is_htmx or 'value="Kept"' in page
    assert not BatchFile.objects.exists()


def test_without_a_file_it_is_asked_for(alice_client):
    response = alice_client.post(reverse("batches:new"), {"name": "x"})

    assert response.status_code == 200
    assert not BatchJob.objects.exists()


def test_the_file_is_shown_with_its_first_rows(alice_client, job):
    page = alice_client.get(address("file", job)).content.decode()

    assert "你好" in page
    assert "UTF-8" in page
    assert job.file.sha256[:12] in page
    assert 'hx-trigger="every 1s"' not in page


def test_while_the_file_is_read_the_page_asks_again(alice_client, alice):
    job = make_reading_job(alice, CONTENT, prepared_count=1_500)

    page = alice_client.get(address("file", job)).content.decode()

    assert 'hx-trigger="every 1s"' in page
    assert "1,500 rows so far" in page
    assert "你好" in page


def test_once_the_file_is_read_nothing_asks_any_more(alice_client, job):
    part = alice_client.get(address("file", job), headers=HTMX).content.decode()

    assert "<html" not in part
    assert "every 1s" not in part
    assert "data-announce" in part
    assert 'hx-swap-oob="true"' in part


def test_an_unreadable_file_is_said_to_be_one(alice_client, alice):
    job = make_reading_job(alice, CONTENT, status=BatchStatus.UNREADABLE, reason_code="file_blank")

    page = alice_client.get(address("file", job)).content.decode()

    assert "nothing but blanks" in page
    assert address("mapping", job) not in page.partition("<main")[2].partition("stepper")[0]


def test_cells_are_text_whatever_they_hold(alice_client, alice):
    hostile = '"<script>alert(1)</script>",{{ 7|add:1 }}\n"<img src=x onerror=alert(1)>",x\n'
    job = make_reading_job(alice, hostile.encode())
    prepare(job.pk)

    for name in ("file", "mapping"):
        page = alice_client.get(address(name, job)).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "{{ 7|add:1 }}" in page


def test_another_layout_is_shown_before_it_is_applied(alice_client, job):
    response = alice_client.get(
        address("layout", job), {"encoding": "utf-8", "delimiter": ";"}, headers=HTMX
    )

    assert "text,note" in response.content.decode()
    job.refresh_from_db()
    assert (job.delimiter, job.status) == (",", BatchStatus.DRAFT)


def test_a_layout_that_reads_nothing_says_why(alice_client, job):
    response = alice_client.get(address("layout", job), {"encoding": "utf-16-le"}, headers=HTMX)

    assert 'role="alert"' in response.content.decode()


def test_an_applied_layout_reads_the_file_anew(alice_client, job):
    response = alice_client.post(address("layout", job), {"encoding": "gb18030", "delimiter": "\t"})

    job.refresh_from_db()
    assert response.url == address("file", job)
    assert (job.status, job.encoding, job.delimiter) == (BatchStatus.READING, "gb18030", "\t")


@pytest.mark.parametrize("fields", [{"encoding": "utf-7"}, {"delimiter": "x"}])
def test_no_other_layout_can_be_made_up(alice_client, job, fields):
    alice_client.post(address("layout", job), fields)

    job.refresh_from_db()
    assert job.status == BatchStatus.DRAFT


@pytest.mark.parametrize("is_htmx", [True, False])
def test_another_file_takes_the_place_of_the_first(alice_client, job, is_htmx):
    alice_client.post(
        address("file", job),
        {"file": upload(b"other\nx\n")},
        headers=HTMX if is_htmx else {},
    )

    job.refresh_from_db()
    assert (job.status, job.columns) == (BatchStatus.READING, ["other"])
    assert job.prompt_template == "Say {{text}}"


@pytest.mark.parametrize("is_htmx", [True, False])
def test_a_bad_file_leaves_the_first(alice_client, job, is_htmx):
    response = alice_client.post(
        address("file", job), {"file": upload(b"")}, headers=HTMX if is_htmx else {}
    )

    assert "The file is empty." in response.content.decode()
    job.refresh_from_db()
    assert job.columns == ["text", "note"]


def test_the_file_of_a_job_that_has_run_stays(alice_client, alice):
    job = make_job(alice, succeeded_count=1)

    response = alice_client.post(address("file", job), {"file": upload()})

    assert "can no longer be changed" in response.content.decode()
    assert not BatchFile.objects.filter(jobs__isnull=False).exists()


def test_a_job_from_a_prompt_names_the_columns_it_needs(alice_client, alice):
    job = make_job(
        alice, (), status=BatchStatus.EMPTY, prompt_template="About {{city}} in {{year}}"
    )

    response = alice_client.get(reverse("batches:detail", args=[job.uuid]))

    page = response.content.decode()
    assert ">city<" in page
    assert ">year<" in page
    assert "template.csv?prompt=About" in page
