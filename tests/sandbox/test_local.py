"""The local back end around a model that is played by a function, and the real one where it is."""

from __future__ import annotations

import asyncio
import json
import os
import queue
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from playground.sandbox.faults import Faults
from playground.sandbox.keys import V2_KEY
from playground.sandbox.local import LocalBackend, LocalModelError, load_model
from playground.sandbox.prompts import Function, Prompt, Turn
from playground.sandbox.replies import start_reply
from playground.sandbox.state import Sandbox
from tests.sandbox.server import start_sandbox
from tests.sandbox.wire import ChatClient, v2_text

OnChunk = Callable[[str], bool]


def chunk(text: str | None, finish_reason: str | None = None) -> str:
    delta = {} if text is None else {"content": text}
    return json.dumps({"choices": [{"delta": delta, "finish_reason": finish_reason}]})


def question(text: str, **fields: Any) -> Prompt:
    return Prompt((Turn("user", text),), **fields)


class FakeModel:
    """Writes the same three words to everyone and keeps the requests."""

    def __init__(self, finish_reason: str = "stop") -> None:
        self.requests: list[dict[str, Any]] = []
        self._finish_reason = finish_reason

    def __call__(self, request: str, on_chunk: OnChunk) -> None:
        self.requests.append(json.loads(request))
        for text in (None, "one ", "two ", "three"):
            on_chunk(chunk(text))
        on_chunk(chunk(None, self._finish_reason))


async def test_pieces_arrive_one_by_one() -> None:
    reply = LocalBackend(FakeModel()).reply(question("Count to three"))

    batches = [list(batch) async for batch in reply.batches]

    assert batches == [["one "], ["two "], ["three"]]
    assert (reply.backend, reply.finish_reason) == ("local", "normal")


async def test_a_reply_cut_by_the_model_says_so() -> None:
    reply = LocalBackend(FakeModel("length")).reply(question("Count"))

    assert [batch async for batch in reply.batches]
    assert reply.finish_reason == "length"


async def test_there_is_always_a_system_prompt_and_a_cool_temperature() -> None:
    model = FakeModel()
    backend = LocalBackend(model)

    for prompt in (question("a"), question("a", system="Be kind.", temperature=0.95)):
        assert [batch async for batch in backend.reply(prompt).batches]

    first, second = model.requests
    assert first["messages"][0]["role"] == "system"
    assert first["messages"][0]["content"]
    assert second["messages"][0] == {"role": "system", "content": "Be kind."}
    assert second["temperature"] == 0.3


async def test_a_prompt_to_be_completed_is_the_models_question() -> None:
    model = FakeModel()

    reply = LocalBackend(model).reply(question("SELECT name", task="completion"))

    assert [piece async for batch in reply.batches for piece in batch] == ["one ", "two ", "three"]
    assert model.requests[0]["messages"][-1] == {"role": "user", "content": "SELECT name"}


def test_what_is_made_up_is_never_said_to_come_from_the_model() -> None:
    functions = (Function("get_weather"),)
    sandbox = Sandbox(LocalBackend(FakeModel()))
    asked, result = Turn("user", "weather"), Turn("tool", "clear", "get_weather")

    replies = [
        start_reply(Prompt((asked,), functions=functions), Faults(), sandbox),
        start_reply(Prompt((asked, result)), Faults(), sandbox),
        start_reply(Prompt((asked,)), Faults(), sandbox, text="A sample."),
        start_reply(Prompt((asked,)), Faults({"no-usage": 1}), sandbox),
    ]

    assert {reply.backend for reply in replies} == {"scripted"}
    assert start_reply(Prompt((asked,)), Faults(), sandbox).backend == "local"


