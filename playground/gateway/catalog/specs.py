"""The shape of a catalogue entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

ParameterType: TypeAlias = Literal[
    "float", "int", "bool", "string", "string_list", "choice", "json"
]


@dataclass(frozen=True, slots=True)
class ParameterSpec:
    """One key of the request's body that a model takes.

    `default` is None where the model decides; `max_length` is characters per text.
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
class ModelSpec:
    """One model as one provider offers it; a limit is None where it is not known.

    `endpoint` is the last part of the path on V1 and the model id elsewhere. The input limits
    count all messages and the system prompt.
    """

    name: str
    provider: str
    endpoint: str
    aliases: tuple[str, ...] = ()
    context_window_tokens: int | None = None
    max_input_characters: int | None = None
    max_input_tokens: int | None = None
    parameters: tuple[ParameterSpec, ...] = ()
    supports_system: bool = True
    is_multimodal: bool = False
    description: str = ""
