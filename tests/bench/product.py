"""The same question asked over the product's WebSocket."""

from __future__ import annotations

import time

from tests.bench.direct import Reply
from tests.sockets import PageSocket


async def ask(socket: PageSocket, model: str) -> Reply:
    """Submit the first prompt of a new conversation and follow it to its end."""
    reply = Reply(time.perf_counter())
    await socket.submit(model)
    while True:
        frame = await socket.receive()
        match frame["type"]:
            case "completion.delta":
                reply.add(frame["text"])
            case "completion.finished":
                reply.finished_at = time.perf_counter()
                assert frame["length"] == len(reply.text)
                return reply
            case "completion.failed" | "request.refused" | "run.reset":
                raise RuntimeError(f"the server answered {frame}")
