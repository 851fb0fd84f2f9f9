"""QuerySets whose SQL is built once, for the few that run before every call to a provider.

To build the SQL of one takes the ORM some four times as long as the database takes to answer it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)
Argument = int | str | UUID


class CompiledQuery(Generic[Row]):
    """One QuerySet, as a function of keys.

    `build` is called once, with `examples`: values that stand for the arguments and occur nowhere
    else in the query. The QuerySet must use each of them as it is, and follow no relation.
    """

    def __init__(self, build: Callable[..., models.QuerySet[Row]], *examples: Argument) -> None:
        self._build = build
        self._examples = examples
        self._model: type[Row] | None = None
        self._sql = ""
        self._template: list[Any] = []
        # For each parameter that stands for an argument: its place, and the argument's.
        self._places: list[tuple[int, int]] = []

    def first(self, *arguments: Argument) -> Row | None:
        if self._model is None:
            self._compile()
        assert self._model is not None
        parameters = self._template.copy()
        for place, argument in self._places:
            parameters[place] = _adapted(arguments[argument])
        rows = self._model._default_manager.raw(self._sql, parameters)
        return next(iter(rows), None)

    def _compile(self) -> None:
        queryset = self._build(*self._examples)[:1]
        self._sql, parameters = queryset.query.sql_with_params()
        self._template = list(parameters)
        examples = [_adapted(example) for example in self._examples]
        self._places = [
            (place, examples.index(parameter))
            for place, parameter in enumerate(parameters)
            if parameter in examples
        ]
        if {argument for _, argument in self._places} != set(range(len(examples))):
            raise TypeError("The query does not use all of its arguments as they are.")
        self._model = queryset.model


def _adapted(value: Argument) -> Argument:
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value
