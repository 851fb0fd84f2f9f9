"""Inserts rows by the thousand, past the ORM: a file may have a million of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

import orjson
from django.db import connection, models

Values: TypeAlias = Sequence[int | str]


def insert_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Values]) -> None:
    """Insert rows with values for the fields of these names; the other fields get their defaults.

    Values are what the database stores: the keys of others, and JSON as text.
    """
    known: dict[str, models.Field[Any, Any]] = {
        each.name: each for each in model._meta.concrete_fields
    }
    fields = [known.pop(name) for name in names]
    others = [each for each in known.values() if not (each.null or each.primary_key)]
    columns = [field.column for field in (*fields, *others)]
    defaults = tuple(_stored_default(field) for field in others)
    table = connection.ops.quote_name(model._meta.db_table)
    quoted = ", ".join(connection.ops.quote_name(str(column)) for column in columns)
    complete = ((*row, *defaults) for row in rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({quoted}) FROM STDIN") as copy:
                for values in complete:
                    copy.write_row(values)
        else:
            places = ", ".join(["%s"] * len(columns))
            insert = f"INSERT INTO {table} ({quoted}) VALUES ({places})"
            cursor.executemany(insert, list(complete))


def _stored_default(field: models.Field[Any, Any]) -> int | str:
    default = field.get_default()
    if isinstance(field, models.JSONField):
        return orjson.dumps(default).decode()
    assert isinstance(default, int | str)
    return default
