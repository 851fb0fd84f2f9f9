"""Asking over HTTP, with a sandbox that answers."""

from __future__ import annotations

from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.urls import reverse

from playground.plugins.models import PluginTalk, PluginTurn
from playground.runs import services
from playground.runs.models import Run, RunStatus
from tests.conversations.sockets import connected, text_of
from tests.plugins.talks import fields, make_talk, make_turn, signed_in

pytestmark = pytest.mark.django_db(transaction=True)

START = reverse("plugins:start")


async def followed(user, run):
    """Follow a run to its end; return all frames."""
    async with connected(user, path="/ws/runs/") as page:
        await page.send("run.attach", run=str(run.uuid), offset=0, reasoning_offset=0)
        return await page.receive_until("completion.finished", "completion.failed")


async def only_run():
    return await Run.objects.aget()


async def page_of(client, talk):
    response = await client.get(reverse("plugins:detail", args=[talk.uuid]))
    return response.content.decode()


async def test_a_question_leads_to_its_talk_where_the_answer_streams(alice, sandbox):
    client = await signed_in(alice)

    response = await client.post(START, fields(sandbox))

    talk = await PluginTalk.objects.aget()
    turn = await PluginTurn.objects.aget()
    assert response.url == f"/plugins/{talk.uuid}/#turn-{turn.uuid}"
    frames = await followed(alice, await only_run())
    assert "thirty days" in text_of(frames)
    assert any(frame["type"] == "run.steps" for frame in frames)


async def test_the_page_shows_passages_as_cards(alice, sandbox):
    client = await signed_in(alice)
    await client.post(START, fields(sandbox))
    await followed(alice, await only_run())

    text = await page_of(client, await PluginTalk.objects.aget())

    assert "Knowledge base" in text
    assert 'class="passage__document">sandbox-sample.txt<' in text
    assert "<meter" in text
    assert "data-run=" not in text


async def test_htmx_is_led_to_a_new_talk(alice, sandbox):
    client = await signed_in(alice)

    response = await client.post(START, fields(sandbox), headers={"HX-Request": "true"})

    talk = await PluginTalk.objects.aget()
    assert response.headers["HX-Redirect"] == f"/plugins/{talk.uuid}/"
    await followed(alice, await only_run())


async def test_a_further_question_is_added_to_the_page(alice, sandbox):
    client = await signed_in(alice)
    await client.post(START, fields(sandbox))
    await followed(alice, await only_run())
    talk = await PluginTalk.objects.aget()

    url = reverse("plugins:ask", args=[talk.uuid])
    more = fields(
        sandbox,
        "What is the weather in Paris?",
        variable_name="a",
        variable_value="b",
        turn_count="1",
    )
    response = await client.post(url, more, headers={"HX-Request": "true"})

    text = response.content.decode()
    assert (response.headers["HX-Retarget"], response.headers["HX-Reswap"]) == (
        "#turns",
        "beforeend",
    )
    assert text.count("data-run=") == 1
    assert 'hx-swap-oob="true"' in text
    assert 'value="my-knowledge"' in text
    last = await PluginTurn.objects.select_related("run").alatest("pk")
    answer = text_of(await followed(alice, last.run))
    assert "(history: 2; input_variables: a=b)" in answer


async def test_a_page_that_lacks_a_turn_of_another_tab_is_loaded_anew(alice, sandbox):
    client = await signed_in(alice)
    await client.post(START, fields(sandbox))
    await followed(alice, await only_run())
    talk = await PluginTalk.objects.aget()
    url = reverse("plugins:ask", args=[talk.uuid])

    response = await client.post(url, fields(sandbox), headers={"HX-Request": "true"})

    assert response.headers["HX-Redirect"] == f"/plugins/{talk.uuid}/"
    last = await PluginTurn.objects.select_related("run").alatest("pk")
    await followed(alice, last.run)


async def test_a_chart_is_drawn_from_data(alice, sandbox):
    client = await signed_in(alice)
    question = fields(
        sandbox, "A bar chart: apples 12, pears 19", kind="ernie", ernie_plugins="eChart"
    )
    await client.post(START, question)
    await followed(alice, await only_run())

    text = await page_of(client, await PluginTalk.objects.aget())

    assert text.count("<data-chart") == 1
    assert "&quot;type&quot;:&quot;bar&quot;" in text
    assert "<td>apples</td>" in text
    run = await only_run()
    assert (run.model, run.endpoint, run.status) == ("EBPlugin", "", RunStatus.SUCCEEDED)


async def test_a_stopped_answer_keeps_what_there_is(alice, sandbox):
    client = await signed_in(alice)
    slow = fields(sandbox, endpoint="my-fault-deltas-500--delta-10")
    await client.post(START, slow)
    run = await only_run()

    async with connected(alice, path="/ws/runs/") as page:
        await page.send("run.attach", run=str(run.uuid), offset=0, reasoning_offset=0)
        await page.receive_until("completion.delta")
        await page.send("completion.stop", run=str(run.uuid), seen=1)
        await page.receive_until("completion.finished")

    run = await only_run()
    assert run.status == RunStatus.STOPPED
    assert run.output
    assert "Stopped." in await page_of(client, await PluginTalk.objects.aget())


