from __future__ import annotations

import pytest
from channels.db import database_sync_to_async
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from playground.gateway import Task
from playground.images.models import ImageQuestion, UploadedImage
from playground.images.services import uploads
from playground.runs.model_offers import ChosenModel, service_value
from playground.runs.models import Run, RunKind, RunStatus
from tests.images.drawing import all_ended, fault, signed_in
from tests.images.pictures import make_image, make_upload, picture_bytes

pytestmark = pytest.mark.django_db(transaction=True)
ASK = reverse("images:ask")
FRAGMENT = {"HX-Request": "true"}
FUYU = ChosenModel("qianfan_v1", "Fuyu-8B")


def fields(credential, question="What is it?", model: ChosenModel = FUYU):
    return {
        "question": question,
        "credential": str(credential.uuid),
        "service": service_value(model, Task.IMAGE_TO_TEXT, credential),
        "endpoint": model.endpoint,
    }


def upload(data, name="holiday.png"):
    return {"file": SimpleUploadedFile(name, data)}


async def ask(user, image, data, name="ask_image", headers=FRAGMENT):
    client = await signed_in(user)
    answer = await client.post(reverse(f"images:{name}", args=[image.uuid]), data, headers=headers)
    await all_ended()
    return answer


async def test_a_question_about_a_drawn_image_is_answered(alice, sandbox):
    image = await database_sync_to_async(make_image)(alice)

    answer = await ask(alice, image, fields(sandbox))

    question = await ImageQuestion.objects.select_related("run").aget()
    assert question.run.status == RunStatus.SUCCEEDED
    assert question.run.kind == RunKind.IMAGE_TO_TEXT
    assert "64 × 48" in question.run.output
    assert f'data-run="{question.run.uuid}"' in answer.text
    assert len(str(question.run.request)) < 2_000 or "…" in str(question.run.request)


async def test_a_question_about_an_upload_is_answered(alice, sandbox):
    image = await database_sync_to_async(make_upload)(alice)

    answer = await ask(alice, image, fields(sandbox), name="ask_upload", headers={})

    assert answer.url == reverse("images:ask_upload", args=[image.uuid])
    assert (await ImageQuestion.objects.aget()).uploaded_id == image.pk


async def test_a_model_of_v2_is_asked_too(alice, sandbox):
    image = await database_sync_to_async(make_image)(alice, data=picture_bytes("WEBP"))
    model = ChosenModel("qianfan_v2", "", "my-vision")

    await ask(alice, image, fields(sandbox, model=model))

    run = await Run.objects.aget()
    assert run.status == RunStatus.SUCCEEDED, run.error_code


async def test_answers_are_there_when_the_page_is_opened_again(alice, sandbox):
    image = await database_sync_to_async(make_image)(alice)
    await ask(alice, image, fields(sandbox, "What is <b>it</b>?"))
    client = await signed_in(alice)

    page = await client.get(reverse("images:ask_image", args=[image.uuid]))

    assert "What is &lt;b&gt;it&lt;/b&gt;?" in page.text
    assert "64 × 48" in page.text
    assert "data-run" not in page.text


async def test_a_failure_is_said_where_the_answer_would_be(alice, sandbox):
    image = await database_sync_to_async(make_image)(alice)
    await ask(alice, image, fields(sandbox, model=fault("server-error")))
    client = await signed_in(alice)

    page = await client.get(reverse("images:ask_image", args=[image.uuid]))

    assert "notice--danger" in page.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"question": " "}, "Write a prompt first."),
        ({"question": "x" * 1025}, "1025"),
        ({"credential": ""}, "No credential is chosen."),
    ],
)
async def test_what_cannot_be_asked_is_said_and_nothing_typed_is_lost(
    alice, sandbox, typed, sentence
):
    image = await database_sync_to_async(make_image)(alice)
    data = {**fields(sandbox), **typed}

    fragment = await ask(alice, image, data)
    page = await ask(alice, image, data, headers={})

    assert fragment.headers["HX-Retarget"] == "#question-form"
    for shown in (fragment.text, page.text):
        assert sentence in shown
        assert data["question"] in shown
    assert not await Run.objects.aexists()


def test_an_upload_is_kept_as_it_came(alice_client, alice, image_folder):
    data = picture_bytes("JPEG", (300, 200))

    answer = alice_client.post(ASK, upload(data, "../../evil\x00.jpg"))

    image = UploadedImage.objects.get()
    assert answer.url == reverse("images:ask_upload", args=[image.uuid])
    assert (image.media_type, image.width, image.height) == ("image/jpeg", 300, 200)
    sent = alice_client.get(reverse("images:upload_file", args=[image.uuid]))
    assert sent.content == data
    assert len([path for path in image_folder.rglob("*") if path.is_file()]) == 2


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Choose a picture first."),
        (upload(b"<svg/>"), "not a picture that can be used"),
        (upload(b"\x89PNG\r\n\x1a\n broken"), "not a picture that can be used"),
    ],
)
def test_what_is_no_picture_is_refused(alice_client, data, sentence):
    answer = alice_client.post(ASK, data)

    assert sentence in answer.text
    assert not UploadedImage.objects.exists()


def test_a_file_that_is_too_large_is_refused(alice_client, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_BYTES", 100)

    answer = alice_client.post(ASK, upload(picture_bytes()), headers=FRAGMENT)

    assert "larger than 20 MB" in answer.text
    assert answer.text.strip().startswith("<form")


def test_a_deleted_upload_leaves_no_file(alice, alice_client, image_folder):
    image = make_upload(alice)

    answer = alice_client.post(reverse("images:delete_upload", args=[image.uuid]))

    assert answer.url == ASK
    assert not [path for path in image_folder.rglob("*") if path.is_file()]
