"""JSON schemas that people write for functions, and values of models checked against them.

Draft 2020-12. Both sides may be hostile: nothing is fetched, no pattern is searched for, and the
work is bounded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from playground.gateway.text import clean_text

if TYPE_CHECKING:
    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

MAX_FAULTS: Final = 5
_MAX_STEPS: Final = 20_000
_MAX_VALUE_CHARACTERS: Final = 80
# With these a short text can keep a processor busy for hours.
_UNCHECKED: Final = frozenset({"pattern", "uniqueItems"})
_CHOICES: Final = frozenset({"anyOf", "oneOf"})
_REFERENCES: Final = frozenset({"$ref", "$dynamicRef"})

_FAULTS: Final[Mapping[str, Promise]] = {
    "additionalProperties": _("This key is not in the schema."),
    "anyOf": _("The value fits none of the choices in the schema."),
    "const": _("The value must be %(expected)s."),
    "enum": _("The value must be one of %(expected)s."),
    "exclusiveMaximum": _("The value must be less than %(expected)s."),
    "exclusiveMinimum": _("The value must be greater than %(expected)s."),
    "maximum": _("The value must be at most %(expected)s."),
    "maxItems": _("There may be no more than %(expected)s values."),
    "maxLength": _("The text must have at most %(expected)s characters."),
    "minimum": _("The value must be at least %(expected)s."),
    "minItems": _("There must be at least %(expected)s values."),
    "minLength": _("The text must have at least %(expected)s characters."),
    "multipleOf": _("The value must be a multiple of %(expected)s."),
    "oneOf": _("The value fits more than one of the choices in the schema."),
    "required": _("This key is missing."),
    "type": _("The value must be of the type %(expected)s."),
}
_OTHER_FAULT: Final = _("The value does not fit the schema (%(rule)s).")

_steps: ContextVar[int] = ContextVar("steps")


class UncheckableError(Exception):
    """A schema that leads nowhere, or by which a check would take too long."""


@dataclass(frozen=True, slots=True)
class SchemaFault:
    """What does not fit, and where: `path` is like `properties.city.type`, empty for the whole."""

    path: str
    rule: str = ""
    expected: str = ""
    value: str = ""

    @property
    def sentence(self) -> str:
        sentence = str(_FAULTS.get(self.rule, _OTHER_FAULT))
        return sentence % {"expected": self.expected, "rule": self.rule}


def schema_fault(schema: object) -> SchemaFault | None:
    """Return the fault that keeps a value from being a JSON schema, None if it is one."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    for path, name, part in _keys(schema):
        if name in _REFERENCES and isinstance(part, str) and not part.startswith("#"):
            return SchemaFault(_path(path), value=_short(part))
    try:
        error = best_match(_validator(Draft202012Validator.META_SCHEMA).iter_errors(schema))
    except (RecursionError, UncheckableError):
        return SchemaFault("")
    if error is None:
        return None
    return SchemaFault(_path(list(error.absolute_path)), value=_short(error.instance))


def value_faults(schema: Mapping[str, Any], value: object) -> list[SchemaFault]:
    """Return what of a value does not fit, at most `MAX_FAULTS`. Raises: UncheckableError."""
    from referencing.exceptions import Unresolvable

    if any(name == "patternProperties" for _place, name, _part in _keys(schema)):
        raise UncheckableError
    faults: list[SchemaFault] = []
    try:
        for error in _validator(schema).iter_errors(value):
            faults.extend(_faults_of(error))
            if len(faults) >= MAX_FAULTS:
                break
    except (ArithmeticError, RecursionError, Unresolvable) as exc:
        raise UncheckableError from exc
    return faults[:MAX_FAULTS]


def _validator(schema: Any) -> Validator:
    from jsonschema.validators import SPECIFICATIONS

    _steps.set(0)
    # Of its own accord the package asks the network for what it does not know.
    validator: Validator = _bounded_validator()(schema, registry=SPECIFICATIONS)
    return validator


@cache
def _bounded_validator() -> Any:
    from jsonschema import Draft202012Validator
    from jsonschema.validators import extend

    keywords = Draft202012Validator.VALIDATORS.items()
    return extend(
        Draft202012Validator,
        {name: _nothing if name in _UNCHECKED else _counted(check) for name, check in keywords},
    )


def _counted(check: Callable[..., Any]) -> Callable[..., Iterator[ValidationError]]:
    def counted(*values: Any) -> Iterator[ValidationError]:
        steps = _steps.get() + 1
        _steps.set(steps)
        if steps > _MAX_STEPS:
            raise UncheckableError
        yield from check(*values) or ()

    return counted


def _nothing(*values: Any) -> Iterator[ValidationError]:
    return iter(())


def _faults_of(error: ValidationError) -> Iterator[SchemaFault]:
    """Name the place of each: for keys that are missing or too many, that of the key."""
    # A schema that is `false` has no rules.
    rule, path = str(error.validator or "false"), list(error.absolute_path)
    schema, instance = error.schema, error.instance
    if rule == "required" and isinstance(instance, dict):
        # The package yields an error for each, all alike but for their words.
        names = [name for name in error.validator_value if f"{name!r} " in error.message]
        for name in names[:1]:
            yield SchemaFault(_path([*path, name]), rule)
    elif rule == "additionalProperties" and isinstance(instance, dict):
        known = schema.get("properties", {}) if isinstance(schema, dict) else {}
        for name in [name for name in instance if name not in known][:MAX_FAULTS]:
            yield SchemaFault(_path([*path, name]), rule)
    elif rule in _CHOICES and error.context:
        yield from _faults_of_choices(error)
    else:
        expected = error.validator_value
        parts = expected if isinstance(expected, list) else [expected]
        yield SchemaFault(_path(path), rule, ", ".join(map(_short, parts)))


def _faults_of_choices(error: ValidationError) -> Iterator[SchemaFault]:
    """Name the faults in the choice that comes nearest, or the types if nothing else is asked."""
    path, choices = list(error.absolute_path), defaultdict(list)
    for each in error.context or ():
        choices[each.relative_schema_path[0]].append(each)
    fitting = [faults for faults in choices.values() if not _has_other_type(faults, path)]
    if not fitting:
        types = dict.fromkeys(
            _short(each.validator_value)
            for each in error.context or ()
            if each.validator == "type" and list(each.absolute_path) == path
        )
        yield SchemaFault(_path(path), "type", ", ".join(types))
        return
    nearest = min(fitting, key=len)
    if any(len(nearest) == len(faults) for faults in fitting if faults is not nearest):
        yield SchemaFault(_path(path), "anyOf")
        return
    for each in nearest:
        yield from _faults_of(each)


def _has_other_type(faults: Sequence[ValidationError], path: list[str | int]) -> bool:
    return any(each.validator == "type" and list(each.absolute_path) == path for each in faults)


def _path(parts: Sequence[str | int]) -> str:
    return clean_text(".".join(str(part) for part in parts)[:_MAX_VALUE_CHARACTERS])


def _short(value: object) -> str:
    import json

    text = clean_text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
    return text if len(text) <= _MAX_VALUE_CHARACTERS else text[: _MAX_VALUE_CHARACTERS - 1] + "…"


def _keys(
    schema: object, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[Sequence[str | int], str, object]]:
    """Yield every key of the objects in a value, with its place and what stands there."""
    if isinstance(schema, dict):
        for name, part in schema.items():
            yield (*path, name), name, part
            yield from _keys(part, (*path, name))
    elif isinstance(schema, list):
        for number, part in enumerate(schema):
            yield from _keys(part, (*path, number))
