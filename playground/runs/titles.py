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
from playground.lib.titles import one_line
from playground.runs.requests import RunRequest

TITLE_CHARACTERS = 200


def title_of(request: RunRequest) -> str:
    """Make one line of the beginning of a request's question; empty where it has none."""
    return one_line(_question(request), TITLE_CHARACTERS)


def _question(request: RunRequest) -> str:
    match request:
        case CompletionRequest() | ImageToTextRequest() | ImageRequest():
            return request.prompt
        case EmbeddingRequest():
            return next((text for text in request.texts if text.strip()), "")
        case PluginRequest():
            return request.query
        case ChatRequest() | ErniePluginRequest():
            questions = (each.content for each in reversed(request.messages) if each.role == "user")
            return next(questions, "")
