"""A field of a form that holds JSON."""

from __future__ import annotations

from typing import Any

from django import forms


class JSONField(forms.JSONField):
    """Takes also what is too deep, or has a number too long, for what it is: no usable JSON."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except (RecursionError, ValueError) as exc:
            raise forms.ValidationError(
                self.error_messages["invalid"], code="invalid", params={"value": value}
            ) from exc
