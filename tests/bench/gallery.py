"""A gallery of 10,000 images, opened."""

from __future__ import annotations

import contextlib
import json
import secrets
from collections.abc import Iterable, Iterator

from tests.bench.measurements import Measurement, at_most
from tests.bench.rig import prepared_instance
from tests.server import run_python
from tests.services import start_postgres

NAME = "pages.gallery_ms"
LIMIT_MS = 150


def measure(only: str) -> Iterable[Measurement]:
    """Yield what is measured of the names that begin with `only`."""
    for database, settings in (("sqlite", _sqlite), ("postgres", _postgres)):
        name = f"{NAME}_{database}"
        if not (name.startswith(only) or only.startswith(name)):
            continue
        with settings() as variables, prepared_instance(**variables) as environment:
            printed = run_python(environment, "-m", "tests.bench.gallery_pages")
        found = json.loads(printed.splitlines()[-1])
        yield at_most(name, found.pop("open_ms"), LIMIT_MS, "ms", **found)


@contextlib.contextmanager
def _sqlite() -> Iterator[dict[str, str]]:
    yield {}


@contextlib.contextmanager
def _postgres() -> Iterator[dict[str, str]]:
    with start_postgres() as url:
        # Only embedded, they are made by the server itself.
        yield {
            "DATABASE_URL": url,
            "SECRET_KEY": secrets.token_urlsafe(32),
            "CREDENTIAL_KEYS": secrets.token_urlsafe(32),
        }
