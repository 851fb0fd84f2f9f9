"""The stream log of many server processes: one Redis stream a run.

A process reads its own runs from memory. For those of others it keeps a replica each, and ONE
connection reads all of them at once: a connection a watcher took 163 ms at the 95th percentile
with 200 streams, this 9 ms. What a process writes goes out pipelined, merged by run.
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import time
from dataclasses import asdict
from typing import Any
from uuid import UUID

import orjson
from redis import Redis as BlockingRedis
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from playground.runs.stream_log import End, Follower, LiveText, StopRun, TextKind

logger = logging.getLogger(__name__)

LIVE_SECONDS = 3600
ENDED_SECONDS = 120
RETRY_SECONDS = 0.5
CLOSE_SECONDS = 2.0
READ_MILLISECONDS = 20_000
# A read that overstays by this much hangs on a dead connection.
GRACE_SECONDS = 10
# A process that starts its reader late still sees the requests of the last minute.
STOPS_BACKLOG_MILLISECONDS = 60_000
STOPS_KEY = "playground:stops"
Fields = dict[Any, Any]


def run_key(run: UUID) -> str:
    return f"playground:run:{run}"


class RedisText(LiveText):
    """A live text of this process, mirrored to Redis."""

    def __init__(self, log: RedisLog, run: UUID, output: str, reasoning: str) -> None:
        super().__init__(run, output, reasoning)
        self._log = log
        self._mirrored = dict.fromkeys(TextKind, 0)
        self._is_end_mirrored = False
        self._is_opened = False
        log.mirror(self)

    def append(self, kind: TextKind, text: str) -> None:
        super().append(kind, text)
        self._log.mirror(self)

    def finish(self, end: End) -> None:
        super().finish(end)
        self._log.mirror(self)

    def take_unmirrored(self) -> list[Fields]:
        """Return the entries that Redis lacks, merged; they count as mirrored from now on."""
        entries: list[Fields] = [] if self._is_opened else [{"kind": "open"}]
        self._is_opened = True
        # What was thought and done comes before what was said of it.
        for kind in (TextKind.REASONING, TextKind.STEPS, TextKind.OUTPUT):
            text = self.texts[kind]
            offset = self._mirrored[kind]
            if text.length > offset:
                entries.append({"kind": kind.value, "offset": offset, "text": text.since(offset)})
                self._mirrored[kind] = text.length
        if self.end is not None and not self._is_end_mirrored:
            entries.append({"kind": "end", "end": orjson.dumps(asdict(self.end))})
            self._is_end_mirrored = True
        return entries

    def mirror_anew(self) -> None:
        """Start again from offset 0; followers skip what they have."""
        self._mirrored = dict.fromkeys(self._mirrored, 0)
        self._is_end_mirrored = self._is_opened = False


class ReplicaText(LiveText):
    """The text of a run that another process generates, as read so far."""

    def __init__(self, run: UUID) -> None:
        super().__init__(run)
        self.position = b"0-0"
        self.followers = 0

    def take_entry(self, entry: dict[bytes, bytes]) -> None:
        name = entry[b"kind"].decode()
        if name == "open":
            return
        if name == "end":
            self.finish(End(**orjson.loads(entry[b"end"])))
            return
        kind = TextKind(name)
        known = self.texts[kind].length - int(entry[b"offset"])
        # Entries overlap where an owner wrote anew. A gap means that Redis lost its memory: the
        # owner writes anew soon, or else the end tells watchers to see the database.
        if known >= 0:
            self.append(kind, entry[b"text"].decode()[known:])


class RedisLog:
    def __init__(self, url: str, stop_run: StopRun) -> None:
        self._stop_run = stop_run
        # A retry behind our back could write twice, or onto a server that lost its memory.
        self._writer = Redis.from_url(url, retry=Retry(NoBackoff(), 0))
        # The default time-out of 5 s would end a blocking read.
        self._reader = Redis.from_url(url, socket_timeout=None)
        self._own: dict[UUID, RedisText] = {}
        self._replicas: dict[UUID, ReplicaText] = {}
        self._unmirrored: set[RedisText] = set()
        self._something_to_write = asyncio.Event()
        self._wake_key = f"playground:wake:{os.getpid()}:{secrets.token_hex(8)}"
        self._wake_position = b"0-0"
        started_ms = int(time.time() * 1000) - STOPS_BACKLOG_MILLISECONDS
        self._stops_position = f"{started_ms}-0".encode()
        self._wakes_reader = False
        self._is_closing = False
        self._tasks = [
            asyncio.create_task(self._write_always(), name="stream-log-writer"),
            asyncio.create_task(self._read_always(), name="stream-log-reader"),
        ]

    def open(self, run: UUID, *, output: str = "", reasoning: str = "") -> LiveText:
        text = self._own[run] = RedisText(self, run, output, reasoning)
        return text

    def follow(
        self, run: UUID, *, offset: int, reasoning_offset: int, steps_offset: int = 0
    ) -> Follower | None:
        text: LiveText | None = self._own.get(run)
        if text is not None:
            return Follower(
                text, offset=offset, reasoning_offset=reasoning_offset, steps_offset=steps_offset
            )
        replica = self._replicas.get(run)
        if replica is None:
            replica = self._replicas[run] = ReplicaText(run)
            self._wakes_reader = True
            self._something_to_write.set()
        replica.followers += 1
        return Follower(
            replica,
            offset=offset,
            reasoning_offset=reasoning_offset,
            steps_offset=steps_offset,
            on_close=lambda: self._release(replica),
        )

    async def request_stop(self, run: UUID) -> None:
        if not self._stop_run(run):
            await self._writer.xadd(STOPS_KEY, {"run": str(run)}, maxlen=1000)

    async def close(self) -> None:
        self._is_closing = True
        self._wakes_reader = True
        self._something_to_write.set()
        # A task that is cancelled in the middle of a command leaves its connection behind.
        await asyncio.wait(self._tasks, timeout=CLOSE_SECONDS)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._writer.aclose()
        await self._reader.aclose()

    def is_followed(self, run: UUID) -> bool:
        return run in self._replicas

    def mirror(self, text: RedisText) -> None:
        """Have the writer task write what this text has gained."""
        self._unmirrored.add(text)
        self._something_to_write.set()

    def _release(self, replica: ReplicaText) -> None:
        replica.followers -= 1
        if not replica.followers and self._replicas.get(replica.run) is replica:
            del self._replicas[replica.run]

    async def _write_always(self) -> None:
        while True:
            await self._something_to_write.wait()
            self._something_to_write.clear()
            try:
                await self._write_pending()
            except (RedisError, OSError) as exc:
                logger.warning("The stream log cannot be written: %s", type(exc).__name__)
                # Nobody knows what arrived, or whether the server has lost its memory.
                for text in self._own.values():
                    text.mirror_anew()
                self._unmirrored.update(self._own.values())
                self._wakes_reader = True
                self._something_to_write.set()
                await asyncio.sleep(RETRY_SECONDS)
            else:
                if self._is_closing and not self._unmirrored:
                    return

    async def _write_pending(self) -> None:
        texts, self._unmirrored = self._unmirrored, set()
        wakes_reader, self._wakes_reader = self._wakes_reader, False
        pipeline = self._writer.pipeline(transaction=False)
        for text in texts:
            key = run_key(text.run)
            for fields in text.take_unmirrored():
                pipeline.xadd(key, fields)
                if fields["kind"] in ("open", "end"):
                    pipeline.expire(key, ENDED_SECONDS if text.end else LIVE_SECONDS)
        if wakes_reader:
            pipeline.xadd(self._wake_key, {"wake": 1}, maxlen=1)
            pipeline.expire(self._wake_key, LIVE_SECONDS)
        await pipeline.execute()
        for text in texts:
            # An ended run stays until Redis has its end; then the database serves it.
            if text.end is not None:
                self._own.pop(text.run, None)

    async def _read_always(self) -> None:
        while True:
            try:
                await self._read_once()
                if self._is_closing:
                    return
            except (RedisError, OSError) as exc:
                logger.warning("The stream log cannot be read: %s", type(exc).__name__)
                await asyncio.sleep(RETRY_SECONDS)

    async def _read_once(self) -> None:
        replicas = {run_key(run).encode(): text for run, text in self._replicas.items()}
        positions: dict[Any, Any] = {key: text.position for key, text in replicas.items()}
        positions[STOPS_KEY] = self._stops_position
        positions[self._wake_key] = self._wake_position
        async with asyncio.timeout(READ_MILLISECONDS / 1000 + GRACE_SECONDS):
            reply: Any = await self._reader.xread(positions, block=READ_MILLISECONDS)
        for key, entries in reply or ():
            for position, fields in entries:
                if key == STOPS_KEY.encode():
                    self._stops_position = position
                    self._stop_run(UUID(fields[b"run"].decode()))
                elif key == self._wake_key.encode():
                    self._wake_position = position
                else:
                    replicas[key].position = position
                    replicas[key].take_entry(fields)


def announce_end(url: str, run: UUID, end: End) -> None:
    """Tell the followers of a run, from any thread of any process, that it has ended."""
    with BlockingRedis.from_url(url) as redis:
        redis.xadd(run_key(run), {"kind": "end", "end": orjson.dumps(asdict(end))})
        redis.expire(run_key(run), ENDED_SECONDS)
