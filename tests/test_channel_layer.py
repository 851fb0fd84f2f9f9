from __future__ import annotations

import asyncio
import threading
import time

import pytest
from asgiref.sync import async_to_sync
from channels.exceptions import ChannelFull

from playground.channel_layer import EmbeddedChannelLayer

MESSAGE = {"type": "conversation.changed", "conversation": "1"}


async def in_another_thread(function, *arguments) -> None:
    """Run it in a bare thread, as a task of the embedded worker runs; the loop stays idle."""
    thread = threading.Thread(target=function, args=arguments)
    thread.start()
    await asyncio.to_thread(thread.join)


async def test_a_message_from_another_thread_wakes_the_consumer():
    layer = EmbeddedChannelLayer()
    channel = await layer.new_channel()
    await layer.group_add("people", channel)
    sender = threading.Timer(0.05, async_to_sync(layer.group_send), ("people", MESSAGE))
    started = time.monotonic()

    sender.start()
    # Nothing else may wake this loop before the time-out does.
    received = await asyncio.wait_for(layer.receive(channel), 5)

    assert received == MESSAGE
    assert time.monotonic() - started < 2
    sender.join()


async def test_a_single_channel_is_reached_from_another_thread():
    layer = EmbeddedChannelLayer()
    channel = await layer.new_channel()

    await in_another_thread(async_to_sync(layer.send), channel, MESSAGE)

    assert await asyncio.wait_for(layer.receive(channel), 0.5) == MESSAGE


async def test_a_message_is_taken_as_it_was_when_it_was_sent():
    layer = EmbeddedChannelLayer()
    channel = await layer.new_channel()
    message = dict(MESSAGE)

    def send_then_change() -> None:
        async_to_sync(layer.send)(channel, message)
        message["conversation"] = "2"

    await in_another_thread(send_then_change)

    assert await asyncio.wait_for(layer.receive(channel), 0.5) == MESSAGE


async def test_within_the_loop_a_full_channel_raises():
    layer = EmbeddedChannelLayer(capacity=1)
    channel = await layer.new_channel()
    await layer.send(channel, MESSAGE)

    with pytest.raises(ChannelFull):
        await layer.send(channel, MESSAGE)


async def test_a_full_channel_drops_what_another_thread_sends(caplog):
    layer = EmbeddedChannelLayer(capacity=1)
    channel = await layer.new_channel()
    await layer.send(channel, MESSAGE)

    await in_another_thread(async_to_sync(layer.send), channel, MESSAGE)
    for _ in range(3):
        await asyncio.sleep(0)

    assert "ChannelFull" in caplog.text


def test_nobody_waits_for_a_loop_that_ended():
    layer = EmbeddedChannelLayer()
    channel = asyncio.run(layer.new_channel())

    started = time.monotonic()
    async_to_sync(layer.send)(channel, MESSAGE)

    assert time.monotonic() - started < 1
