"""Frames that tell how a run goes on, for every socket on which runs are followed.

docs/reference/frames.md explains them. Offsets and lengths count Unicode code points.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from playground.accounts.frames import Refusal
from playground.runs.error_messages import error_sentence
from playground.runs.models import RunStatus
from playground.runs.stream_log import Batch, End


class RunAttach(TypedDict):
    type: Literal["run.attach"]
    run: str
    offset: int
    reasoning_offset: int
    steps_offset: NotRequired[int]


class RunDetach(TypedDict):
    type: Literal["run.detach"]
    run: str


class CompletionStop(TypedDict):
    type: Literal["completion.stop"]
    run: str
    seen: int


class CompletionDelta(TypedDict):
    type: Literal["completion.delta"]
    run: str
    offset: int
    text: str


class CompletionReasoning(TypedDict):
    type: Literal["completion.reasoning"]
    run: str
    offset: int
    text: str


class RunSteps(TypedDict):
    type: Literal["run.steps"]
    run: str
    offset: int
    text: str


class CompletionFinished(TypedDict):
    type: Literal["completion.finished"]
    run: str
    reply: NotRequired[str]
    status: str
    finish_reason: str
    length: int
    sha256: str
    need_clear_history: bool


class CompletionFailed(TypedDict):
    type: Literal["completion.failed"]
    run: str
    reply: NotRequired[str]
    status: str
    code: str
    message: str
    retryable: bool
    length: int
    sha256: str


class RunReset(TypedDict):
    type: Literal["run.reset"]
    run: str
    offset: int
    text: str
    reasoning: str
    steps: str


class RunRefused(Refusal):
    type: Literal["run.refused"]
    run: NotRequired[str]


EndFrame = CompletionFinished | CompletionFailed
WatchFrame = CompletionDelta | CompletionReasoning | RunSteps | EndFrame | RunReset


def delta_frames(run: str, batch: Batch) -> list[WatchFrame]:
    frames: list[WatchFrame] = []
    if batch.reasoning:
        frames.append(
            {
                "type": "completion.reasoning",
                "run": run,
                "offset": batch.reasoning_offset,
                "text": batch.reasoning,
            }
        )
    if batch.steps:
        frames.append(
            {"type": "run.steps", "run": run, "offset": batch.steps_offset, "text": batch.steps}
        )
    if batch.output:
        frames.append(
            {
                "type": "completion.delta",
                "run": run,
                "offset": batch.output_offset,
                "text": batch.output,
            }
        )
    return frames


def end_frame(run: str, end: End) -> EndFrame:
    if end.status in (RunStatus.SUCCEEDED, RunStatus.STOPPED):
        return {
            "type": "completion.finished",
            "run": run,
            "status": end.status,
            "finish_reason": end.finish_reason,
            "length": end.length,
            "sha256": end.sha256,
            "need_clear_history": end.needs_clear_history,
        }
    return {
        "type": "completion.failed",
        "run": run,
        "status": end.status,
        "code": end.error_code,
        "message": error_sentence(end.error_code, end.error_parameters),
        "retryable": end.is_retryable,
        "length": end.length,
        "sha256": end.sha256,
    }


def reset_frame(run: str, text: str, reasoning: str, steps: str = "") -> RunReset:
    return {
        "type": "run.reset",
        "run": run,
        "offset": 0,
        "text": text,
        "reasoning": reasoning,
        "steps": steps,
    }