async def test_deleting_a_talk_stops_its_answer(alice, sandbox):
    client = await signed_in(alice)
    await client.post(START, fields(sandbox, endpoint="my-fault-latency-60000"))
    talk = await PluginTalk.objects.aget()

    await client.post(reverse("plugins:delete", args=[talk.uuid]))
    await services.shut_down(timeout=20)

    assert not await PluginTalk.objects.aexists()
    assert (await only_run()).status == RunStatus.STOPPED


async def test_a_page_that_is_loaded_in_mid_stream_goes_on(alice, sandbox):
    client = await signed_in(alice)
    await client.post(START, fields(sandbox, endpoint="my-fault-deltas-20--delta-20"))
    run = await only_run()

    text = await page_of(client, await PluginTalk.objects.aget())
    frames = await followed(alice, run)

    assert f'data-run="{run.uuid}"' in text
    assert "data-live" in text
    assert text_of(frames) == (await only_run()).output != ""


async def test_an_answer_that_fails_can_be_asked_again(alice, sandbox):
    client = await signed_in(alice)
    await client.post(START, fields(sandbox, endpoint="my-fault-error-336100"))
    await followed(alice, await only_run())
    turn = await PluginTurn.objects.aget()
    talk = await PluginTalk.objects.aget()
    assert "notice--danger" in await page_of(client, talk)
    talk.endpoint = "my-knowledge"
    await talk.asave()

    url = reverse("plugins:ask_again", args=[turn.uuid])
    response = await client.post(url, headers={"HX-Request": "true"})

    assert "data-run=" in response.content.decode()
    await turn.arefresh_from_db()
    run = await Run.objects.aget(pk=turn.run_id)
    assert "thirty days" in text_of(await followed(alice, run))


async def test_asking_again_works_as_a_plain_form(alice, sandbox):
    client = await signed_in(alice)
    await client.post(START, fields(sandbox))
    await followed(alice, await only_run())
    turn = await PluginTurn.objects.select_related("talk").aget()

    response = await client.post(reverse("plugins:ask_again", args=[turn.uuid]))

    assert response.url == f"/plugins/{turn.talk.uuid}/"
    await turn.arefresh_from_db()
    await followed(alice, await Run.objects.aget(pk=turn.run_id))


async def test_what_cannot_be_asked_comes_back_as_it_was_typed(alice, sandbox):
    client = await signed_in(alice)
    typed = fields(
        sandbox,
        "Where is <it>?",
        endpoint="",
        file_url="https://x.bcebos.com/a.png",
        variable_name=["city"],
        variable_value=["Beijing"],
        application_plugins="uuid-chatocr",
    )

    for headers in ({}, {"HX-Request": "true"}):
        response = await client.post(START, typed, headers=headers)

        text = response.content.decode()
        assert response.status_code == 200
        assert "Name the plugin application" in text
        for kept in (
            "Where is &lt;it&gt;?",
            "https://x.bcebos.com/a.png",
            "Beijing",
            typed["turn"],
        ):
            assert kept in text
        assert ("<html" in text) == (not headers)
    assert await Run.objects.acount() == 0


async def test_a_fault_in_a_talk_leaves_the_talk_on_the_page(alice, sandbox):
    talk = await sync_to_async(make_talk)(alice, sandbox)
    await sync_to_async(make_turn)(talk, "An earlier question")
    client = await signed_in(alice)

    response = await client.post(reverse("plugins:ask", args=[talk.uuid]), fields(sandbox, " "))

    text = response.content.decode()
    assert "An earlier question" in text
    assert "Write a question first" in text


async def test_a_double_click_asks_once(alice, sandbox):
    client = await signed_in(alice)
    once = fields(sandbox)
    await client.post(START, once)

    response = await client.post(START, once, headers={"HX-Request": "true"})

    talk = await PluginTalk.objects.aget()
    assert response.headers["HX-Redirect"] == f"/plugins/{talk.uuid}/"
    await followed(alice, await only_run())


async def test_a_credential_of_others_cannot_be_used(charlie, sandbox):
    client = await signed_in(charlie)

    response = await client.post(START, fields(sandbox))

    assert "no longer available" in response.content.decode()
    assert await Run.objects.acount() == 0


async def test_a_turn_without_an_id_gets_one(alice, sandbox):
    client = await signed_in(alice)

    await client.post(START, fields(sandbox, turn="nonsense"))

    assert await PluginTurn.objects.acount() == 1
    await followed(alice, await only_run())


async def test_nobody_asks_where_there_is_no_talk(alice, sandbox):
    client = await signed_in(alice)

    response = await client.post(reverse("plugins:ask", args=[uuid4()]), fields(sandbox))

    assert response.status_code == 404
