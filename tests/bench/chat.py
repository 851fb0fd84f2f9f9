"""The road of a completion: what the product adds to a direct client."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from statistics import median

import aiohttp

from tests.bench import direct, product
from tests.bench.direct import Reply
from tests.bench.measurements import Measurement, at_least, at_most
from tests.bench.rig import Rig, prepared_instance, resident_kilobytes, running_rig
from tests.server import start_server
from tests.sockets import connect

STREAMS = 200
DELTAS = 250
PACE_SECONDS = 0.02
IDLE_SOCKETS = 500

Ask = Callable[[str], Awaitable[Reply]]


@contextlib.asynccontextmanager
async def _both(rig: Rig) -> AsyncIterator[tuple[Ask, Ask]]:
    """Yield the two ways to ask a model: direct, and over a WebSocket that is open already."""
    async with (
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session,
        connect(session, rig.server.url, rig.person) as socket,
    ):

        async def ask_directly(model: str) -> Reply:
            return await direct.ask(session, rig.sandbox_url, model)

        async def ask_product(model: str) -> Reply:
            return await product.ask(socket, model)

        for ask in (ask_directly, ask_product):
            await ask("my-fault-deltas-5")
        yield ask_directly, ask_product


async def _in_turns(rig: Rig, model: str, times: int) -> tuple[list[Reply], list[Reply]]:
    async with _both(rig) as (ask_directly, ask_product):
        replies = [(await ask_directly(model), await ask_product(model)) for _ in range(times)]
    return [pair[0] for pair in replies], [pair[1] for pair in replies]


async def first_delta(rig: Rig) -> list[Measurement]:
    ours = await _in_turns(rig, "my-fault-deltas-20", 50)
    times = [median(reply.first_delta_seconds for reply in replies) * 1000 for replies in ours]
    added = times[1] - times[0]
    name = "chat.first_delta_added_ms"
    detail = {"direct_ms": round(times[0], 2), "product_ms": round(times[1], 2), "runs": 50}
    return [at_most(name, added, 5, "ms", wanted=3, **detail)]


async def full_speed(rig: Rig) -> list[Measurement]:
    return [await _ratio(rig, "chat.full_speed_ratio", "my-fault-deltas-500", 21, 3)]


async def paced(rig: Rig) -> list[Measurement]:
    return [await _ratio(rig, "chat.paced_ratio", "my-fault-deltas-500--delta-5", 3, 1.01)]


async def _ratio(rig: Rig, name: str, model: str, times: int, limit: float) -> Measurement:
    both = await _in_turns(rig, model, times)
    totals = [median(reply.total_seconds for reply in replies) * 1000 for replies in both]
    detail = {"direct_ms": round(totals[0], 2), "product_ms": round(totals[1], 2), "runs": times}
    return at_most(name, totals[1] / totals[0], limit, "ratio", **detail)


async def concurrent(rig: Rig) -> list[Measurement]:
    """200 streams at once, each over a socket of its own."""
    model = f"my-fault-deltas-{DELTAS}--delta-{round(PACE_SECONDS * 1000)}"
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        directly = await asyncio.gather(
            *(direct.ask(session, rig.sandbox_url, model) for _ in range(STREAMS))
        )
        async with contextlib.AsyncExitStack() as stack:
            open_sockets = [
                await stack.enter_async_context(connect(session, rig.server.url, rig.person))
                for _ in range(STREAMS)
            ]
            replies = await asyncio.gather(*(product.ask(socket, model) for socket in open_sockets))
    ours, theirs = _load(replies), _load(directly)
    return [
        at_least("chat.concurrent_rate", ours["rate"], 90, "%", direct=theirs, product=ours),
        # The same target for the harder reading: from the first submit to the last end, with the
        # burst of submits in it.
        at_least(
            "chat.concurrent_whole_run_rate",
            ours["rate_of_whole_run"],
            90,
            "%",
            direct=theirs["rate_of_whole_run"],
        ),
        at_most("chat.concurrent_delay_ms", ours["delay_ms"], 60, "ms", direct=theirs["delay_ms"]),
    ]


def _load(replies: list[Reply]) -> dict[str, float]:
    """Return the share of the offered rate while all streams ran, and the delay of a delta.

    A delta is due as many paces after its stream's start as there were deltas before it; the
    start is taken from the one that came earliest for its place.
    """
    started = max(reply.arrivals[0][0] for reply in replies)
    ended = min(reply.arrivals[-1][0] for reply in replies)
    within = sum(
        words for reply in replies for moment, words in reply.arrivals if started <= moment < ended
    )
    offered = (ended - started) * STREAMS / PACE_SECONDS
    whole = max(reply.finished_at for reply in replies) - min(reply.sent_at for reply in replies)
    delays = [delay for reply in replies for delay in delays_of(reply.arrivals)]
    return {
        "rate": round(100 * within / offered, 1) if offered > 0 else 0.0,
        "rate_of_whole_run": round(100 * DELTAS * PACE_SECONDS / whole, 1),
        "first_delta_ms": round(1000 * median(reply.first_delta_seconds for reply in replies), 1),
        "delay_ms": round(1000 * median(delays), 1),
        "delay_95_ms": round(1000 * sorted(delays)[len(delays) * 95 // 100], 1),
    }


def delays_of(arrivals: Iterable[tuple[float, int]]) -> list[float]:
    """Return how much later than the earliest, for its place, each word of a reply came."""
    lags, place = [], 0
    for moment, words in arrivals:
        for _ in range(words):
            lags.append(moment - place * PACE_SECONDS)
            place += 1
    earliest = min(lags)
    return [lag - earliest for lag in lags]


async def idle_sockets(rig: Rig) -> list[Measurement]:
    async with (
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session,
        contextlib.AsyncExitStack() as stack,
    ):
        # The first ones also load what every later one shares.
        for _ in range(50):
            await stack.enter_async_context(connect(session, rig.server.url, rig.person))
        before = resident_kilobytes(rig.server.process.pid)
        for _ in range(IDLE_SOCKETS):
            await stack.enter_async_context(connect(session, rig.server.url, rig.person))
        after = resident_kilobytes(rig.server.process.pid)
    each = (after - before) / IDLE_SOCKETS
    return [at_most("chat.idle_socket_kb", each, 60, "kB", sockets=IDLE_SOCKETS)]


def embedded() -> list[Measurement]:
    """The server as a newcomer starts it, its sandbox included."""
    seconds = []
    with prepared_instance() as environment:
        for _ in range(3):
            started = time.perf_counter()
            with start_server(environment) as server:
                seconds.append(time.perf_counter() - started)
                resident = resident_kilobytes(server.process.pid) / 1024
    return [
        at_most("chat.resident_mb", resident, 180, "MB", of="server and scripted sandbox"),
        at_most("chat.cold_start_s", median(seconds), 2.5, "s", starts=len(seconds)),
    ]


# In the order they run, with the beginning that all names of their measurements have.
ON_RIG = {
    "chat.first_delta": first_delta,
    "chat.full_speed": full_speed,
    "chat.paced": paced,
    "chat.idle_socket": idle_sockets,
    "chat.concurrent": concurrent,
}
EMBEDDED = ("chat.resident", "chat.cold_start")


def measure(only: str) -> Iterable[Measurement]:
    """Yield what is measured of the names that begin with `only`."""

    def is_asked_for(name: str) -> bool:
        return name.startswith(only) or only.startswith(name)

    functions = [function for name, function in ON_RIG.items() if is_asked_for(name)]
    if any(map(is_asked_for, EMBEDDED)):
        yield from embedded()
    if functions:
        with running_rig() as rig:
            for function in functions:
                yield from asyncio.run(function(rig))
