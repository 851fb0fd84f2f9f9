from __future__ import annotations

from playground.gateway.limits.shared import SharedLimits
from tests.gateway.limits.doubles import SleepyClock


async def test_a_server_that_failed_is_left_alone_for_a_while():
    clock = SleepyClock()
    shared = SharedLimits("redis://127.0.0.1:6379/0", clock)
    is_down = True
    asked = 0

    async def command(_client: object) -> str:
        nonlocal asked
        asked += 1
        if is_down:
            raise ConnectionRefusedError
        return "answer"

    answers = [await shared.ask(command) for _ in range(10)]
    assert (answers, asked) == ([None] * 10, 1)

    is_down = False
    clock.now += 10
    assert await shared.ask(command) == "answer"
    await shared.close()
