"""Both ways to run, as the tests of batches see them: people, their jobs, and the processes."""

from __future__ import annotations

import contextlib
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from tests.people import Person
from tests.production.backstage import Backstage
from tests.server import ROOT, Server, server_environment, start_server, wait_until
from tests.upstream import Upstream, answer_to

# One job a process and eight calls a job: few enough that tests can fill both.
SETTINGS = {
    "BATCH_RUNNERS_PER_PROCESS": "1",
    "BATCH_LANES_PER_RUNNER": "8",
    "BATCH_LEASE_SECONDS": "2",
    "BATCH_TURN_SECONDS": "1",
    "EGRESS_ALLOWED": "127.0.0.1",
}
# For what happens at the next look of a runner, on a busy machine.
eventually = partial(wait_until, seconds=60)
PACE = {"worker_num": 10, "row_timeout_seconds": 120, "retries": 2, "token_budget": ""}
_names = count(1)


@dataclass(frozen=True)
class BatchPerson(Person):
    """Somebody with a credential that calls the upstream."""

    email: str


@dataclass
class World:
    """One instance; there are no `workers` where the server does their work."""

    environment: Mapping[str, str]
    upstream: Upstream
    backstage: Backstage
    server: Server
    workers: list[Worker] = field(default_factory=list)

    @property
    def processes(self) -> int:
        """How many of them work on batches."""
        return max(1, len(self.workers))

    def person(self) -> BatchPerson:
        return BatchPerson(**self.backstage.call("make_person", name=f"person-{next(_names)}"))

    def job(self, owner: BatchPerson, prompts: Sequence[str], **fields: Any) -> Job:
        about = {"email": owner.email, "credential": owner.credential, "prompts": prompts}
        return Job(self, owner, self.backstage.call("make_job", **about, **fields), prompts)

    def post(self, path: str, person: BatchPerson, **data: Any) -> str:
        """Send a form as the page of a person does; return the page's new part."""
        token = secrets.token_hex(16)
        cookies = {"sessionid": person.session_key, "csrftoken": token}
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "X-CSRFToken": token,
            "HX-Request": "true",
        }
        with httpx.Client(trust_env=False, verify=False, timeout=30) as client:
            response = client.post(f"{self.server.url}{path}", data=data, headers=headers)
        response.raise_for_status()
        return response.text

    def end_workers(self) -> None:
        for worker in self.workers:
            worker.process.terminate()
        while self.workers:
            self.workers.pop().process.wait(30)

    def stop_all(self) -> None:
        """End what a test has left running, so that the next one finds nobody at work."""
        self.backstage.call("stop_all_jobs")
        eventually(lambda: not self.backstage.call("count_runners"))

    def start_worker(self, prefix: Sequence[str] = ()) -> Worker:
        """Start a worker on both queues; `prefix` comes before the command."""
        worker = Worker(self.environment, f"worker-{next(_names)}", prefix)
        self.workers.append(worker)
        return worker


@dataclass(frozen=True)
class Job:
    world: World
    owner: BatchPerson
    uuid: str
    prompts: Sequence[str]

    def do(self, verb: str) -> str:
        """Press a button; return what the page shows then."""
        return self.world.post(f"/batches/{self.uuid}/{verb}/", self.owner)

    def change_pace(self, **changes: Any) -> None:
        self.world.post(f"/batches/{self.uuid}/pace/", self.owner, **{**PACE, **changes})

    def read(self) -> dict[str, Any]:
        facts: dict[str, Any] = self.world.backstage.call("read_job", job=self.uuid)
        return facts

    def running_prompts(self) -> list[str]:
        prompts: list[str] = self.world.backstage.call("read_running_prompts", job=self.uuid)
        return prompts

    def runners(self) -> list[tuple[str, int]]:
        """Return the process and the lanes of each runner."""
        runners = self.world.backstage.call("read_runners", job=self.uuid)
        return [(owner, lanes) for owner, lanes in runners]

    def wait_for(self, status: str, *, seconds: float = 60) -> dict[str, Any]:
        """Wait until the job has this status and nobody works on it; return its facts then."""
        try:
            wait_until(lambda: self.read()["status"] == status, seconds=seconds)
            eventually(lambda: not self.runners())
        except AssertionError as exc:
            exc.add_note(f"{self.read()} {self.runners()}")
            raise
        return self.read()

    def assert_answered(self) -> None:
        """Every row has succeeded with its own answer, and the counts agree."""
        rows = self.world.backstage.rows(self.uuid)
        assert [row.output for row in rows] == [answer_to(prompt) for prompt in self.prompts]
        assert {row.state for row in rows} == {"succeeded"}
        facts = self.read()
        assert (facts["status"], facts["succeeded"]) == ("succeeded", len(self.prompts))
        assert (facts["failed"], facts["left"]) == (0, 0)

    def assert_called_once(self) -> None:
        """No row was paid twice."""
        asked = self.world.upstream.calls
        rows = zip(self.prompts, self.world.backstage.rows(self.uuid), strict=True)
        paid = {prompt: (row.attempts, asked[prompt]) for prompt, row in rows}
        others = {prompt: counts for prompt, counts in paid.items() if counts != (1, 1)}
        assert not others, others


