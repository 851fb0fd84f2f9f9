"""Runs as the shared database has them."""

from __future__ import annotations

from collections.abc import Mapping

import psycopg


def heartbeat_was_long_ago(environment: Mapping[str, str], run: str) -> None:
    with psycopg.connect(environment["DATABASE_URL"]) as connection:
        connection.execute(
            "UPDATE runs_run SET heartbeat_at = now() - interval '1 hour' WHERE uuid = %s", [run]
        )


def stored(environment: Mapping[str, str], run: str) -> tuple[str, str]:
    """Status and output of a run, as the database has them."""
    with psycopg.connect(environment["DATABASE_URL"]) as connection:
        query = "SELECT status, output FROM runs_run WHERE uuid = %s"
        row = connection.execute(query, [run]).fetchone()
    assert row is not None
    return row[0], row[1]
