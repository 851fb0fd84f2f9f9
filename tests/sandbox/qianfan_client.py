"""Drives the official `qianfan` package; run as a program, since it reads its settings only once.

The mode is `v1` or `v2`; keys come from the environment. Prints one JSON object.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

import qianfan

QUESTION = [{"role": "user", "content": "Hello from the official client"}]


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


def v2_results() -> dict[str, Any]:
    chat = qianfan.ChatCompletion(version="2")
    whole = chat.do(messages=QUESTION, model="ernie-4.0-turbo-8k")
    frames = list(chat.do(messages=QUESTION, model="deepseek-v3", stream=True))
    deltas = [choice["delta"] for frame in frames for choice in frame["choices"]]
    return {
        "text": whole["choices"][0]["message"]["content"],
        "streamed": "".join(delta.get("content", "") for delta in deltas),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps({"v1": v1_results, "v2": v2_results}[sys.argv[1]]()))