class Worker:
    """A Celery worker as a process."""

    def __init__(self, environment: Mapping[str, str], name: str, prefix: Sequence[str]) -> None:
        options = ["--queues=celery,batches", "--pool=threads", "--concurrency=4"]
        options += ["--without-mingle", "--without-gossip"]
        options += ["--loglevel=info", f"--hostname={name}@%h"]
        self._log = Path(environment["DATA_DIR"]) / f"{name}.log"
        self.process = _start_celery(environment, self._log, prefix, "worker", *options)

    def wait_until_ready(self) -> None:
        eventually(lambda: b" ready." in self._log.read_bytes())

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def end(self) -> None:
        """Ask it to end, as whoever runs it does."""
        self.process.terminate()
        self.process.wait(30)


@contextlib.contextmanager
def embedded_world(data_dir: Path, upstream: Upstream) -> Iterator[World]:
    """Yield an instance that is one process."""
    environment = server_environment(data_dir, **SETTINGS, QIANFAN_BASE_URL=upstream.url)
    with running_world(environment, upstream) as world:
        yield world


@contextlib.contextmanager
def production_world(environment: Mapping[str, str], upstream: Upstream) -> Iterator[World]:
    """Yield a server and two workers that share the services of `environment`."""
    environment = {**environment, **SETTINGS, "QIANFAN_BASE_URL": upstream.url}
    with running_world(environment, upstream, workers=2) as world:
        yield world


@contextlib.contextmanager
def running_world(
    environment: Mapping[str, str],
    upstream: Upstream,
    *,
    workers: int = 0,
    prefix: Sequence[str] = (),
    worker_prefix: Sequence[str] = (),
) -> Iterator[World]:
    """Yield what `environment` describes; with workers, a scheduler is there too.

    The prefixes come before the commands of the server and of the workers.
    """
    with contextlib.ExitStack() as stack:
        backstage = stack.enter_context(_backstage(environment))
        server = stack.enter_context(start_server(environment, prefix=prefix))
        world = World(environment, upstream, backstage, server)
        stack.callback(world.end_workers)
        for _ in range(workers):
            world.start_worker(worker_prefix)
        if workers:
            stack.enter_context(_scheduler(environment))
        for worker in world.workers:
            worker.wait_until_ready()
        yield world


@contextlib.contextmanager
def _scheduler(environment: Mapping[str, str]) -> Iterator[None]:
    log = Path(environment["DATA_DIR"]) / "scheduler.log"
    options = ("beat", "--scheduler=celery.beat:Scheduler")
    process = _start_celery(environment, log, (), *options)
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def _start_celery(
    environment: Mapping[str, str], log: Path, prefix: Sequence[str], *options: str
) -> subprocess.Popen[bytes]:
    command = [*prefix, sys.executable, "-m", "celery", "-A", "playground.celery", *options]
    with log.open("ab") as output:
        return subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )


@contextlib.contextmanager
def _backstage(environment: Mapping[str, str]) -> Iterator[Backstage]:
    """Yield a backstage of a database that it has migrated."""
    backstage = Backstage(environment)
    try:
        backstage.call("migrate")
        yield backstage
    finally:
        backstage.close()
