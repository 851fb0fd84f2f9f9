"""The direct client: what a script without the product in between would do."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import aiohttp
import orjson

from playground.sandbox.keys import V2_KEY

MESSAGES = [{"role": "user", "content": "Hello"}]


@dataclass
class Reply:
    """One streamed reply; times are of the clock `time.perf_counter`."""

    sent_at: float
    text: str = ""
    # When each delta arrived, and how many words it brought.
    arrivals: list[tuple[float, int]] = field(default_factory=list)
    finished_at: float = 0.0

    def add(self, text: str) -> None:
        self.text += text
        self.arrivals.append((time.perf_counter(), text.count(" ")))

    @property
    def first_delta_seconds(self) -> float:
        return self.arrivals[0][0] - self.sent_at

    @property
    def total_seconds(self) -> float:
        return self.finished_at - self.sent_at


async def ask(session: aiohttp.ClientSession, sandbox_url: str, model: str) -> Reply:
    """Stream one completion of V2 and read every event of it."""
    body = {"model": model, "messages": MESSAGES, "stream": True}
    body["stream_options"] = {"include_usage": True}
    reply = Reply(time.perf_counter())
    async with session.post(
        f"{sandbox_url}/v2/chat/completions",
        data=orjson.dumps(body),
        headers={"Authorization": f"Bearer {V2_KEY}", "Content-Type": "application/json"},
    ) as response:
        response.raise_for_status()
        async for line in response.content:
            if line.startswith(b"data: {"):
                for choice in orjson.loads(line[6:])["choices"]:
                    if text := choice["delta"].get("content"):
                        reply.add(text)
    reply.finished_at = time.perf_counter()
    return reply
