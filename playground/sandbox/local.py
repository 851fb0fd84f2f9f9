"""The local back end: a small chat model on the CPU, through llama.cpp. It speaks English only."""

from __future__ import annotations

import asyncio
import secrets
import threading
from collections.abc import AsyncGenerator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import orjson

from playground.sandbox.backends import Reply
from playground.sandbox.languages import detect_language
from playground.sandbox.prompts import Prompt
from playground.sandbox.scripted import ScriptedBackend
from playground.sandbox.scripted_texts import ENGLISH_ONLY

_PARALLEL = 2
_CONTEXT_TOKENS = 4096
_LONGEST_REPLY_TOKENS = 768
# About three characters a token leave room for the reply.
_MOST_PROMPT_CHARACTERS = 8000
# Warmer, a model this small repeats itself; without a system prompt, too.
_HIGHEST_TEMPERATURE = 0.3
_DEFAULT_TEMPERATURE = 0.05
# Of six wordings tried, the one with which it most often stays in English and to the point.
_DEFAULT_SYSTEM = "You are a helpful AI assistant."


# Takes a JSON request and a callback for JSON chunks; stops when the callback returns True.
Generate = Callable[[str, Callable[[str], bool]], None]


class LocalModelError(Exception):
    """The model cannot be loaded; the text says why."""


def load_model(model_path: Path) -> Generate:
    """Return a function that writes a reply; loading takes half a second and 300 MB.

    Raises: LocalModelError
    """
    try:
        import xllamacpp
    except ImportError as exc:
        raise LocalModelError("xllamacpp is not installed") from exc
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(model_path)
    parameters.n_ctx = _CONTEXT_TOKENS * _PARALLEL
    parameters.n_parallel = _PARALLEL
    parameters.n_gpu_layers = 0
    parameters.cache_ram_mib = 0
    parameters.verbosity = -1
    parameters.warmup = False
    # The library opens an HTTP port of its own on the loopback address; nobody is to use it.
    parameters.api_keys = [secrets.token_urlsafe(32)]
    parameters.ui = False
    parameters.endpoint_slots = False
    parameters.n_threads_http = 1
    try:
        server = xllamacpp.Server(parameters)
    except RuntimeError as exc:
        raise LocalModelError(f"{model_path.name} cannot be loaded") from exc

    def generate(request: str, on_chunk: Callable[[str], bool]) -> None:
        server.handle_chat_completions(request, on_chunk)

    return generate


class LocalBackend:
    """Answers English prompts with a model, all others with a sentence on why it does not."""

    def __init__(self, generate: Generate) -> None:
        """Take the function that `load_model` returns."""
        self._generate = generate
        self._scripted = ScriptedBackend(plain_texts=ENGLISH_ONLY)
        self._threads = ThreadPoolExecutor(_PARALLEL, thread_name_prefix="model")
        self._turns = asyncio.Semaphore(_PARALLEL)

    def reply(self, prompt: Prompt) -> Reply:
        """Start an answer; others wait in line while two are being written."""
        if prompt.is_json_wanted or detect_language(prompt.question) != "en":
            return self._scripted.reply(prompt)
        reply = Reply("local", batches=_nothing())
        reply.batches = self._batches(prompt, reply)
        return reply

    async def _batches(self, prompt: Prompt, reply: Reply) -> AsyncGenerator[Sequence[str], None]:
        loop = asyncio.get_running_loop()
        arrived: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        is_abandoned = threading.Event()

        def on_chunk(chunk: str) -> bool:
            """Hand a chunk to the loop; returning True stops the model."""
            if not is_abandoned.is_set():
                loop.call_soon_threadsafe(arrived.put_nowait, orjson.loads(chunk))
            return is_abandoned.is_set()

        def work() -> None:
            try:
                self._generate(_request(prompt), on_chunk)
            finally:
                if not is_abandoned.is_set():
                    loop.call_soon_threadsafe(arrived.put_nowait, None)

        async with self._turns:
            working = loop.run_in_executor(self._threads, work)
            try:
                while (chunk := await arrived.get()) is not None:
                    text = _read_chunk(chunk, reply)
                    if text:
                        yield (text,)
                await working
            finally:
                is_abandoned.set()


def _request(prompt: Prompt) -> str:
    temperature = prompt.temperature if prompt.temperature is not None else _DEFAULT_TEMPERATURE
    body = {
        "messages": [
            {"role": "system", "content": prompt.system or _DEFAULT_SYSTEM},
            *_recent_messages(prompt),
        ],
        "stream": True,
        "temperature": min(temperature, _HIGHEST_TEMPERATURE),
        "max_tokens": min(prompt.max_tokens or _LONGEST_REPLY_TOKENS, _LONGEST_REPLY_TOKENS),
        "stop": list(prompt.stop),
    }
    return orjson.dumps(body).decode()


def _recent_messages(prompt: Prompt) -> list[dict[str, str]]:
    """Return the newest turns that fit the context, at least the end of the last one."""
    room = _MOST_PROMPT_CHARACTERS - min(len(prompt.system), _MOST_PROMPT_CHARACTERS // 2)
    messages: list[dict[str, str]] = []
    for turn in reversed(prompt.turns):
        if messages and len(turn.text) > room:
            break
        role = "assistant" if turn.role == "assistant" else "user"
        messages.append({"role": role, "content": turn.text[-room:]})
        room -= len(turn.text)
        if room <= 0:
            break
    return messages[::-1]


def _read_chunk(chunk: dict[str, Any], reply: Reply) -> str:
    if "error" in chunk:
        # The context overflowed in spite of the estimate, for example with a text of digits.
        reply.finish_reason = "length"
        return "[The demo model cannot take a text this long.]"
    choice = chunk["choices"][0] if chunk.get("choices") else {}
    if choice.get("finish_reason") == "length":
        reply.finish_reason = "length"
    return choice.get("delta", {}).get("content") or ""


async def _nothing() -> AsyncGenerator[Sequence[str], None]:
    return
    yield ()
