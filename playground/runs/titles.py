"""What a run is called in a list: the beginning of what was asked."""

from __future__ import annotations

from playground.gateway import (
    ChatRequest,
    CompletionRequest,
    EmbeddingRequest,
    ErniePluginRequest,
    ImageRequest,
    ImageToTextRequest,
    PluginRequest,
)
from playground.runs.requests import RunRequest

TITLE_CHARACTERS = 200
# Looked at before white space is joined: a prompt may be megabytes long.
_HEAD_CHARACTERS = 4 * TITLE_CHARACTERS


def title_of(request: RunRequest) -> str:
    """Make one line of the beginning of a request's question; empty where it has none."""
    line = " ".join(_question(request)[:_HEAD_CHARACTERS].split())
    if len(line) <= TITLE_CHARACTERS:
        return line
    return line[: TITLE_CHARACTERS - 1].rstrip() + "…"


def _question(request: RunRequest) -> str:
    match request:
        case CompletionRequest() | ImageToTextRequest() | ImageRequest():
            return request.prompt.lstrip()
        case EmbeddingRequest():
            return next((text for text in map(str.lstrip, request.texts) if text), "")
        case PluginRequest():
            return request.query.lstrip()
        case ChatRequest() | ErniePluginRequest():
            questions = (each.content for each in reversed(request.messages) if each.role == "user")
            return next(questions, "").lstrip()
