"""How long the server takes for the list pages of a person with 100,000 runs."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable, Iterator, Mapping
from statistics import median
from typing import Final

import httpx

from tests.bench.measurements import Measurement, at_most
from tests.bench.rig import pin_clients, prepared_instance
from tests.people import sign_in
from tests.server import run_python, start_server
from tests.services import start_postgres

NAMES: Final = ("pages.runs", "pages.lists")
RUNS: Final = 100_000
# Conversations, texts, comparisons, talks, sets, links: so many each.
ENTRIES: Final = 5_000
TIMES: Final = 9
PAGE_MS: Final = 100
# It is asked for once the page is there.
TOTALS_MS: Final = 500
# The page as it opens, and what takes longest of it: what is rare, what is not there, the end.
_ADDRESSES: Final[Mapping[str, str]] = {
    "all": "/runs/",
    "rare_kind": "/runs/?kind=image",
    "no_kind": "/runs/?kind=plugin",
    "model": "/runs/?model=deepseek-v3&state=failed",
    "days": "/runs/?since=2026-01-05&until=2026-01-06",
    "search": "/runs/?q=question+777",
    "search_in_vain": "/runs/?q=nothing+like+it",
    "last_page": "/runs/?before=1766700000000000-1",
}
_LISTS: Final = (
    *("conversations", "batches", "completions", "comparisons", "embeddings", "images"),
    *("plugins", "shares"),
)


def measure(only: str) -> Iterable[Measurement]:
    """Yield what is measured of the names that begin with `only`."""
    for database, settings in (("sqlite", _sqlite), ("postgres", _postgres)):
        names = [f"pages.{each}_{database}" for each in ("runs_ms", "runs_totals_ms", "lists_ms")]
        if not any(name.startswith(only) or only.startswith(name) for name in names):
            continue
        page, totals, lists = names
        with settings() as chosen, _reader(chosen) as client:
            times = {name: _milliseconds(client, each) for name, each in _ADDRESSES.items()}
            yield at_most(page, max(times.values()), PAGE_MS, "ms", runs=RUNS, **times)
            seconds = _milliseconds(client, "/runs/totals/")
            yield at_most(totals, seconds, TOTALS_MS, "ms", runs=RUNS)
            times = {name: _milliseconds(client, f"/{name}/") for name in _LISTS}
            yield at_most(lists, max(times.values()), PAGE_MS, "ms", entries=ENTRIES, **times)


@contextlib.contextmanager
def _sqlite() -> Iterator[dict[str, str]]:
    yield {}


@contextlib.contextmanager
def _postgres() -> Iterator[dict[str, str]]:
    with start_postgres() as url:
        yield {
            "DATABASE_URL": url,
            "SECRET_KEY": "a key of the bench only, as long as one should be",
            "CREDENTIAL_KEYS": "another key of the bench only",
        }


@contextlib.contextmanager
def _reader(settings: Mapping[str, str]) -> Iterator[httpx.Client]:
    """Yield the browser of somebody with many runs, signed in at a server of one core."""
    prefix = pin_clients()
    with prepared_instance(**settings) as environment:
        person = sign_in(environment)
        run_python(environment, "-m", "tests.bench.many_runs", str(RUNS))
        run_python(environment, "-m", "tests.bench.many_lists", str(ENTRIES))
        with (
            start_server(environment, prefix=prefix) as server,
            httpx.Client(
                base_url=server.url,
                headers={"Cookie": f"sessionid={person.session_key}"},
                trust_env=False,
                timeout=60,
            ) as client,
        ):
            yield client


def _milliseconds(client: httpx.Client, address: str) -> float:
    """Return what a page takes, as a median; the first time warms up."""
    times = []
    for _ in range(TIMES + 1):
        started_at = time.perf_counter()
        response = client.get(address)
        times.append(1000 * (time.perf_counter() - started_at))
        assert response.status_code == 200, response.status_code
    return round(median(times[1:]), 1)
