"""A live run: the task that reads a provider's stream into the stream log, and closes the run.

The task belongs to the process, not to a socket. Its registry holds the only strong reference.
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import socket
import time
from contextlib import aclosing
from dataclasses import dataclass, field
from hashlib import sha256
from uuid import UUID

from playground.credentials.models import Credential
from playground.gateway import (
    JSON,
    Connection,
    Finished,
    GatewayError,
    ReasoningDelta,
    TextDelta,
    ToolCallDelta,
)
from playground.gateway.events import PluginUpdate
from playground.gateway.provider_errors import secrets_of
from playground.runs.call_events import Keep, keep_nothing, run_events
from playground.runs.models import RunStatus
from playground.runs.requests import RunRequest
from playground.runs.steps import Step, StepWriter, plugin_step, tool_call_step
from playground.runs.stream_log import End, LiveText, TextKind

logger = logging.getLogger(__name__)

# Distinguishes server processes, on any machine, also one that was started again.
PROCESS_OWNER = f"{socket.gethostname()[:32]}:{os.getpid()}:{secrets.token_hex(4)}"

INTERNAL_ERROR = "internal_error"


@dataclass(frozen=True, slots=True)
class PreparedRun:
    """A run that may be called now; `output` and `reasoning` are what it starts with.

    `keep` gets what an embedding or a picture brings, and is awaited before the run goes on.
    """

    uuid: UUID
    request: RunRequest
    connection: Connection
    credential: Credential
    output: str = ""
    reasoning: str = ""
    keep: Keep = keep_nothing

    @property
    def model(self) -> str:
        """The model that is asked; empty where a plugin application brings its own."""
        return getattr(self.request, "model", "")

    @property
    def endpoint(self) -> str:
        return getattr(self.request, "endpoint", "")


@dataclass(slots=True)
class Outcome:
    """What a stream led to, beside its text."""

    status: RunStatus
    finished: Finished | None = None
    error_code: str = ""
    error_message: str = ""
    error_parameters: dict[str, str | int | float] = field(default_factory=dict)
    is_retryable: bool = False
    request_id: str = ""
    response: dict[str, JSON] | None = None
    ttft_ms: int | None = None
    latency_ms: int = 0
    waited_ms: int | None = None


class Generation:
    """One live run of this process.

    The call may be on its way before the run is saved; nothing is told of it until then.
    """

    def __init__(self, prepared: PreparedRun, text: LiveText) -> None:
        self.prepared = prepared
        self.text = text
        self.is_dirty = False
        self.is_saved = asyncio.get_running_loop().create_future()
        self._started = time.monotonic()
        self._first_delta: float | None = None
        self._cancelled_as: RunStatus | None = None
        self._reading = asyncio.create_task(self._read_stream())

    async def outcome(self) -> Outcome:
        """Wait for the end of the stream, whichever it is; errors become outcomes."""
        try:
            outcome = await self._reading
        except asyncio.CancelledError:
            outcome = Outcome(self._cancelled_as or RunStatus.INTERRUPTED)
        except GatewayError as error:
            outcome = _failure(error)
        except Exception:
            logger.exception("Run %s failed unexpectedly", self.prepared.uuid)
            outcome = Outcome(RunStatus.FAILED, error_code=INTERNAL_ERROR, is_retryable=True)
        outcome.latency_ms = _milliseconds(self._started, time.monotonic())
        if self._first_delta is not None:
            outcome.ttft_ms = _milliseconds(self._started, self._first_delta)
        return outcome

    def cancel(self, status: RunStatus) -> None:
        """End the stream, which closes the call; the first reason to end it stands."""
        if self._cancelled_as is None:
            self._cancelled_as = status
            self._reading.cancel()

    async def _read_stream(self) -> Outcome:
        outcome = Outcome(RunStatus.SUCCEEDED)
        prepared, append = self.prepared, self.text.append
        steps = StepWriter(secrets_of(prepared.connection.auth))
        reply = run_events(
            prepared.request, prepared.connection, keep=prepared.keep, is_saved=self.is_saved
        )
        async with aclosing(reply) as events:
            # The gateway yields the events of one network read without giving way in between,
            # so that followers wake up once for all of them.
            async for event in events:
                if self._first_delta is None:
                    self._first_delta = time.monotonic()
                    await asyncio.shield(self.is_saved)
                if isinstance(event, TextDelta):
                    append(TextKind.OUTPUT, event.text)
                elif isinstance(event, ReasoningDelta):
                    append(TextKind.REASONING, event.text)
                elif isinstance(event, ToolCallDelta):
                    append(TextKind.STEPS, steps.line(tool_call_step(event)))
                elif isinstance(event, PluginUpdate):
                    append(TextKind.STEPS, steps.line(plugin_step(event)))
                elif isinstance(event, Step):
                    append(TextKind.STEPS, steps.line(event))
                elif isinstance(event, Finished):
                    outcome.finished = event
                    outcome.request_id = event.request_id
                    outcome.response = dict(event.raw)
                    outcome.waited_ms = round(event.timing.waited_seconds * 1000)
                self.is_dirty = True
        return outcome

    def end(self, outcome: Outcome) -> End:
        output = str(self.text.output)
        finished = outcome.finished
        return End(
            status=outcome.status.value,
            length=len(output),
            sha256=sha256(output.encode()).hexdigest(),
            finish_reason=finished.finish_reason.value if finished else "",
            needs_clear_history=finished.need_clear_history if finished else False,
            error_code=outcome.error_code,
            error_parameters=outcome.error_parameters,
            is_retryable=outcome.is_retryable,
        )


def _failure(error: GatewayError) -> Outcome:
    return Outcome(
        RunStatus.FAILED,
        error_code=error.code,
        error_message=error.user_message,
        error_parameters=error.message_parameters,
        is_retryable=error.retryable,
        request_id=error.request_id,
        response={
            "status_code": error.status_code,
            "provider_code": error.provider_code,
            "provider_message": error.provider_message,
        },
    )


def _milliseconds(start: float, end: float) -> int:
    return round((end - start) * 1000)
