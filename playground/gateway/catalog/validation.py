"""Are these values what a model takes? For forms; a call itself sends what it is given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import assert_never

from playground.gateway.catalog.specs import ModelSpec, ParameterSpec
from playground.gateway.errors import InvalidRequestError
from playground.gateway.values import JSON

_SIZE = re.compile(r"([1-9]\d{0,5})x([1-9]\d{0,5})", re.ASCII)
_MAX_SIDE_PIXELS = 999_999


def validate_parameters(
    spec: ModelSpec | Iterable[ParameterSpec], values: Mapping[str, JSON]
) -> None:
    """Check every value; None means "not set".

    Raises: InvalidRequestError for the first fault, naming the parameter and its range.
    """
    parameters = spec.parameters if isinstance(spec, ModelSpec) else spec
    known = {parameter.name: parameter for parameter in parameters}
    for name, value in values.items():
        if value is None:
            continue
        if name not in known:
            raise InvalidRequestError("parameter_unknown", parameters={"parameter": name})
        _check_value(known[name], value)


def _check_value(spec: ParameterSpec, value: JSON) -> None:
    match spec.type:
        case "float" | "int":
            _check_number(spec, value)
        case "bool":
            _require(isinstance(value, bool), spec, "parameter_not_boolean")
        case "string":
            _check_text(spec, value)
        case "string_list":
            _check_text_list(spec, value)
        case "choice":
            choices = ", ".join(spec.choices)
            _require(value in spec.choices, spec, "parameter_not_a_choice", choices=choices)
        case "size":
            _check_size(spec, value)
        case "json":
            _require(
                isinstance(value, Mapping | list | tuple | str), spec, "parameter_not_structured"
            )
        case _:
            assert_never(spec.type)


def _check_number(spec: ParameterSpec, value: JSON) -> None:
    if spec.type == "int":
        is_number = isinstance(value, int) and not isinstance(value, bool)
        _require(is_number, spec, "parameter_not_integer")
    else:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        _require(is_number, spec, "parameter_not_number")
    assert isinstance(value, int | float)
    is_inside = (
        # Written so that NaN, which compares false with everything, is outside.
        (spec.minimum is None or value >= spec.minimum)
        and (spec.maximum is None or value <= spec.maximum)
        and not (spec.exclusive_minimum and value == spec.minimum)
        and abs(value) < float("inf")
    )
    if not is_inside:
        raise _range_error(spec)


def _range_error(spec: ParameterSpec) -> InvalidRequestError:
    bounds: dict[str, str | int | float] = {"parameter": spec.name}
    if spec.minimum is not None:
        bounds["minimum"] = spec.minimum
    if spec.maximum is None:
        code = "parameter_not_finite" if spec.minimum is None else "parameter_too_small"
        return InvalidRequestError(code, parameters=bounds)
    bounds["maximum"] = spec.maximum
    code = "parameter_out_of_open_range" if spec.exclusive_minimum else "parameter_out_of_range"
    return InvalidRequestError(code, parameters=bounds)


def _check_text(spec: ParameterSpec, value: JSON) -> None:
    _require(isinstance(value, str), spec, "parameter_not_text")
    assert isinstance(value, str)
    if spec.max_length is not None:
        _require(len(value) <= spec.max_length, spec, "parameter_too_long", limit=spec.max_length)


def _check_size(spec: ParameterSpec, value: JSON) -> None:
    match = _SIZE.fullmatch(value) if isinstance(value, str) else None
    minimum, maximum = int(spec.minimum or 1), int(spec.maximum or _MAX_SIDE_PIXELS)
    _require(
        match is not None and all(minimum <= int(side) <= maximum for side in match.groups()),
        spec,
        "parameter_not_a_size",
        minimum=minimum,
        maximum=maximum,
    )


def _check_text_list(spec: ParameterSpec, value: JSON) -> None:
    _require(isinstance(value, list | tuple), spec, "parameter_not_text_list")
    assert isinstance(value, list | tuple)
    if spec.max_items is not None:
        _require(len(value) <= spec.max_items, spec, "parameter_too_many", limit=spec.max_items)
    for text in value:
        _check_text(spec, text)


def _require(condition: bool, spec: ParameterSpec, code: str, **parameters: str | int) -> None:
    if not condition:
        raise InvalidRequestError(code, parameters={"parameter": spec.name, **parameters})
