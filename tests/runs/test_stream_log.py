"""The contract of a stream log, over both implementations."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from playground.runs.stream_log import End, GrowingText, TextKind

OUTPUT, REASONING = TextKind.OUTPUT, TextKind.REASONING


def end_of(text, status="succeeded"):
    return End(status=status, length=text.output.length, sha256="x", error_parameters={"a": 1})


async def read_all(follower):
    """Follow to the end: the output, the reasoning, and the end; offsets must fit."""
    output = reasoning = None
    while True:
        async with asyncio.timeout(10):
            batch = await follower.read()
        output = output if output is not None else GrowingTextFrom(batch.output_offset)
        reasoning = reasoning if reasoning is not None else GrowingTextFrom(batch.reasoning_offset)
        output.add(batch.output_offset, batch.output)
        reasoning.add(batch.reasoning_offset, batch.reasoning)
        if batch.end is not None:
            follower.close()
            return output.text, reasoning.text, batch.end


class GrowingTextFrom:
    def __init__(self, offset):
        self.start = offset
        self.text = ""

    def add(self, offset, text):
        if text:
            assert offset == self.start + len(self.text)
            self.text += text


@pytest.mark.parametrize("offset", range(8))
def test_a_growing_text_gives_its_tail_from_any_offset(offset):
    text = GrowingText("ab")
    text.append("")
    text.append("日本")
    text.append("😀c")

    assert text.since(offset) == "ab日本😀c"[offset:]
    assert text.length == 6


async def test_a_follower_gets_all_that_is_appended_and_the_end(make_log):
    log, run = make_log(), uuid4()
    text = log.open(run)
    follower = make_log().follow(run, offset=0, reasoning_offset=0)
    reading = asyncio.create_task(read_all(follower))

    for number in range(50):
        text.append(REASONING if number % 5 == 0 else OUTPUT, f"{number}日,")
        await asyncio.sleep(0)
    text.finish(end_of(text))

    output, reasoning, end = await reading
    assert output == str(text.output)
    assert reasoning == str(text.reasoning)
    assert end == end_of(text)


async def test_a_late_follower_gets_what_it_lacks(make_log):
    log, run = make_log(), uuid4()
    text = log.open(run)
    text.append(OUTPUT, "0123456789")
    text.append(REASONING, "abc")

    follower = make_log().follow(run, offset=7, reasoning_offset=1)
    batch = await _until(follower, lambda batch: batch.output)
    follower.close()

    assert (batch.output_offset, batch.output) == (7, "789")


async def test_steps_have_an_offset_of_their_own(make_log):
    log, run = make_log(), uuid4()
    text = log.open(run)
    text.append(OUTPUT, "0123456789")
    text.append(TextKind.STEPS, "abcdef")

    follower = make_log().follow(run, offset=10, reasoning_offset=0, steps_offset=2)
    batch = await _until(follower, lambda batch: batch.steps)
    follower.close()

    assert (batch.steps_offset, batch.steps) == (2, "cdef")


async def test_followers_with_different_offsets_do_not_disturb_each_other(make_log):
    log, other, run = make_log(), make_log(), uuid4()
    text = log.open(run)
    text.append(OUTPUT, "0123456789")
    followers = [other.follow(run, offset=n, reasoning_offset=0) for n in (0, 3, 10)]
    reading = [asyncio.create_task(read_all(follower)) for follower in followers]

    text.append(OUTPUT, "xyz")
    text.finish(end_of(text))

    outputs = [(await each)[0] for each in reading]
    assert outputs == ["0123456789xyz", "3456789xyz", "xyz"]


async def test_a_run_that_continues_starts_with_its_old_text(make_log):
    log, run = make_log(), uuid4()
    text = log.open(run, output="old ", reasoning="thought")
    text.append(OUTPUT, "new")
    follower = make_log().follow(run, offset=4, reasoning_offset=7)
    text.finish(end_of(text))

    # In memory the log of an ended run is gone for those who come later, not for this one.
    assert (await read_all(follower))[0] == "new"


async def test_many_runs_are_followed_at_once(make_log):
    log, other = make_log(), make_log()
    texts = [log.open(uuid4()) for _ in range(50)]
    reading = [
        asyncio.create_task(read_all(other.follow(text.run, offset=0, reasoning_offset=0)))
        for text in texts
    ]

    for number in range(20):
        for text in texts:
            text.append(OUTPUT, f"{number} ")
        await asyncio.sleep(0)
    for text in texts:
        text.finish(end_of(text))

    outputs = [(await each)[0] for each in reading]
    assert outputs == ["".join(f"{number} " for number in range(20))] * 50


async def test_a_request_to_stop_reaches_the_process_that_generates(make_log):
    stopped = asyncio.Queue()
    run = uuid4()
    owner = make_log(lambda asked: bool(asked == run and (stopped.put_nowait(asked) or True)))
    other = make_log()
    owner.open(run)

    await other.request_stop(run)

    async with asyncio.timeout(10):
        assert await stopped.get() == run


async def _until(follower, is_wanted):
    async with asyncio.timeout(10):
        while not is_wanted(batch := await follower.read()):
            pass
    return batch
