"""The shape of a catalogue entry."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal, TypeAlias

# What an endpoint may look like: it ends up in a path, so nothing else may be in it.
ENDPOINT: Final = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,199}", re.ASCII)

ParameterType: TypeAlias = Literal[
    "float", "int", "bool", "string", "string_list", "choice", "size", "json"
]


class Task(StrEnum):
    """What a model is asked for; each is a service of its own at the provider."""

    CHAT = "chat"
    COMPLETION = "completion"
    EMBEDDING = "embedding"
    IMAGE = "image"
    IMAGE_TO_TEXT = "image_to_text"
    RERANK = "rerank"
    PLUGIN = "plugin"


@dataclass(frozen=True, slots=True)
class ParameterSpec:
    """One key of the request's body that a model takes.

    `default` is None where the model decides; `max_length` is characters per text. The bounds
    of a size, `1024x768`, are those of each side in pixels.
    """

    name: str
    type: ParameterType
    minimum: float | None = None
    maximum: float | None = None
    exclusive_minimum: bool = False
    default: float | int | bool | str | None = None
    choices: tuple[str, ...] = ()
    max_items: int | None = None
    max_length: int | None = None


@dataclass(frozen=True, slots=True)
class InputLimits:
    """How large the parts of a request may be; None where it is not known.

    Texts are what is embedded in one call, query and documents what is ranked.
    """

    max_prompt_characters: int | None = None
    max_texts: int | None = None
    max_text_characters: int | None = None
    max_text_tokens: int | None = None
    max_query_characters: int | None = None
    max_documents: int | None = None
    max_document_characters: int | None = None


NO_LIMITS = InputLimits()


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """One model as one provider offers it; a limit is None where it is not known.

    `endpoint` is the last part of the path on V1 (of ERNIE Bot plugins the whole path behind
    the prefix) and the model id elsewhere. `max_input_characters` and `max_input_tokens` count
    all messages and the system prompt. `dimensions` is how many numbers an embedding has.
    `is_custom` marks a person's own service; `charge_status` is the console's word, such as
    `OPENED` or `FREE`, and empty in the built-in table.
    """

    name: str
    provider: str
    endpoint: str
    task: Task = Task.CHAT
    aliases: tuple[str, ...] = ()
    context_window_tokens: int | None = None
    max_input_characters: int | None = None
    max_input_tokens: int | None = None
    limits: InputLimits = NO_LIMITS
    dimensions: int | None = None
    parameters: tuple[ParameterSpec, ...] = ()
    supports_system: bool = True
    is_custom: bool = False
    charge_status: str = ""
