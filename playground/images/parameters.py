"""The parameters of an image, as they are shown: those that were set, and usual ones."""

from __future__ import annotations

from dataclasses import dataclass

import orjson

from playground.gateway import JSON, Task, parameters_for
from playground.images.models import GeneratedImage

# Shown by themselves, or of no interest in an image.
_LEFT_OUT = frozenset({"n", "seed", "user", "user_id"})


@dataclass(frozen=True, slots=True)
class ShownParameter:
    """`is_default` where nobody set it, so that the model took its usual value."""

    name: str
    text: str
    is_default: bool


def shown_parameters(image: GeneratedImage) -> list[ShownParameter]:
    """List every parameter that is known, those of the catalogue first and in its order."""
    values = dict(image.parameters)
    shown = []
    for spec in parameters_for(image.provider, image.model, image.endpoint, Task.IMAGE):
        value = values.pop(spec.name, None)
        if spec.name in _LEFT_OUT:
            continue
        if value is not None:
            shown.append(ShownParameter(spec.name, _text(value), is_default=False))
        elif spec.default is not None:
            shown.append(ShownParameter(spec.name, _text(spec.default), is_default=True))
    rest = ((name, value) for name, value in values.items() if name not in _LEFT_OUT)
    shown += [ShownParameter(name, _text(value), is_default=False) for name, value in rest]
    return shown


def _text(value: JSON) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()
