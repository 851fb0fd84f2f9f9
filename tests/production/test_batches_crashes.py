"""Batches whose processes die: no row is lost, and only rows in flight are paid twice."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Collection, Iterator

import pytest

from tests.production.worlds import (
    Job,
    Worker,
    World,
    embedded_world,
    eventually,
    production_world,
)
from tests.server import server_environment, start_server
from tests.services import Service, postgres_service, redis_service
from tests.upstream import INPUT_TOKENS, OUTPUT_TOKENS, Upstream

# Many processes start, some of them again and again.
pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def postgres() -> Iterator[Service]:
    with postgres_service() as service:
        yield service


@pytest.fixture(scope="module")
def redis() -> Iterator[Service]:
    with redis_service() as service:
        yield service


@pytest.fixture(scope="module")
def running(
    postgres: Service,
    redis: Service,
    running_upstream: Upstream,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    """An instance whose workers and services the tests kill."""
    environment = server_environment(
        tmp_path_factory.mktemp("crashes"),
        DATABASE_URL=postgres.url,
        REDIS_URL=redis.url,
        SANDBOX_URL=running_upstream.url,
        SECRET_KEY="a key for these tests only, as long as one should be",
        CREDENTIAL_KEYS="another key for these tests only",
    )
    with production_world(environment, running_upstream) as world:
        yield world


@pytest.fixture
def production(running: World, upstream: Upstream) -> Iterator[World]:
    """The instance with two workers, and nothing to do for them."""
    for _ in range(2 - len(running.workers)):
        running.start_worker().wait_until_ready()
    yield running
    running.stop_all()


def start_job(world: World, rows: int, worker_num: int) -> Job:
    """Start a job whose calls take a twentieth of a second."""
    world.upstream.delay_seconds = 0.05
    prompts = [f"row {number} of {rows}" for number in range(rows)]
    job = world.job(world.person(), prompts, worker_num=worker_num)
    job.do("start")
    return job


def wait_for_calls(world: World, count: int) -> None:
    eventually(lambda: world.upstream.total >= count)


def claimed_by(world: World, process_id: int) -> list[str]:
    """Return the prompts of the rows that a process has claimed, be it dead or alive."""
    prompts: list[str] = world.backstage.call("read_claimed_prompts", process_id=process_id)
    return prompts


def take_busy_worker(world: World) -> Worker:
    """Return a worker that has claimed rows; the world counts on it no longer."""
    busy: list[Worker] = []

    def is_found() -> bool:
        busy[:] = [each for each in world.workers if claimed_by(world, each.process.pid)]
        return bool(busy)

    eventually(is_found)
    world.workers.remove(busy[0])
    return busy[0]


def assert_that_only_these_may_be_paid_twice(job: Job, claimed: Collection[str]) -> None:
    """Each row has ended once with its own answer; `claimed` are those in flight at a kill."""
    job.assert_answered()
    # Tokens are added up when rows are stored: one that was stored twice would show.
    assert job.read()["tokens"] == len(job.prompts) * (INPUT_TOKENS + OUTPUT_TOKENS)
    asked = job.world.upstream.calls
    assert job.world.upstream.total - len(job.prompts) <= len(claimed)
    rows = zip(job.prompts, job.world.backstage.rows(job.uuid), strict=True)
    for prompt, row in rows:
        # What waited for its call when its worker was killed may have been called, for all we know.
        about = f"{prompt}: {asked[prompt]} calls, {row.attempts} attempts"
        assert 1 <= asked[prompt] <= row.attempts, about
        assert row.attempts == 1 + list(claimed).count(prompt), about


def test_a_job_survives_three_kills_of_its_workers(production: World, upstream: Upstream):
    job = start_job(production, 2_000, worker_num=16)
    claimed: list[str] = []

    for number in range(3):
        wait_for_calls(production, 450 * (number + 1))
        victim = take_busy_worker(production)
        victim.kill()
        # The other one waits with what it calls, or the job might end before the next kill.
        upstream.hold()
        claimed += claimed_by(production, victim.process.pid)
        production.start_worker().wait_until_ready()
        eventually(lambda process=victim.process.pid: not claimed_by(production, process))
        upstream.release()
    job.wait_for("succeeded")

    assert claimed
    assert_that_only_these_may_be_paid_twice(job, claimed)
    assert upstream.max_in_flight <= 16


def test_a_worker_that_is_told_to_end_pays_no_row_twice(production: World, upstream: Upstream):
    job = start_job(production, 300, worker_num=6)
    wait_for_calls(production, 60)

    take_busy_worker(production).end()

    job.wait_for("succeeded")
    job.assert_answered()
    job.assert_called_once()


def test_a_worker_that_is_told_to_end_gives_back_what_takes_too_long(
    production: World, upstream: Upstream
):
    upstream.hold()
    job = start_job(production, 100, worker_num=6)
    wait_for_calls(production, 6)
    in_flight = list(upstream.calls)

    take_busy_worker(production).end()

    wait_for_calls(production, 12)
    upstream.release()
    job.wait_for("succeeded")
    assert_that_only_these_may_be_paid_twice(job, in_flight)


def test_a_job_goes_on_while_redis_is_gone(production: World, redis: Service, upstream: Upstream):
    job = start_job(production, 600, worker_num=6)
    wait_for_calls(production, 60)

    redis.stop(signal.SIGKILL)
    wait_for_calls(production, 200)
    other = start_job(production, 50, worker_num=2)
    redis.start()

    for each in (job, other):
        each.wait_for("succeeded")
        each.assert_answered()
        each.assert_called_once()


def test_a_job_outlives_a_restart_of_the_database(
    production: World, postgres: Service, upstream: Upstream
):
    job = start_job(production, 600, worker_num=6)
    wait_for_calls(production, 100)

    postgres.stop()
    postgres.start()

    job.wait_for("succeeded")
    job.assert_answered()
    job.assert_called_once()


def test_a_killed_server_takes_up_its_job_when_it_starts_again(
    tmp_path_factory: pytest.TempPathFactory, upstream: Upstream
):
    with contextlib.ExitStack() as stack:
        world = stack.enter_context(embedded_world(tmp_path_factory.mktemp("killed"), upstream))
        job = start_job(world, 600, worker_num=8)
        wait_for_calls(world, 200)

        world.server.end(signal.SIGKILL)
        claimed = claimed_by(world, world.server.process.pid)
        world.server = stack.enter_context(start_server(world.environment))

        job.wait_for("succeeded")
        assert claimed
        assert_that_only_these_may_be_paid_twice(job, claimed)
