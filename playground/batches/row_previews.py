"""The finished request of one row, as a person reads it and as it goes over the wire."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playground.batches.faults import fault_sentence
from playground.batches.mapping_faults import MappingFault, mapping_faults
from playground.batches.models import BatchJob
from playground.batches.row_requests import RowFault, RowRequests
from playground.credentials.crypto import SecretUnreadableError
from playground.gateway import (
    ChatMessage,
    ChatRequest,
    CompletionRequest,
    EmbeddingRequest,
    ErniePluginRequest,
    GatewayError,
    ImageRequest,
    PluginRequest,
)
from playground.runs.batch_calls import BatchRequest, describe_batch_request
from playground.runs.error_messages import error_sentence


@dataclass(frozen=True, slots=True)
class PreviewFault:
    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class RowPreview:
    """One row, counted from 1 in `number`; without `messages` its faults are why."""

    number: int
    count: int
    line: int = 0
    cells: tuple[tuple[str, str], ...] = ()
    messages: tuple[ChatMessage, ...] = ()
    request_json: str = ""
    faults: tuple[PreviewFault, ...] = ()

    @property
    def earlier(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def later(self) -> int | None:
        return self.number + 1 if self.number < self.count else None


def row_preview(job: BatchJob, number: int) -> RowPreview:
    """Render row `number` of the file as a job, saved or not, would ask about it."""
    count = job.total_count + job.invalid_count
    number = max(1, min(number, count))
    mapped = tuple(_fault(fault) for fault in mapping_faults(job) if _can_be_judged(fault, job))
    row = job.rows.filter(index=number - 1).only("index", "line", "inputs").first()
    if row is None:
        return RowPreview(number, count, faults=mapped)
    cells = row.cells
    shown = tuple(zip(job.columns, cells, strict=False))
    messages, request_json, faults = _rendered(job, cells) if not mapped else ((), "", mapped)
    return RowPreview(number, count, row.line, shown, messages, request_json, faults)


def _rendered(
    job: BatchJob, cells: list[str]
) -> tuple[tuple[ChatMessage, ...], str, tuple[PreviewFault, ...]]:
    requests = RowRequests(job)
    faults = tuple(_fault(fault) for fault in requests.check(cells))
    try:
        request = requests.build(cells)
    except RowFault as fault:
        return (), "", faults or (_fault(fault),)
    messages = _messages(request)
    try:
        return messages, _request_json(job, request), faults
    except GatewayError as error:
        said = PreviewFault("", error_sentence(error.code, error.message_parameters))
    except SecretUnreadableError:
        said = PreviewFault("", error_sentence("secret_unreadable", {}))
    return messages, "", faults or (said,)


def _messages(request: BatchRequest) -> tuple[ChatMessage, ...]:
    match request:
        case ChatRequest():
            system = (ChatMessage("system", request.system),) if request.system else ()
            return (*system, *request.messages)
        case ErniePluginRequest():
            return request.messages
        case PluginRequest():
            return (*request.history, ChatMessage("user", request.query))
        case EmbeddingRequest():
            return tuple(ChatMessage("user", text) for text in request.texts)
        case CompletionRequest() | ImageRequest():
            return (ChatMessage("user", request.prompt),)
        case _:
            return (ChatMessage("user", request.prompt),)


def _request_json(job: BatchJob, request: BatchRequest) -> str:
    assert job.credential is not None
    described: Mapping[str, Any] = describe_batch_request(request, job.credential, job.provider)
    return json.dumps(described, indent=2, ensure_ascii=False)


def _can_be_judged(fault: MappingFault, job: BatchJob) -> bool:
    """Tell whether a fault is one already: which columns there are says the file."""
    return bool(job.columns) or fault.code != "column_unknown"


def _fault(fault: Any) -> PreviewFault:
    return PreviewFault(fault.column, fault_sentence(fault.code, fault.parameters))
