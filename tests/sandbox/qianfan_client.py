"""Drives the official `qianfan` package; run as a program, since it reads its settings only once.

The first argument is the name of a function below, without `_results`; keys come from the
environment. Prints one JSON object.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

import qianfan

QUESTION = [{"role": "user", "content": "Hello from the official client"}]
ASKED = "What is the weather in Beijing?"
WEATHER = {
    "name": "get_weather",
    "description": "Tells the weather of a place",
    "parameters": {
        "type": "object",
        "properties": {"location": {"type": "string"}},
        "required": ["location"],
    },
}
# A gray picture of 16 by 16 pixels.
BMP = "Qk02AwAAAAAAADYAAAAoAAAAEAAAABAAAAABABgAAAAAAAADAADEDgAAxA4AAAAAAAAAAAAA" + "gICA" * 256


def v1_results() -> dict[str, Any]:
    chat = qianfan.ChatCompletion()
    whole = chat.do(messages=QUESTION, endpoint="completions_pro")
    frames = list(chat.do(messages=QUESTION, model="ERNIE-4.0-Turbo-8K", stream=True))
    try:
        chat.do(messages=QUESTION, endpoint="my-fault-qps", retry_count=1)
    except qianfan.errors.APIError as exc:
        error_code = exc.error_code
    retried = chat.do(messages=QUESTION, endpoint="my-fault-flaky-2", retry_count=3)

    async def later() -> tuple[str, int]:
        answer = await chat.ado(messages=QUESTION, model="ERNIE-Bot-turbo")
        stream = await chat.ado(messages=QUESTION, endpoint="my-fault-deltas-30", stream=True)
        return answer["result"], len([frame async for frame in stream])

    async_text, async_frames = asyncio.run(later())
    return {
        "text": whole["result"],
        "streamed": "".join(frame["result"] for frame in frames),
        "is_end": frames[-1]["is_end"],
        "request_id": whole.headers.get("x-baidu-request-id", ""),
        "error_code": error_code,
        "retried": retried["result"],
        "async_text": async_text,
        "async_frames": async_frames,
    }


def v1_functions_results() -> dict[str, Any]:
    chat = qianfan.ChatCompletion()
    asked = {"role": "user", "content": ASKED}
    options: dict[str, Any] = {"model": "ERNIE-3.5-8K", "functions": [WEATHER]}
    called = chat.do(messages=[asked], **options)
    call = called["function_call"]
    result = {"role": "function", "name": call["name"], "content": '{"sky": "clear"}'}
    turn = {"role": "assistant", "content": "", "function_call": call}
    answer = chat.do(messages=[asked, turn, result], **options)
    truncated = chat.do(messages=QUESTION, endpoint="my-fault-truncated", auto_concat_truncate=True)
    return {"call": call, "answer": answer["result"], "joined": truncated["result"]}


def v1_texts_results() -> dict[str, Any]:
    completion = qianfan.Completion()
    whole = completion.do(prompt="SELECT name", model="SQLCoder-7B")
    own = completion.do(prompt="SELECT name", endpoint="my-code-writer", stream=True)
    chat = completion.do(prompt="SELECT name", model="ERNIE-Bot-turbo")
    picture = qianfan.Image2Text(model="Fuyu-8B")
    seen = picture.do(prompt="What is it?", image=BMP)
    streamed = picture.do(prompt="What is it?", image=BMP, stream=True)
    return {
        "completion": whole.body,
        "own": "".join(frame["result"] for frame in own),
        "chat": chat.body,
        "seen": seen.body,
        "seen_streamed": "".join(frame["result"] for frame in streamed),
    }


def v1_plugins_results() -> dict[str, Any]:
    application = qianfan.Plugin(endpoint="my-helper")
    options: dict[str, Any] = {"plugins": ["uuid-weatherforecast"], "verbose": True}
    whole = application.do(ASKED, **options)
    frames = list(application.do(ASKED, stream=True, **options))
    chart = [{"role": "user", "content": "Draw a bar chart: apples 30, pears 20"}]
    results: dict[str, Any] = {"whole": whole.body, "frames": [frame.body for frame in frames]}
    for model in ("EBPlugin", "EBPluginV2"):
        ernie = qianfan.Plugin(model=model)
        drawn = ernie.do(chart, plugins=["eChart"])
        events = [frame.body for frame in ernie.do(chart, plugins=["eChart"], stream=True)]
        results[model] = {"drawn": drawn.body, "events": events}
    return results


def v1_batches_results() -> dict[str, Any]:
    chat, completion = qianfan.ChatCompletion(), qianfan.Completion()
    messages = [[{"role": "user", "content": f"number {n}"}] for n in range(4)]
    prompts = [f"prompt {n}" for n in range(4)]
    chats = chat.batch_do(messages, worker_num=2, model="ERNIE-Speed-8K")
    completions = completion.batch_do(prompts, worker_num=2, model="CodeLlama-7b-Instruct")
    bodies = [{"messages": QUESTION}, {"messages": QUESTION * 2}]
    mixed = chat.batch_do(body_list=bodies, endpoint="my-service")

    async def later() -> tuple[list[Any], list[Any]]:
        return (
            await chat.abatch_do(messages, worker_num=2, model="ERNIE-Speed-8K"),
            await completion.abatch_do(prompts, worker_num=2, model="SQLCoder-7B"),
        )

    async_chats, async_completions = asyncio.run(later())
    return {
        "chats": [answer["result"] for answer in chats.results()],
        "completions": [answer["result"] for answer in completions.results()],
        "mixed": [getattr(answer, "error_code", 0) for answer in mixed.results()],
        "async_chats": [answer["result"] for answer in async_chats],
        "async_completions": [answer["result"] for answer in async_completions],
    }


def v2_results() -> dict[str, Any]:
    chat = qianfan.ChatCompletion(version="2")
    whole = chat.do(messages=QUESTION, model="ernie-4.0-turbo-8k")
    frames = list(chat.do(messages=QUESTION, model="deepseek-v3", stream=True))
    deltas = [choice["delta"] for frame in frames for choice in frame["choices"]]
    tools = [{"type": "function", "function": WEATHER}]
    asked = {"role": "user", "content": ASKED}
    options: dict[str, Any] = {"model": "ernie-4.0-turbo-8k", "tools": tools}
    message = chat.do(messages=[asked], **options)["choices"][0]["message"]
    call = message["tool_calls"][0]
    result = {"role": "tool", "tool_call_id": call["id"], "content": '{"sky": "clear"}'}
    answer = chat.do(messages=[asked, message, result], **options)
    messages = [[{"role": "user", "content": f"number {n}"}] for n in range(4)]
    batch = chat.batch_do(messages, worker_num=2, model="ernie-speed-8k")
    return {
        "text": whole["choices"][0]["message"]["content"],
        "streamed": "".join(delta.get("content", "") for delta in deltas),
        "call": call["function"],
        "answer": answer["choices"][0]["message"]["content"],
        "batch": [a["choices"][0]["message"]["content"] for a in batch.results()],
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(globals()[f"{sys.argv[1]}_results"]()))
