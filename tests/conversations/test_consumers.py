"""The road of a completion, through the real ASGI application and a real sandbox."""

from __future__ import annotations

import asyncio
from hashlib import sha256
from uuid import uuid4

import httpx
import pytest
from channels.db import database_sync_to_async

from playground.conversations.models import Conversation, Message
from playground.conversations.services.library import set_pinned
from playground.runs.models import Run, RunStatus
from tests.conversations.sockets import ENDS, connected, prompt, text_of

pytestmark = pytest.mark.django_db(transaction=True)


async def test_a_prompt_is_answered_in_deltas_and_saved(alice, sandbox):
    async with connected(alice) as page:
        frames = await page.ask(sandbox, "Hello", model="ernie-lite-8k")

    assert frames[0]["type"] == "completion.started"
    assert frames[0]["title"] == "Hello"
    finished = frames[-1]
    assert finished["type"] == "completion.finished"
    text = text_of(frames)
    assert finished["length"] == len(text)
    assert finished["sha256"] == sha256(text.encode()).hexdigest()
    run = await Run.objects.select_related("message").aget(uuid=finished["run"])
    assert run.status == RunStatus.SUCCEEDED
    assert run.output == text
    assert run.request["body"]["messages"] == [{"role": "user", "content": "Hello"}]
    assert run.output_tokens
    assert run.latency_ms >= run.ttft_ms
    assert str(run.message.uuid) == finished["reply"]
    conversation = await Conversation.objects.select_related("leaf").aget(owner=alice)
    assert conversation.leaf == run.message
    assert conversation.credential_id == sandbox.pk


@pytest.mark.parametrize("provider", ["qianfan_v1", "qianfan_v2"])
@pytest.mark.parametrize("is_streaming", [True, False])
async def test_each_provider_answers_streaming_or_not(alice, sandbox, provider, is_streaming):
    model = {"qianfan_v1": "ERNIE-Lite-8K", "qianfan_v2": "ernie-lite-8k"}[provider]

    async with connected(alice) as page:
        frames = await page.ask(
            sandbox, "Hello", provider=provider, model=model, is_streaming=is_streaming
        )

    assert frames[-1]["type"] == "completion.finished"
    assert text_of(frames)


async def test_reasoning_comes_apart_from_the_output(alice, sandbox):
    async with connected(alice) as page:
        frames = await page.ask(sandbox, model="my-fault-think")

    reasoning = [frame for frame in frames if frame["type"] == "completion.reasoning"]
    run = await Run.objects.aget(uuid=frames[-1]["run"])
    assert run.reasoning == "".join(frame["text"] for frame in reasoning) != ""
    assert run.output == text_of(frames) != ""


async def test_a_second_turn_tells_the_model_the_first(alice, sandbox):
    async with connected(alice) as page:
        first = await page.ask(sandbox, "One")
        frames = await page.ask(
            sandbox,
            "Two",
            conversation=first[0]["conversation"],
            parent=first[0]["reply"],
        )

    run = await Run.objects.aget(uuid=frames[-1]["run"])
    messages = run.request["body"]["messages"]
    assert [message["role"] for message in messages] == ["user", "assistant", "user"]
    assert messages[1]["content"] == text_of(first)
    assert frames[0]["parent"] == first[0]["reply"]


async def test_stop_saves_the_partial_text_and_closes_the_call(alice, sandbox, sandbox_url):
    async with connected(alice) as page:
        await page.submit(sandbox, model="my-fault-deltas-500--delta-20")
        frames = await page.receive_until("completion.delta")
        await page.send("completion.stop", run=frames[0]["run"], seen=1)
        frames += await page.receive_until(*ENDS)

    finished = frames[-1]
    assert (finished["type"], finished["status"]) == ("completion.finished", "stopped")
    run = await Run.objects.aget(uuid=finished["run"])
    assert run.status == RunStatus.STOPPED
    assert run.output == text_of(frames)
    assert run.latency_ms is not None
    await _nothing_open_in(sandbox_url)


async def test_a_closed_page_stops_nothing(alice, sandbox):
    async with connected(alice) as page:
        await page.submit(sandbox, model="my-fault-deltas-20--delta-10")
        started = await page.receive()

    async with connected(alice) as page:
        await page.send("run.attach", run=started["run"], offset=0)
        frames = await page.receive_until(*ENDS)

    assert frames[-1]["status"] == "succeeded"
    assert len(text_of(frames)) == frames[-1]["length"]


async def test_an_error_of_the_provider_stands_in_words(alice, sandbox):
    async with connected(alice) as page:
        frames = await page.ask(sandbox, model="my-fault-rate-limit")

    failed = frames[-1]
    assert failed["type"] == "completion.failed"
    assert failed["status"] == "failed"
    assert failed["retryable"] is True
    assert "Wait" in failed["message"]
    run = await Run.objects.aget(uuid=failed["run"])
    assert run.error_code == failed["code"]


async def test_the_sentence_comes_in_the_language_of_the_person(alice, sandbox, monkeypatch):
    alice.language = "zh-hans"
    await alice.asave()
    seen = []
    monkeypatch.setattr(
        "playground.runs.error_messages.gettext",
        lambda text: seen.append(_active_language()) or text,
    )

    async with connected(alice) as page:
        await page.ask(sandbox, model="my-fault-rate-limit")

    assert seen == ["zh-hans"]


