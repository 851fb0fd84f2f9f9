"""The stream log of a single server process."""

from __future__ import annotations

from uuid import UUID

from playground.runs.stream_log import End, Follower, LiveText, StopRun


class MemoryText(LiveText):
    """A live text that leaves its log at the end: the database has it then."""

    def __init__(self, log: MemoryLog, run: UUID, output: str, reasoning: str) -> None:
        super().__init__(run, output, reasoning)
        self._log = log

    def finish(self, end: End) -> None:
        self._log.forget(self.run)
        super().finish(end)


class MemoryLog:
    def __init__(self, stop_run: StopRun) -> None:
        self._texts: dict[UUID, LiveText] = {}
        self._stop_run = stop_run

    def open(self, run: UUID, *, output: str = "", reasoning: str = "") -> LiveText:
        text = self._texts[run] = MemoryText(self, run, output, reasoning)
        return text

    def follow(
        self, run: UUID, *, offset: int, reasoning_offset: int, steps_offset: int = 0
    ) -> Follower | None:
        text = self._texts.get(run)
        if text is None:
            return None
        return Follower(
            text, offset=offset, reasoning_offset=reasoning_offset, steps_offset=steps_offset
        )

    async def request_stop(self, run: UUID) -> None:
        self._stop_run(run)

    async def close(self) -> None:
        self._texts.clear()

    def forget(self, run: UUID) -> None:
        self._texts.pop(run, None)
