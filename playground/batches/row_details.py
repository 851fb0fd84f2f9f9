"""One row whole: what was asked, what came of it, and the same as turns of a conversation."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from playground.accounts.models import User
from playground.batches.exports.row_faults import row_faults
from playground.batches.faults import fault_sentence
from playground.batches.models import BatchJob, BatchRow, RowState
from playground.batches.reasons import reason_sentence
from playground.batches.row_pages import numbers_of
from playground.batches.row_requests import RowFault, RowRequests
from playground.credentials.crypto import SecretUnreadableError
from playground.credentials.models import Credential
from playground.gateway import ChatRequest, CompletionRequest, GatewayError
from playground.runs.batch_calls import BatchRequest, describe_batch_request
from playground.runs.error_messages import error_sentence

_SHOWN_NUMBERS: Final = 12

Turn = dict[str, str]


@dataclass(frozen=True, slots=True)
class OpenInChat:
    """A row as a conversation: what stands in it already, and what is left to send.

    `turns_json` is a list of {"role", "content"}.
    """

    system: str
    turns_json: str
    prompt: str
    parameters_json: str
    credential: str
    model: str
    endpoint: str


@dataclass(frozen=True, slots=True)
class RowDetail:
    """`request` is JSON with every secret masked; `refusal` says why there is none."""

    cells: Sequence[tuple[str, str]]
    request: str
    refusal: str
    error: str
    numbers: Sequence[float]
    dimension: int
    norm: float
    chat: OpenInChat | None

    @property
    def numbers_left(self) -> int:
        return self.dimension - len(self.numbers)


def row_detail(job: BatchJob, row: BatchRow, user: User) -> RowDetail:
    is_credential_own = (
        job.credential_id is not None
        and Credential.objects.usable_by(user).filter(pk=job.credential_id).exists()
    )
    request, refusal = _request(job, row)
    shown = ""
    if request is not None:
        shown, refusal = _described(job, request, is_whole=is_credential_own)
    vector = numbers_of(bytes(row.vector or b""))
    return RowDetail(
        cells=list(zip(job.columns, row.cells, strict=False)),
        request=shown,
        refusal=refusal,
        error=_error(job, row),
        numbers=vector[:_SHOWN_NUMBERS],
        dimension=len(vector),
        norm=math.hypot(*vector),
        chat=_chat(job, row, request, has_credential=is_credential_own),
    )


def _request(job: BatchJob, row: BatchRow) -> tuple[BatchRequest | None, str]:
    """Build what is sent for a row anew: it is not kept, and can always be told again."""
    try:
        return RowRequests(job).build(row.cells), ""
    except RowFault as fault:
        return None, fault_sentence(fault.code, fault.parameters)


def _described(job: BatchJob, request: BatchRequest, *, is_whole: bool) -> tuple[str, str]:
    """Return the request as JSON, or why it cannot be told.

    Where an own server stands is a matter of those who may use the credential: the others see
    the body alone.
    """
    if job.credential is None:
        return "", reason_sentence("credential_unavailable", {})
    try:
        described = describe_batch_request(request, job.credential, job.provider)
    except GatewayError as error:
        return "", error_sentence(error.code, error.message_parameters)
    except SecretUnreadableError:
        return "", error_sentence("secret_unreadable", {})
    shown = described if is_whole else described["body"]
    return json.dumps(shown, indent=2, ensure_ascii=False), ""


def _error(job: BatchJob, row: BatchRow) -> str:
    if row.state == RowState.INVALID:
        _code, sentence = row_faults(job, [row.line]).get(row.index, ("", ""))
        return sentence
    if not row.error_code or row.state == RowState.SUCCEEDED:
        return ""
    return fault_sentence(row.error_code, row.error_parameters)


def _chat(
    job: BatchJob, row: BatchRow, request: BatchRequest | None, *, has_credential: bool
) -> OpenInChat | None:
    """Make a conversation of a row; None for what is no text, nor asked in turns."""
    match request:
        case ChatRequest():
            system, turns = (
                request.system,
                [_turn(each.role, each.content) for each in request.messages],
            )
        case CompletionRequest():
            system, turns = "", [_turn("user", request.prompt)]
        case _:
            return None
    prompt = ""
    if row.state == RowState.SUCCEEDED:
        turns.append(_turn("assistant", row.output))
    else:
        prompt = turns.pop()["content"]
    return OpenInChat(
        system=system,
        turns_json=json.dumps(turns, ensure_ascii=False),
        prompt=prompt,
        parameters_json=json.dumps(dict(request.parameters), ensure_ascii=False),
        credential=str(job.credential.uuid) if has_credential and job.credential else "",
        model=request.model,
        endpoint=request.endpoint,
    )


def _turn(role: str, content: str) -> Turn:
    return {"role": role, "content": content}
