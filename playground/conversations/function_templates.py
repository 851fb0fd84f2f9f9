"""Functions to begin with, in the language of the moment: that of the prompts, most likely."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _


def function_templates() -> dict[str, dict[str, Any]]:
    return {"weather": _weather(), "search": _search()}


def _weather() -> dict[str, Any]:
    return {
        "name": "get_weather",
        "description": _("Look up the weather in a city."),
        "parameters": {
            "type": "object",
            "properties": {
                "city": {"type": "string", "description": _("The name of the city")},
                "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]},
            },
            "required": ["city"],
        },
        "mock": {"temperature": 21, "unit": "celsius", "sky": _("cloudy")},
    }


def _search() -> dict[str, Any]:
    return {
        "name": "search_documents",
        "description": _("Search the documents of the team."),
        "parameters": {
            "type": "object",
            "properties": {
                "query": {"type": "string", "description": _("What to search for")},
                "limit": {"type": "integer", "minimum": 1, "maximum": 20},
            },
            "required": ["query"],
        },
        "mock": {"hits": [{"title": _("Handbook"), "text": _("Holidays are planned in spring.")}]},
    }
