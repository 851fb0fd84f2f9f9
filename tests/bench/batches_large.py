"""A file of a million rows: until it is checked, while it runs, and what comes of it."""

from __future__ import annotations

import contextlib
import secrets
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median

import httpx

from tests.bench.measurements import Measurement, at_least, at_most
from tests.bench.rig import cpu_seconds, own_kilobytes
from tests.people import Person
from tests.production.worlds import Job, World, eventually
from tests.server import wait_until

ROWS = 1_000_000
_OUTPUT = "An answer of about two hundred characters, as models give them to short questions. " * 2
_LONGEST_SECONDS = 600


class Memory:
    """How much a process has grown at most, in MB, while it is looked at."""

    def __init__(self, process_id: int) -> None:
        self._process_id = process_id
        self._is_over = threading.Event()
        self._before = self._peak = own_kilobytes(process_id)
        self._cpu_before = cpu_seconds(process_id)

    @property
    def growth(self) -> float:
        return (self._peak - self._before) / 1024

    @property
    def cpu(self) -> float:
        """The seconds that the process has spent on the cores meanwhile."""
        return round(cpu_seconds(self._process_id) - self._cpu_before, 1)

    @contextlib.contextmanager
    def watched(self) -> Iterator[Memory]:
        thread = threading.Thread(target=self._watch)
        thread.start()
        try:
            yield self
        finally:
            self._is_over.set()
            thread.join()

    def _watch(self) -> None:
        while not self._is_over.wait(0.1):
            self._peak = max(self._peak, own_kilobytes(self._process_id))


def million(world: World, folder: Path) -> Iterable[Measurement]:
    """Take a million rows through all steps on an embedded server."""
    person = world.person()
    path = folder / "million.csv"
    _write_file(path)
    with _signed_in(world, person) as browser:
        # What the first of everything loads is no growth.
        _upload_and_check(world, browser, person, _small_file(folder))
        started = time.perf_counter()
        with Memory(world.server.process.pid).watched() as memory:
            job, seconds = _upload_and_check(world, browser, person, path)
        total = time.perf_counter() - started
        detail = {"megabytes": path.stat().st_size >> 20, **seconds, "cpu_seconds": memory.cpu}
        yield at_most("batch.million_checked_seconds", total, 90, "s", **detail)
        yield at_most("batch.million_memory", memory.growth, 100, "MB", rows=ROWS)
        yield _page(browser, job)
        yield from _download(world, browser, job)


def _write_file(path: Path, rows: int = ROWS) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write("id,question\n")
        for number in range(rows):
            file.write(f'{number},"What is to be said of number {number}, and why?"\n')


def _small_file(folder: Path) -> Path:
    path = folder / "small.csv"
    _write_file(path, 1_000)
    return path


@contextlib.contextmanager
def _signed_in(world: World, person: Person) -> Iterator[httpx.Client]:
    token = secrets.token_hex(16)
    cookie = f"sessionid={person.session_key}; csrftoken={token}"
    headers = {"Cookie": cookie, "X-CSRFToken": token}
    with httpx.Client(
        base_url=world.server.url,
        headers=headers,
        trust_env=False,
        timeout=_LONGEST_SECONDS,
    ) as client:
        yield client


def _upload_and_check(
    world: World, browser: httpx.Client, person: Person, path: Path
) -> tuple[Job, dict[str, float]]:
    """Do both steps as their pages do; return what each took, too."""
    marks = [time.perf_counter()]
    with path.open("rb") as file:
        response = browser.post("/batches/new/", files={"file": (path.name, file, "text/csv")})
    assert response.status_code == 302, response.text[-2_000:]
    address = response.headers["Location"].rstrip("/").rpartition("/")[0]
    job = Job(world, person, address.rpartition("/")[2], [])
    marks.append(time.perf_counter())
    _wait_for(job, "draft")
    marks.append(time.perf_counter())
    mapping = {
        "kind": "chat",
        "credential": person.credential,
        "prompt_template": "{{question}}",
        "check": "1",
    }
    response = browser.post(f"{address}/mapping/", data=mapping)
    assert response.status_code == 302, response.text[-2_000:]
    _wait_for(job, "checked")
    marks.append(time.perf_counter())
    steps = zip(("uploading", "reading", "checking"), marks, marks[1:], strict=False)
    return job, {f"{name}_seconds": round(end - start, 1) for name, start, end in steps}


def _wait_for(job: Job, status: str) -> None:
    wait_until(lambda: job.read()["status"] == status, seconds=_LONGEST_SECONDS)


def _page(browser: httpx.Client, job: Job) -> Measurement:
    """How long the page of a running job takes."""
    job.do("start")
    eventually(lambda: job.read()["succeeded"] > 500)
    times = []
    for _ in range(9):
        started = time.perf_counter()
        browser.get(f"/batches/{job.uuid}/").raise_for_status()
        times.append(1000 * (time.perf_counter() - started))
    job.do("pause")
    job.wait_for("paused")
    return at_most("batch.million_page_ms", median(times), 200, "ms", worst_ms=round(max(times)))


def _download(world: World, browser: httpx.Client, job: Job) -> Iterable[Measurement]:
    """How soon all results begin to come, how fast, and what it costs in memory."""
    world.backstage.call("answer_all_rows", job=job.uuid, output=_OUTPUT)
    starts = []
    for _ in range(3):
        with _streamed(browser, job) as (seconds, _):
            starts.append(1000 * seconds)
    yield at_most("batch.download_start_ms", median(starts), 500, "ms", rows=ROWS)
    with Memory(world.server.process.pid).watched() as memory:
        started = time.perf_counter()
        with _streamed(browser, job) as (seconds, chunks):
            size = sum(map(len, chunks)) / 1e6
        detail = {"megabytes": round(size), "cpu_seconds": memory.cpu}
        rate = size / (time.perf_counter() - started - seconds)
    yield at_least("batch.download_rate", rate, 20, "MB/s", **detail)
    yield at_most("batch.download_memory", memory.growth, 50, "MB", rows=ROWS)


@contextlib.contextmanager
def _streamed(browser: httpx.Client, job: Job) -> Iterator[tuple[float, Iterator[bytes]]]:
    """Yield the seconds until the first bytes of a download, and the bytes after them."""
    started = time.perf_counter()
    with browser.stream("GET", f"/batches/{job.uuid}/download/") as response:
        response.raise_for_status()
        chunks = response.iter_raw(1 << 16)
        next(chunks)
        yield time.perf_counter() - started, chunks
