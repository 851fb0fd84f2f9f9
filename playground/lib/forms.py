"""How every form field of ours is drawn: `{{ field.as_field_group }}` gives label to error."""

from __future__ import annotations

from typing import Any

from django.forms import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import Widget


class InputField(BoundField):
    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: Widget | None = None
    ) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        # A widget with a class of its own (in the admin, say) keeps its looks.
        if "class" not in (widget or self.field.widget).attrs:
            attrs.setdefault("class", "input")
        return attrs


class FieldRenderer(TemplatesSetting):
    field_template_name = "_field.html"
    bound_field_class = InputField
