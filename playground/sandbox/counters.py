"""Counts what the server did, for `GET /sandbox/stats`. Numbers only, never a text."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(slots=True)
class Counters:
    """Totals since the start, except `open_streams`, which is the number just now."""

    requests_started: int = 0
    requests_finished: int = 0
    requests_refused: int = 0
    open_streams: int = 0
    cancelled_by_client: int = 0
    prompts: int = 0
    access_tokens_issued: int = 0
    bearer_tokens_issued: int = 0

    def snapshot(self) -> dict[str, int]:
        """Return the counts by name."""
        return asdict(self)
