"""From a row's cells to the request that is made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from playground.batches.models import BatchJob
from playground.gateway import ChatMessage, ChatRequest
from playground.runs.batch_calls import BatchRequest


class RowFault(Exception):
    """A row that makes no request."""

    def __init__(
        self, code: str, column: str = "", value: str = "", parameters: Mapping[str, Any] = {}
    ) -> None:
        super().__init__(code)
        self.code, self.column, self.value, self.parameters = code, column, value, parameters


class RowRequests:
    def __init__(self, job: BatchJob) -> None:
        self._job = job

    def build(self, cells: Sequence[str]) -> BatchRequest:
        messages = (ChatMessage("user", cells[0]),)
        return ChatRequest(messages, model=self._job.model, is_streaming=self._job.is_streaming)
