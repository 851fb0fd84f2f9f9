"""Batches on real workers; the same tests over both ways to run."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from tests.production.worlds import BatchPerson, Job, World, eventually
from tests.sockets import connect
from tests.upstream import INPUT_TOKENS, OUTPUT_TOKENS, Upstream

# Many processes start for the first of them.
pytestmark = pytest.mark.timeout(180)


def prompts(count: int, words: str = "") -> list[str]:
    return [f"row {number} {words}".rstrip() for number in range(count)]


@pytest.fixture
def alice(world: World) -> BatchPerson:
    return world.person()


@pytest.fixture
def bob(world: World) -> BatchPerson:
    return world.person()


def start_and_hold(world: World, job: Job, calls: int) -> None:
    """Start a job and wait until so many of its calls wait for their answers."""
    world.upstream.hold()
    job.do("start")
    eventually(lambda: world.upstream.in_flight == calls)


def wait_until_only_calls_are_claimed(job: Job, calls: int) -> None:
    """Wait until the runners of a job have given back what they do not call any more."""
    eventually(lambda: len(job.running_prompts()) == calls)


def test_a_job_runs_to_its_end_and_every_row_has_its_own_answer(
    world: World, alice: BatchPerson, upstream: Upstream
):
    upstream.delay_seconds = 0.02
    job = world.job(alice, prompts(300), worker_num=6)

    job.do("start")
    facts = job.wait_for("succeeded")

    job.assert_answered()
    job.assert_called_once()
    assert upstream.max_in_flight == 6
    assert facts["tokens"] == 300 * (INPUT_TOKENS + OUTPUT_TOKENS)


def test_a_pause_lets_the_rows_in_flight_end_and_calls_no_more(
    world: World, alice: BatchPerson, upstream: Upstream
):
    job = world.job(alice, prompts(30), worker_num=4)
    start_and_hold(world, job, 4)

    job.do("pause")
    wait_until_only_calls_are_claimed(job, 4)
    upstream.release()

    facts = job.wait_for("paused")
    assert (facts["succeeded"], upstream.total) == (4, 4)
    job.do("resume")
    job.wait_for("succeeded")
    job.assert_answered()
    job.assert_called_once()


def test_calls_may_take_longer_than_the_lease_of_a_job_that_pauses(
    world: World, alice: BatchPerson, upstream: Upstream
):
    job = world.job(alice, prompts(30), worker_num=4)
    start_and_hold(world, job, 4)
    job.do("pause")
    first = world.backstage.call("read_lease", job=job.uuid)

    eventually(lambda: world.backstage.call("read_lease", job=job.uuid) > first + 3)
    world.backstage.call("recover")
    upstream.release()

    assert job.wait_for("paused")["succeeded"] == 4
    assert {row.attempts for row in world.backstage.rows(job.uuid)} == {0, 1}


def test_a_job_that_is_resumed_does_not_wait_for_the_calls_before_the_pause(
    world: World, alice: BatchPerson, upstream: Upstream
):
    job = world.job(alice, prompts(30), worker_num=4)
    start_and_hold(world, job, 4)
    job.do("pause")
    wait_until_only_calls_are_claimed(job, 4)

    job.do("resume")
    upstream.release(1)
    eventually(lambda: (upstream.total, upstream.in_flight) == (5, 4))
    assert job.read()["status"] == "running"
    upstream.release()

    job.wait_for("succeeded")
    job.assert_answered()
    job.assert_called_once()


def test_a_stop_ends_the_calls_and_keeps_what_is_there(
    world: World, alice: BatchPerson, upstream: Upstream
):
    job = world.job(alice, prompts(30), worker_num=4)
    start_and_hold(world, job, 4)
    upstream.release(4)
    eventually(lambda: upstream.total == 8)

    job.do("stop")
    eventually(lambda: upstream.in_flight == 0)

    facts = job.wait_for("stopped")
    assert (facts["succeeded"], upstream.total) == (4, 8)
    assert not job.running_prompts()
    upstream.release()
    job.do("resume")
    job.wait_for("succeeded")
    job.assert_answered()
    assert upstream.total == 34


def test_only_failed_rows_are_called_again_and_keep_their_error_until_then(
    world: World, alice: BatchPerson, upstream: Upstream
):
    asked = [
        f"row {number} error-336003-1" if number % 5 == 2 else f"row {number}"
        for number in range(40)
    ]
    job = world.job(alice, asked, worker_num=2)
    job.do("start")
    facts = job.wait_for("succeeded")
    assert (facts["succeeded"], facts["failed"], upstream.total) == (32, 8, 40)

    upstream.hold()
    job.do("retry-failed")
    eventually(lambda: upstream.in_flight == 2)
    rows = world.backstage.rows(job.uuid)
    assert [row.error_code != "" for row in rows] == ["error" in prompt for prompt in asked]
    assert [row.state == "succeeded" for row in rows] == ["error" not in row for row in asked]

    upstream.release()
    job.wait_for("succeeded")
    job.assert_answered()
    assert upstream.total == 48
    assert {row.error_code for row in world.backstage.rows(job.uuid)} == {""}


def test_worker_num_may_change_while_a_job_runs(
    world: World, alice: BatchPerson, upstream: Upstream
):
    job = world.job(alice, prompts(600), worker_num=2)
    start_and_hold(world, job, 2)

    job.change_pace(worker_num=7)
    eventually(lambda: upstream.in_flight == 7)

    job.change_pace(worker_num=3)
    upstream.delay_seconds = 0.02
    upstream.release()
    eventually(lambda: [lanes for _, lanes in job.runners()] == [3])
    upstream.max_in_flight = 0
    job.wait_for("succeeded")
    assert upstream.max_in_flight == 3
    job.assert_answered()
    job.assert_called_once()


def test_a_spent_token_budget_stops_a_job(world: World, alice: BatchPerson, upstream: Upstream):
    upstream.delay_seconds = 0.02
    budget = 20 * (INPUT_TOKENS + OUTPUT_TOKENS)
    job = world.job(alice, prompts(60), worker_num=3, token_budget=budget)

    job.do("start")
    facts = job.wait_for("stopped")

    assert facts["reason"] == "token_budget"
    assert facts["succeeded"] == 20
    assert "The token budget is used up already." in job.do("resume")
    job.change_pace(worker_num=3)
    job.do("resume")
    job.wait_for("succeeded")
    job.assert_answered()
    job.assert_called_once()


def test_equal_fatal_errors_pause_a_job_and_blame_no_row(
    world: World, alice: BatchPerson, upstream: Upstream
):
    upstream.delay_seconds = 0.02
    upstream.fault = "error-6"
    job = world.job(alice, prompts(200), worker_num=4)

    job.do("start")
    facts = job.wait_for("paused")

    assert (facts["reason"], facts["failed"]) == ("equal_errors", 0)
    assert upstream.total < 40
    upstream.fault = ""
    job.do("resume")
    job.wait_for("succeeded")
    job.assert_answered()


def test_rate_limits_slow_a_job_down_and_fail_no_row(
    world: World, alice: BatchPerson, upstream: Upstream
):
    upstream.delay_seconds = 0.02
    upstream.max_bearable = 3
    job = world.job(alice, [*prompts(60), *prompts(2, "refuse-1")], worker_num=8)

    job.do("start")
    job.wait_for("succeeded")

    assert upstream.refused.total() > 2
    job.assert_answered()
    job.assert_called_once()


async def test_pages_hear_how_far_a_job_is(
    world: World, alice: BatchPerson, upstream: Upstream, session: aiohttp.ClientSession
):
    upstream.delay_seconds = 0.05
    job = world.job(alice, [*prompts(100), "row error-336003"], worker_num=4)

    async with connect(session, world.server.url, alice, "/ws/batches/") as socket:
        await socket.send(type="batch.watch", batch=job.uuid)
        told = [(await socket.receive_until("batch.progress"))["progress"]]
        await asyncio.to_thread(job.do, "start")
        while told[-1]["status"] != "succeeded":
            told.append((await socket.receive_until("batch.progress"))["progress"])

    assert told[0]["status"] == "checked"
    assert (told[-1]["succeeded"], told[-1]["failed"], told[-1]["running"]) == (100, 1, 0)
    ended = [each["succeeded"] + each["failed"] for each in told]
    assert ended == sorted(ended)
    assert len(set(ended)) > 3
    assert max(each["running"] for each in told) == 4
    assert any(each["pace"]["rows_per_second"] for each in told)


def test_a_second_start_is_refused(world: World, alice: BatchPerson, upstream: Upstream):
    job = world.job(alice, prompts(10))

    refusal = "This batch has been started already."
    assert [refusal in job.do("start") for _ in range(2)] == [False, True]

    job.wait_for("succeeded")
    assert refusal in job.do("start")
    job.assert_called_once()


def test_messages_that_come_again_do_no_harm(world: World, alice: BatchPerson, upstream: Upstream):
    upstream.delay_seconds = 0.02
    job = world.job(alice, prompts(300), worker_num=6)

    job.do("start")
    for _ in range(5):
        world.backstage.call("send_hints", count=10)
        world.backstage.call("recover")
    job.wait_for("succeeded")
    world.backstage.call("send_hints", count=5)

    job.assert_answered()
    job.assert_called_once()
    assert upstream.max_in_flight == 6


def test_a_job_whose_owner_is_deactivated_pauses(
    world: World, alice: BatchPerson, upstream: Upstream
):
    job = world.job(alice, prompts(200), worker_num=2)
    upstream.delay_seconds = 0.1
    job.do("start")
    eventually(lambda: upstream.total > 0)

    world.backstage.call("set_active", email=alice.email, is_active=False)

    facts = job.wait_for("paused")
    assert facts["reason"] == "owner_inactive"
    assert facts["succeeded"] == upstream.total < 200


@pytest.mark.parametrize("verb", ["delete_credential", "disable_credential"])
def test_a_job_whose_credential_is_gone_pauses(
    world: World, alice: BatchPerson, upstream: Upstream, verb: str
):
    job = world.job(alice, prompts(200), worker_num=2)
    upstream.delay_seconds = 0.1
    job.do("start")
    eventually(lambda: upstream.total > 0)

    world.backstage.call(verb, credential=alice.credential)

    facts = job.wait_for("paused")
    assert facts["reason"] == "credential_unavailable"
    assert facts["succeeded"] == upstream.total < 200
    assert "is not yours to use any more." in job.do("resume")


def test_a_huge_job_does_not_starve_the_small_one_of_somebody_else(
    world: World, alice: BatchPerson, bob: BatchPerson, upstream: Upstream
):
    upstream.delay_seconds = 0.05
    # As wide as all workers are together.
    huge = world.job(alice, prompts(5_000), worker_num=8 * world.processes)
    small = world.job(bob, prompts(10, "of bob"), worker_num=2)
    huge.do("start")
    eventually(lambda: len(huge.runners()) == world.processes)

    small.do("start")
    small.wait_for("succeeded")

    assert huge.read()["succeeded"] < 2_500
    eventually(lambda: huge.read()["status"] == "running")
    huge.do("stop")
    small.assert_answered()
    small.assert_called_once()


@pytest.mark.parametrize("running_world", ["production"], indirect=True)
def test_a_wide_job_has_runners_in_several_processes(
    world: World, alice: BatchPerson, upstream: Upstream
):
    upstream.delay_seconds = 0.05
    job = world.job(alice, prompts(1_500), worker_num=16)
    job.do("start")
    eventually(lambda: [lanes for _, lanes in job.runners()] == [8, 8])
    assert len({owner for owner, _ in job.runners()}) == 2
    upstream.hold()
    eventually(lambda: upstream.in_flight == 16)

    # Narrow enough for one of them.
    job.change_pace(worker_num=3)
    upstream.release()
    eventually(lambda: [lanes for _, lanes in job.runners()] == [3])
    assert upstream.max_in_flight == 16

    upstream.max_in_flight = 0
    job.change_pace(worker_num=11)
    eventually(lambda: [lanes for _, lanes in job.runners()] == [6, 5])
    upstream.hold()
    eventually(lambda: upstream.in_flight == 11)
    upstream.release()
    job.wait_for("succeeded")

    assert upstream.max_in_flight == 11
    job.assert_answered()
    job.assert_called_once()
