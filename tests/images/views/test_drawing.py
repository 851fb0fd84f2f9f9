from __future__ import annotations

import pytest
from channels.db import database_sync_to_async
from django.urls import reverse

from playground.gateway import Task
from playground.images.models import GeneratedImage
from playground.runs import live_runs
from playground.runs.model_offers import ChosenModel, service_value
from playground.runs.models import Run, RunStatus
from tests.images.drawing import SD_XL, all_ended, drawn, fault, fresh, signed_in
from tests.images.pictures import make_image

pytestmark = pytest.mark.django_db(transaction=True)
DRAW = reverse("images:draw")
FRAGMENT = {"HX-Request": "true"}


def fields(credential, prompt="A quiet bay", model: ChosenModel = SD_XL, **parameters):
    return {
        "prompt": prompt,
        "credential": str(credential.uuid),
        "service": service_value(model, Task.IMAGE, credential),
        "endpoint": model.endpoint,
        **{f"parameter.{name}": value for name, value in parameters.items()},
    }


async def test_the_places_of_an_order_come_back(alice, sandbox):
    client = await signed_in(alice)

    answer = await client.post(DRAW, fields(sandbox, n="2"), headers=FRAGMENT)
    await all_ended()

    assert answer.text.count('class="tile tile--live"') == 2
    images = [image async for image in GeneratedImage.objects.visible_to(alice)]
    assert [image.is_drawn for image in images] == [True, True]


async def test_a_plain_form_leads_to_the_gallery(alice, sandbox):
    client = await signed_in(alice)

    answer = await client.post(DRAW, fields(sandbox))
    await all_ended()

    assert answer.url == reverse("images:index")
    assert await GeneratedImage.objects.filter(owner=alice).acount() == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"prompt": "  "}, "Write a prompt first."),
        ({"prompt": "x" * 1025}, "1025"),
        ({"parameter.steps": "9000"}, "steps"),
        ({"parameter.size": "1x1"}, "size"),
        ({"credential": ""}, "No credential is chosen."),
        ({"credential": "00000000-0000-0000-0000-000000000001"}, "no longer available"),
        ({"endpoint": "../evil"}, "endpoint"),
    ],
)
async def test_what_cannot_be_drawn_is_said_and_nothing_typed_is_lost(
    alice, sandbox, typed, sentence
):
    client = await signed_in(alice)
    data = {**fields(sandbox, "A boat", negative_prompt="fog"), **typed}

    answer = await client.post(DRAW, data, headers=FRAGMENT)
    page = await client.post(DRAW, data)

    assert answer.status_code == page.status_code == 200
    assert answer.headers["HX-Retarget"] == "#order"
    for shown in (answer.text, page.text):
        assert sentence in shown
        assert data["prompt"] in shown
    assert "<html" not in answer.text
    assert "<html" in page.text
    assert not await Run.objects.aexists()


async def test_nul_in_a_prompt_is_dropped(alice, sandbox):
    client = await signed_in(alice)

    await client.post(DRAW, fields(sandbox, "A\x00 boat\r\nat sea"), headers=FRAGMENT)
    await all_ended()

    assert (await GeneratedImage.objects.aget()).prompt == "A boat\nat sea"


async def test_a_stranger_cannot_draw_with_the_credential_of_a_team(charlie, sandbox):
    client = await signed_in(charlie)

    answer = await client.post(DRAW, fields(sandbox), headers=FRAGMENT)

    assert "no longer available" in answer.text
    assert not await Run.objects.aexists()


async def test_stopping_ends_the_call(alice, sandbox):
    client = await signed_in(alice)
    await client.post(DRAW, fields(sandbox, model=fault("latency-60000")), headers=FRAGMENT)
    image = await GeneratedImage.objects.aget()

    answer = await client.post(reverse("images:stop", args=[image.uuid]), headers=FRAGMENT)
    await all_ended()

    assert answer.status_code == 204
    assert (await fresh(image)).run.status == RunStatus.STOPPED


async def test_deleting_what_is_drawn_ends_the_call_and_leaves_no_file(
    alice, sandbox, image_folder
):
    client = await signed_in(alice)
    await client.post(DRAW, fields(sandbox, model=fault("latency-60000")), headers=FRAGMENT)
    image = await GeneratedImage.objects.aget()

    await client.post(reverse("images:delete", args=[image.uuid]))
    await all_ended()

    assert not live_runs.generations()
    assert (await Run.objects.aget()).status == RunStatus.STOPPED
    assert not [path for path in image_folder.rglob("*") if path.is_file()]


async def test_varying_draws_with_another_seed(alice, sandbox):
    (image,) = await drawn(alice, sandbox, seed=3)
    client = await signed_in(alice)

    answer = await client.post(reverse("images:vary", args=[image.uuid]))
    await all_ended()

    assert answer.url == reverse("images:index")
    seeds = [each.seed async for each in GeneratedImage.objects.order_by("pk")]
    assert len(seeds) == 2
    assert seeds[0] == 3 != seeds[1]


async def test_what_cannot_be_varied_goes_back_to_the_form(alice, sandbox):
    image = await database_sync_to_async(make_image)(alice)
    client = await signed_in(alice)

    answer = await client.post(reverse("images:vary", args=[image.uuid]), follow=True)

    assert "No credential is chosen" in answer.text
    assert f"{image.prompt}</textarea>" in answer.text


async def test_trying_again_takes_the_place_of_what_failed(alice, sandbox):
    (failed,) = await drawn(alice, sandbox, fault("server-error"))
    client = await signed_in(alice)

    answer = await client.post(reverse("images:retry", args=[failed.uuid]), headers=FRAGMENT)
    await all_ended()

    image = await GeneratedImage.objects.aget()
    assert image.uuid != failed.uuid
    assert image.seed == failed.seed
    assert f"image-{image.uuid}" in answer.text


async def test_what_is_drawn_is_not_drawn_again(alice, sandbox):
    (image,) = await drawn(alice, sandbox)
    client = await signed_in(alice)

    answer = await client.post(reverse("images:retry", args=[image.uuid]), headers=FRAGMENT)

    assert "tile__image" in answer.text
    assert await GeneratedImage.objects.acount() == 1
