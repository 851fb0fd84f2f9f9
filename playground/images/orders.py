"""What is to be drawn: one prompt, some pictures, and for each a seed of its own."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from playground.gateway import JSON, ParameterSpec, Task, parameters_for
from playground.runs.call_settings import CallSettings

_SIZE: Final = re.compile(r"([1-9]\d{1,4})x([1-9]\d{1,4})", re.ASCII)
_USUAL_SIDE: Final = 1024
# Of each order one call a picture is made, so that they come one by one.
_COUNT, _SEED = "n", "seed"
_MAX_SEED: Final = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Order:
    """A call for one picture; `parameters` are without seed, which is None where none is taken."""

    prompt: str
    settings: CallSettings
    parameters: Mapping[str, JSON]
    seed: int | None

    @property
    def sent_parameters(self) -> dict[str, JSON]:
        """The parameters of the call, the seed among them."""
        seed = {} if self.seed is None else {_SEED: self.seed}
        return {**self.parameters, **seed}

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of what will come, as far as one can tell."""
        specs = specs_of(self.settings)
        known = next((spec.default for spec in specs if spec.name == "size"), None)
        found = _SIZE.fullmatch(str(self.parameters.get("size") or known or ""))
        return (int(found[1]), int(found[2])) if found else (_USUAL_SIDE, _USUAL_SIDE)


def make_orders(prompt: str, settings: CallSettings) -> tuple[Order, ...]:
    """Take an order for `n` pictures apart; their seeds count up from the one that was given."""
    parameters = dict(settings.parameters)
    count = parameters.pop(_COUNT, None)
    seed = parameters.pop(_SEED, None)
    numbers = range(count if isinstance(count, int) else 1)
    seed_spec = next((spec for spec in specs_of(settings) if spec.name == _SEED), None)
    return tuple(
        Order(prompt, settings, parameters, _seed(seed, number, seed_spec)) for number in numbers
    )


def specs_of(settings: CallSettings) -> tuple[ParameterSpec, ...]:
    return parameters_for(settings.provider, settings.model, settings.endpoint, Task.IMAGE)


def _seed(given: JSON, number: int, spec: ParameterSpec | None) -> int | None:
    if spec is None:
        return None
    last = _MAX_SEED if spec.maximum is None else int(spec.maximum)
    first = 0 if spec.minimum is None else int(spec.minimum)
    if isinstance(given, int):
        return first + (given - first + number) % (last - first + 1)
    return first + secrets.randbelow(last - first + 1)