async def test_a_cut_stream_keeps_what_came_before(alice, sandbox):
    async with connected(alice) as page:
        frames = await page.ask(sandbox, model="my-fault-cut-3")

    assert frames[-1]["code"] == "stream_interrupted"
    run = await Run.objects.aget(uuid=frames[-1]["run"])
    assert run.output == text_of(frames) != ""


async def test_an_unexpected_error_ends_the_run_too(alice, sandbox, monkeypatch, caplog):
    async def broken(request, connection, **values):
        raise ZeroDivisionError("secret prompt")
        yield

    monkeypatch.setattr("playground.runs.call_events.stream_reply", broken)

    async with connected(alice) as page:
        frames = await page.ask(sandbox)

    assert frames[-1]["code"] == "internal_error"
    assert "secret prompt" not in frames[-1]["message"]
    assert "ZeroDivisionError" in caplog.text
    run = await Run.objects.aget(uuid=frames[-1]["run"])
    assert run.status == RunStatus.FAILED


async def test_the_same_submit_again_makes_no_second_turn(alice, sandbox, sandbox_url):
    async with connected(alice) as page:
        frame = await page.submit(sandbox, model="my-fault-deltas-5")
        frames = await page.receive_until(*ENDS)
        calls = (await _stats(sandbox_url))["started"]
        await page.communicator.send_json_to(frame)
        again = await page.receive_until(*ENDS)

    assert again[0] == frames[0]
    assert text_of(again) == text_of(frames)
    assert again[-1] == frames[-1]
    assert await Message.objects.acount() == 2
    assert (await _stats(sandbox_url))["started"] == calls


async def test_the_same_submit_while_it_is_live_makes_no_second_turn(alice, sandbox):
    async with connected(alice) as page, connected(alice) as other:
        frame = await page.submit(sandbox, model="my-fault-deltas-20--delta-10")
        await page.receive_until("completion.delta")
        await other.communicator.send_json_to(frame)
        frames = await other.receive_until(*ENDS)

    assert frames[-1]["status"] == "succeeded"
    assert len(text_of(frames)) == frames[-1]["length"]
    assert await Run.objects.acount() == 1


async def test_another_submit_is_refused_while_a_reply_is_live(alice, sandbox):
    async with connected(alice) as page:
        frame = await page.submit(sandbox, model="my-fault-deltas-200--delta-20")
        await page.receive_until("completion.delta")
        second = prompt(sandbox, conversation=frame["conversation"], parent=frame["reply"])
        await page.communicator.send_json_to(second)
        refused = (await page.receive_until("request.refused"))[-1]

    assert refused["code"] == "conversation_busy"
    assert refused["reply"] == second["reply"]
    assert await Message.objects.acount() == 2


async def test_other_pages_of_the_person_hear_of_a_change(alice, bob, sandbox):
    async with connected(alice) as page, connected(alice) as other, connected(bob) as strange:
        frames = await page.ask(sandbox)
        changed = await other.receive()
        nothing = await strange.communicator.receive_nothing()

    assert changed == {
        "type": "conversation.changed",
        "conversations": [frames[0]["conversation"]],
    }
    assert nothing
    assert "conversation.changed" not in {frame["type"] for frame in frames}


async def test_a_change_over_http_is_heard_on_the_socket(alice):
    conversation = await Conversation.objects.acreate(owner=alice, title="A")

    async with connected(alice) as page:
        await database_sync_to_async(set_pinned)(conversation=conversation, is_pinned=True)
        frame = await page.receive()

    assert frame == {"type": "conversation.changed", "conversations": [str(conversation.uuid)]}


async def test_a_ping_is_answered(alice):
    async with connected(alice) as page:
        await page.send("socket.ping")

        assert await page.receive() == {"type": "socket.pong"}


async def test_deltas_of_one_network_read_come_as_one_frame(alice, sandbox):
    async with connected(alice) as page:
        frames = await page.ask(sandbox, model="my-fault-deltas-500")

    deltas = [frame for frame in frames if frame["type"] == "completion.delta"]
    assert len(deltas) < 100
    assert len(text_of(frames)) == frames[-1]["length"]


async def test_an_edited_prompt_makes_a_branch_beside_the_first(alice, sandbox):
    async with connected(alice) as page:
        first = await page.ask(sandbox, "One")
        await page.ask(sandbox, "Uno", conversation=first[0]["conversation"], parent=None)

    roots = Message.objects.filter(parent=None)
    assert await roots.acount() == 2
    assert await Conversation.objects.acount() == 1


async def test_a_submit_below_an_unknown_parent_is_refused(alice, sandbox):
    async with connected(alice) as page:
        frames = await page.ask(sandbox, parent=uuid4())

    assert frames[-1]["code"] == "not_found"
    assert not await Message.objects.aexists()


async def _stats(url: str) -> dict:
    async with httpx.AsyncClient(trust_env=False) as client:
        counters = (await client.get(f"{url}/sandbox/stats")).json()
    return {"started": counters["requests_started"], "open": counters["open_streams"]}


async def _nothing_open_in(url: str) -> None:
    """Wait until the sandbox has noticed that its client is gone."""
    async with asyncio.timeout(5):
        while (await _stats(url))["open"]:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.02)


def _active_language() -> str:
    from django.utils.translation import get_language

    return get_language()