async def test_old_turns_are_left_out_when_the_context_is_full() -> None:
    model = FakeModel()
    turns = tuple(Turn("user" if i % 2 == 0 else "assistant", f"{i} " * 1500) for i in range(5))

    reply = LocalBackend(model).reply(Prompt(turns))
    assert [batch async for batch in reply.batches]

    contents = [message["content"][:2] for message in model.requests[0]["messages"][1:]]
    assert contents == ["3 ", "4 "]


@pytest.mark.parametrize("text", ["你好，你是谁？", "こんにちは", "안녕하세요", "Привет"])
async def test_other_languages_get_an_honest_scripted_reply(text: str) -> None:
    model = FakeModel()

    reply = LocalBackend(model).reply(question(text))
    pieces = [piece async for batch in reply.batches for piece in batch]

    assert reply.backend == "scripted"
    assert text in "".join(pieces)
    assert model.requests == []


async def test_an_abandoned_reply_stops_the_model() -> None:
    has_stopped = threading.Event()

    def endless(request: str, on_chunk: OnChunk) -> None:
        while not on_chunk(chunk("word ")):
            pass
        has_stopped.set()

    batches = LocalBackend(endless).reply(question("Write for ever")).batches
    await anext(batches)
    await batches.aclose()

    assert await asyncio.to_thread(has_stopped.wait, 5)


async def test_two_write_and_the_others_wait() -> None:
    release = threading.Event()
    started: queue.SimpleQueue[str] = queue.SimpleQueue()

    def slow(request: str, on_chunk: OnChunk) -> None:
        started.put(request)
        release.wait(5)
        on_chunk(chunk("done"))

    async def read(backend: LocalBackend) -> list[str]:
        reply = backend.reply(question("Hi"))
        return [piece async for batch in reply.batches for piece in batch]

    backend = LocalBackend(slow)
    readers = [asyncio.create_task(read(backend)) for _ in range(3)]
    for _ in range(2):
        await asyncio.to_thread(started.get, timeout=5)
    is_third_waiting = started.empty()
    release.set()

    assert await asyncio.gather(*readers) == [["done"]] * 3
    assert is_third_waiting
    assert started.qsize() == 1


async def test_a_model_that_fails_ends_the_reply_with_its_error() -> None:
    def broken(request: str, on_chunk: OnChunk) -> None:
        raise RuntimeError("the model broke")

    with pytest.raises(RuntimeError, match="the model broke"):
        _ = [batch async for batch in LocalBackend(broken).reply(question("Hi")).batches]


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "not-a-model.gguf"
    path.write_bytes(b"GGUF and then nothing")

    with pytest.raises(LocalModelError):
        load_model(path)


def test_without_a_model_the_script_answers(tmp_path: Path) -> None:
    with (
        start_sandbox("auto", "--data-dir", str(tmp_path)) as url,
        httpx.Client(base_url=url, trust_env=False) as http,
    ):
        assert http.get("/health").json()["backend"] == "scripted"


def test_the_real_model_answers_in_english() -> None:
    path = os.environ.get("SANDBOX_TEST_MODEL", "")
    if not path:
        if os.environ.get("REQUIRE_DEMO_MODEL") == "1":
            pytest.fail("The demo model could not be fetched")
        pytest.skip("SANDBOX_TEST_MODEL names no model: python -m playground.sandbox.weights")

    with (
        start_sandbox("local", "--model-path", path) as url,
        httpx.Client(base_url=url, trust_env=False, timeout=30) as http,
    ):
        client = ChatClient(http, bearer=V2_KEY)
        # Nearly cold, so that it says the same each time.
        english = client.ask(
            "ernie-4.0-8k", "What is the capital of Japan?", stream=True, temperature=0.001
        )
        chinese = client.ask("ernie-4.0-8k", "法国的首都是哪里？")

    assert english.headers["X-Sandbox-Backend"] == "local"
    assert "Tokyo" in v2_text(english.content)
    assert chinese.headers["X-Sandbox-Backend"] == "scripted"
    assert "只会英语" in chinese.json()["choices"][0]["message"]["content"]
