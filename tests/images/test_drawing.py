"""Drawing as runs, over a real socket: one for each picture."""

from __future__ import annotations

import asyncio
from io import BytesIO

import pytest
from channels.db import database_sync_to_async
from PIL import Image

from playground.gateway import ImageResult
from playground.gateway.results import AnswerFacts
from playground.gateway.values import Image as Drawn
from playground.images import storage
from playground.images.models import GeneratedImage
from playground.images.services import drawing, library, repeating
from playground.runs import live_runs
from playground.runs.call_settings import CallRefused
from playground.runs.model_offers import ChosenModel
from playground.runs.models import Run, RunKind, RunStatus
from playground.runs.steps import read_steps
from tests.images.drawing import SD_XL, all_ended, drawn, fault, fresh, settings_for
from tests.images.pictures import make_image, picture_bytes

pytestmark = pytest.mark.django_db(transaction=True)


def files(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


async def test_every_picture_has_a_run_a_seed_and_files(alice, sandbox, image_folder):
    images = await drawn(alice, sandbox, n=2, seed=11, size="768x1024", style="Anime")

    assert [image.seed for image in images] == [11, 12]
    for image in images:
        assert image.is_drawn
        assert (image.width, image.height) == (768, 1024)
        assert image.parameters == {"size": "768x1024", "style": "Anime"}
        assert image.run.status == RunStatus.SUCCEEDED
        assert image.run.kind == RunKind.IMAGE
        assert image.run.request["body"]["seed"] == image.seed
        data = storage.read_file(image.content_name)
        assert len(data) == image.size_bytes
        assert Image.open(BytesIO(data)).size == (768, 1024)
        assert storage.read_file(image.thumbnail_name)
    assert len(files(image_folder)) == 4


async def test_the_first_of_an_order_is_the_newest(alice, sandbox):
    first, second = await drawn(alice, sandbox, n=2)

    assert first.created_at > second.created_at


async def test_the_same_seed_draws_the_same(alice, sandbox):
    first, second = [(await drawn(alice, sandbox, seed=5))[0] for _ in range(2)]

    contents = [storage.read_file(image.content_name) for image in (first, second)]
    assert contents[0] == contents[1]


async def test_no_picture_is_in_the_database(alice, sandbox):
    (image,) = await drawn(alice, sandbox)

    run = await Run.objects.aget(pk=image.run_id)
    assert len(str(run.request) + str(run.response) + run.output + run.steps) < 2_000
    assert [step["step"] for step in read_steps(run.steps)] == ["image"]


async def test_a_model_that_takes_no_seed_draws_too(alice, sandbox):
    (image,) = await drawn(alice, sandbox, ChosenModel("qianfan_v2", "irag-1.0"), size="600x512")

    assert image.is_drawn
    assert image.seed is None
    assert (image.width, image.height) == (600, 512)


async def test_what_fails_leaves_a_place_that_can_be_tried_again(alice, sandbox, image_folder):
    (image,) = await drawn(alice, sandbox, fault("error-336003"))

    assert not image.is_drawn
    assert image.run.status == RunStatus.FAILED
    assert files(image_folder) == []


async def test_one_that_fails_leaves_the_others_alone(alice, sandbox):
    models = (fault("server-error"), SD_XL)
    choices = [await settings_for(alice, sandbox, model) for model in models]
    orders = [
        drawing.draw(user=alice, prompt="A quiet bay", settings=settings) for settings in choices
    ]
    ((failing,), (working,)) = await asyncio.gather(*orders)
    await all_ended()

    assert not (await fresh(failing)).is_drawn
    assert (await fresh(working)).is_drawn


async def test_an_empty_prompt_is_refused_before_anything_is_saved(alice, sandbox):
    settings = await settings_for(alice, sandbox, n=2)

    with pytest.raises(CallRefused) as refused:
        await drawing.draw(user=alice, prompt=" \n", settings=settings)

    assert (refused.value.code, refused.value.field) == ("prompt_empty", "prompt")
    assert not await Run.objects.aexists()
    assert not await GeneratedImage.objects.aexists()


async def test_stopping_leaves_no_file(alice, sandbox, image_folder):
    settings = await settings_for(alice, sandbox, fault("latency-60000"))
    (image,) = await drawing.draw(user=alice, prompt="A bay", settings=settings)

    await live_runs.request_stop(image.run.uuid)
    await all_ended()

    assert (await fresh(image)).run.status == RunStatus.STOPPED
    assert files(image_folder) == []


async def kept(image, *pictures):
    """Bring pictures for an image that waits for them."""
    settings = await settings_for(image.owner, image.credential)
    prepared = drawing._prepare(image.uuid, settings, None)
    result = ImageResult(tuple(Drawn(data, "image/png") for data in pictures), AnswerFacts())
    await prepared.keep(result)


@pytest.fixture
def waiting(alice, sandbox, monkeypatch):
    """An image that is not drawn yet."""
    monkeypatch.setattr(drawing, "check_request", lambda request, provider: None)
    image = make_image(alice, data=b"")
    image.credential = sandbox
    return image


async def test_more_pictures_than_asked_for_are_kept_as_well(alice, waiting, image_folder):
    await kept(waiting, picture_bytes(), picture_bytes(size=(80, 80)))

    images = [image async for image in GeneratedImage.objects.visible_to(alice).drawn()]
    assert sorted((image.width, image.seed) for image in images) == [(64, 7), (80, None)]
    assert len(files(image_folder)) == 4


async def test_an_image_that_was_deleted_meanwhile_leaves_no_file(waiting, image_folder):
    await database_sync_to_async(library.delete)(image=waiting)

    await kept(waiting, picture_bytes(), picture_bytes())

    assert files(image_folder) == []


async def test_drawing_again_keeps_or_changes_the_seed_alone(alice, sandbox):
    (image,) = await drawn(alice, sandbox, seed=3, style="Anime", prompt="A boat")

    again = await repeating.draw_again(user=alice, image=image, keeps_seed=True)
    varied = await repeating.draw_again(user=alice, image=image, keeps_seed=False)
    await all_ended()

    assert [each.seed for each in again] == [3]
    assert varied[0].seed != 3
    assert {each.prompt for each in again + varied} == {"A boat"}
    assert [each.parameters for each in again + varied] == [{"style": "Anime"}] * 2


async def test_two_clicks_on_try_again_draw_once(alice, sandbox):
    (failed,) = await drawn(alice, sandbox, fault("server-error"))
    again = {"user": alice, "image": failed, "keeps_seed": True, "in_its_place": True}

    first = await repeating.draw_again(**again)
    second = await repeating.draw_again(**again)
    await all_ended()

    assert (len(first), second) == (1, [])
    assert await GeneratedImage.objects.acount() == 1
    assert await Run.objects.acount() == 2


async def test_drawing_again_asks_who_may_call_now(alice, sandbox):
    (image,) = await drawn(alice, sandbox)
    await type(sandbox).objects.all().adelete()
    image = await GeneratedImage.objects.select_related("run__credential").aget(pk=image.pk)

    with pytest.raises(CallRefused) as refused:
        await repeating.draw_again(user=alice, image=image, keeps_seed=True)

    assert refused.value.code == "credential_missing"
