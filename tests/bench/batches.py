"""Batches: rows in a database, one after the other, against a server of 50 ms."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import aiohttp

from tests.bench import batches_large, product, sdk
from tests.bench.chat import PACE_SECONDS, delays_of
from tests.bench.measurements import Measurement, at_least, at_most
from tests.bench.rig import cpu_seconds, pin_clients, prepared_instance
from tests.bench.upstream import DELAY_SECONDS, start_upstream
from tests.people import Person, sign_in
from tests.production.worlds import Job, World, running_world
from tests.sandbox.server import start_sandbox
from tests.server import wait_until
from tests.services import start_postgres, start_redis
from tests.sockets import connect
from tests.upstream import Upstream

ROWS = 5_000
# Calls at once, and the share of the ideal rate that they must reach.
RATES = {10: 93, 50: 80}
# Enough that the second worker is there for nearly all of them.
WIDE_ROWS, WIDE, WIDE_ROUNDS = 40_000, 200, 3
QUICK_DELAY_SECONDS = 0.02
STREAMS, DELTAS = 20, 250
BESIDE_ROWS = 20_000


@dataclass(frozen=True)
class Ran:
    """One job from the click on start to the message that it has ended."""

    seconds: float
    # As its own clock says.
    job_seconds: float
    messages: int
    cpu_seconds: float


def run_job(world: World, rows: int, worker_num: int, process_ids: Iterable[int]) -> Ran:
    """Run a job under the eyes of a page; all of it is stored, and counted right."""
    job = world.job(world.person(), [f"Question {n}" for n in range(rows)], worker_num=worker_num)
    return asyncio.run(_watch(world, job, list(process_ids)))


async def _watch(world: World, job: Job, process_ids: list[int]) -> Ran:
    async with (
        aiohttp.ClientSession() as session,
        connect(session, world.server.url, job.owner, "/ws/batches/") as socket,
    ):
        await socket.send(type="batch.watch", batch=job.uuid)
        await socket.receive_until("batch.progress")
        cpu_before, started = sum(map(cpu_seconds, process_ids)), time.perf_counter()
        starting = asyncio.create_task(asyncio.to_thread(job.do, "start"))
        messages, progress = 0, {"status": ""}
        while progress["status"] not in ("succeeded", "failed", "paused"):
            progress = (await socket.receive_until("batch.progress"))["progress"]
            messages += 1
        seconds = time.perf_counter() - started
        cpu = sum(map(cpu_seconds, process_ids)) - cpu_before
        await starting
    facts = job.read()
    assert (facts["status"], facts["succeeded"]) == ("succeeded", len(job.prompts)), facts
    return Ran(seconds, facts["seconds"], messages, cpu)


@contextlib.contextmanager
def embedded(url: str) -> Iterator[World]:
    """One server process on a core of its own."""
    prefix = pin_clients()
    with (
        prepared_instance(**_settings(url)) as environment,
        running_world(environment, _upstream(url), prefix=prefix) as world,
    ):
        yield world


@contextlib.contextmanager
def production(
    url: str, *, workers: int = 1, is_pinned: bool = True, **settings: str
) -> Iterator[World]:
    """A server and workers, which give way to it; they have a core of their own, if pinned."""
    prefix = pin_clients() if is_pinned else []
    with (
        start_postgres() as database_url,
        start_redis() as redis_url,
        prepared_instance(
            DATABASE_URL=database_url,
            REDIS_URL=redis_url,
            SECRET_KEY="a key of the bench only, as long as one should be",
            CREDENTIAL_KEYS="another key of the bench only",
            **{**_settings(url), **settings},
        ) as environment,
        running_world(
            environment, _upstream(url), workers=workers, worker_prefix=[*prefix, "nice"]
        ) as world,
    ):
        yield world


def _settings(url: str) -> dict[str, str]:
    return {"QIANFAN_BASE_URL": url, "SANDBOX_URL": url, "EGRESS_ALLOWED": "127.0.0.1"}


def _upstream(url: str) -> Upstream:
    """What a world needs of an upstream that runs elsewhere."""
    upstream = Upstream()
    upstream.url = url
    return upstream


def rates(only: str) -> Iterable[Measurement]:
    with start_upstream() as url:
        for name, topology in (("sqlite", embedded), ("postgres", production)):
            wanted = [n for n in RATES if _is_asked_for(f"batch.rate_{n}_{name}", only)]
            if not wanted:
                continue
            with topology(url) as world:
                # The first job also loads what every later one finds loaded.
                process_ids = _runners(world)
                run_job(world, 100, 10, process_ids)
                for worker_num in wanted:
                    ran = run_job(world, ROWS, worker_num, process_ids)
                    yield rate(url, name, worker_num, ran)


def _runners(world: World) -> list[int]:
    workers = [worker.process.pid for worker in world.workers]
    return workers or [world.server.process.pid]


def rate(url: str, database: str, worker_num: int, ran: Ran) -> Measurement:
    """The share of the rate at which so many calls would be answered if the rest took no time."""
    ideal = ROWS / worker_num * DELAY_SECONDS
    official = sdk.Bench(url, pin_clients()).run("qianfan", worker_num, ROWS)
    detail = {
        "rows": ROWS,
        "rate_by_its_own_clock": round(100 * ideal / ran.job_seconds, 1),
        "messages_a_second": round(ran.messages / ran.seconds, 1),
        "cpu_ms_a_row": round(1000 * ran.cpu_seconds / ROWS, 3),
        "official": round(100 * ideal / official["seconds"], 1),
    }
    name = f"batch.rate_{worker_num}_{database}"
    return at_least(name, 100 * ideal / ran.seconds, RATES[worker_num], "%", **detail)


def two_workers(only: str) -> Iterable[Measurement]:
    """How much faster a wide job goes with a second worker on a second core.

    Database, queue and upstream are on the same cores: it is the whole machine that doubles. With
    50 ms, 200 lanes end at 4,000 rows a second, of which one core makes more than half: that
    would measure the lanes. A quicker upstream leaves the cores as the only limit.
    """
    one, two = _wide_rates(QUICK_DELAY_SECONDS)
    detail = {"rows": WIDE_ROWS, "one_worker_one_core": one, "two_workers_two_cores": two}
    yield at_least("batch.two_workers", two / one, 1.6, "ratio", **detail)


def wide_rate(only: str) -> Iterable[Measurement]:
    """The share of the rate of its lanes that a wide job reaches with two workers."""
    one, two = _wide_rates(DELAY_SECONDS)
    ideal = WIDE / DELAY_SECONDS
    detail = {"rows": WIDE_ROWS, "one_worker_one_core": one, "two_workers_two_cores": two}
    yield at_least("batch.rate_200_two_workers", 100 * two / ideal, 80, "%", **detail)


def _wide_rates(delay_seconds: float) -> tuple[int, int]:
    """Return how many rows a second one worker on one core makes, and two on two cores.

    They take turns, and the best of each counts: the machine is not always equally fast.
    """
    cores = _use_all_cores()
    with (
        _wide_world(cores[:1], delay_seconds, workers=1) as one,
        _wide_world(cores, delay_seconds, workers=2) as two,
    ):
        rates = [(one(), two()) for _ in range(WIDE_ROUNDS)]
    ones, twos = zip(*rates, strict=True)
    return max(ones), max(twos)


@contextlib.contextmanager
def _wide_world(
    cores: list[int], delay_seconds: float, *, workers: int
) -> Iterator[Callable[[], int]]:
    """Yield a function that runs a wide job on these cores and returns its rows a second."""

    def run(rows: int = WIDE_ROWS) -> int:
        os.sched_setaffinity(0, cores)
        return round(rows / run_job(world, rows, WIDE, _runners(world)).job_seconds)

    os.sched_setaffinity(0, cores)
    with (
        start_upstream(delay_seconds=delay_seconds) as url,
        production(url, workers=workers, is_pinned=False) as world,
    ):
        run(2_000)
        yield run


def chat_delay(only: str) -> Iterable[Measurement]:
    """How much later the words of chats come while a worker calls rows beside the server."""
    _use_all_cores()
    with (
        start_sandbox() as sandbox_url,
        start_upstream() as url,
        production(url, SANDBOX_URL=sandbox_url, is_pinned=False) as world,
    ):
        person = sign_in(world.environment)
        asyncio.run(_chats(world, person))
        quiet, busy = [], []
        for _ in range(3):
            quiet.append(asyncio.run(_chats(world, person)))
            job = world.job(world.person(), ["Question"] * BESIDE_ROWS, worker_num=50)
            job.do("start")
            wait_until(lambda job=job: job.read()["succeeded"] > 500)
            before, started = job.read()["succeeded"], time.perf_counter()
            busy.append(asyncio.run(_chats(world, person)))
            rows = (job.read()["succeeded"] - before) / (time.perf_counter() - started)
            world.stop_all()
    times = [1000 * median(each) for each in (quiet, busy)]
    detail = {
        "streams": STREAMS,
        "quiet_ms": round(times[0], 2),
        "busy_ms": round(times[1], 2),
        "rows_a_second": round(rows),
    }
    yield at_most("batch.chat_delay", times[1] / times[0], 3, "ratio", **detail)


async def _chats(world: World, person: Person) -> float:
    """Return the median delay of a word of some streams at once, in seconds."""
    model = f"my-fault-deltas-{DELTAS}--delta-{round(1000 * PACE_SECONDS)}"
    async with aiohttp.ClientSession() as session, contextlib.AsyncExitStack() as stack:
        sockets = [
            await stack.enter_async_context(connect(session, world.server.url, person))
            for _ in range(STREAMS)
        ]
        replies = await asyncio.gather(*(product.ask(socket, model) for socket in sockets))
    return median(delay for reply in replies for delay in delays_of(reply.arrivals))


def large(only: str) -> Iterable[Measurement]:
    with start_upstream() as url, embedded(url) as world:
        yield from batches_large.million(world, Path(world.environment["DATA_DIR"]))


def _use_all_cores() -> list[int]:
    """Undo what `pin_clients` has done; return the cores."""
    cores = list(range(os.cpu_count() or 1))
    os.sched_setaffinity(0, cores)
    return cores


def _is_asked_for(name: str, only: str) -> bool:
    return name.startswith(only) or only.startswith(name)


SUITES = {
    "batch.rate": rates,
    "batch.rate_200": wide_rate,
    "batch.two_workers": two_workers,
    "batch.chat_delay": chat_delay,
    "batch.million": large,
    "batch.download": large,
}


def measure(only: str) -> Iterable[Measurement]:
    """Yield what is measured of the names that begin with `only`."""
    suites = [suite for name, suite in SUITES.items() if _is_asked_for(name, only)]
    for suite in dict.fromkeys(suites):
        yield from suite(only)
