"""Reads the body of a plugin application, and finds which plugin it is for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playground.sandbox.errors import V1Error
from playground.sandbox.messages import is_list_of_objects
from playground.sandbox.parameters import V1_RANGES, check_ranges
from playground.sandbox.plugin_applications import knowledge, ocr, weather
from playground.sandbox.prompts import Prompt, Turn

PLUGIN_IDS = (knowledge.PLUGIN_ID, ocr.PLUGIN_ID, weather.PLUGIN_ID)


@dataclass(frozen=True, slots=True)
class PluginQuery:
    """A checked request; `plugin_id` is the plugin that answers it."""

    prompt: Prompt
    plugin_id: str
    file_url: str
    variables: dict[str, Any]
    is_verbose: bool


def read_query(body: dict[str, Any], max_characters: int) -> PluginQuery:
    """Return the checked request.

    Raises: V1Error 216100, 336003, 336006 or 336007
    """
    query = body.get("query")
    if not isinstance(query, str) or not query.strip():
        raise V1Error(336003, "query can not be empty")
    if len(query) > max_characters:
        raise V1Error(336007, f"the max input characters is {max_characters}")
    llm, variables = (body.get(name) or {} for name in ("llm", "input_variables"))
    if not isinstance(llm, dict) or not isinstance(variables, dict):
        raise V1Error(336003, "llm and input_variables must be objects")
    fault = check_ranges(llm, V1_RANGES)
    if fault:
        raise V1Error(336003, f"llm: {fault}")
    plugin_id = _detect(query, _read_plugins(body.get("plugins")), body.get("fileurl"))
    is_picture = plugin_id == ocr.PLUGIN_ID
    return PluginQuery(
        prompt=Prompt(
            turns=(*_read_history(body.get("history")), Turn("user", query)),
            is_stream=body.get("stream") is True,
        ),
        plugin_id=plugin_id,
        file_url=ocr.read_file_url(body.get("fileurl")) if is_picture else "",
        variables=variables,
        is_verbose=body.get("verbose") is True,
    )


def _read_plugins(plugins: object) -> Sequence[str]:
    if plugins is None or plugins == []:
        return PLUGIN_IDS
    if not isinstance(plugins, list) or any(plugin not in PLUGIN_IDS for plugin in plugins):
        raise V1Error(336003, f"plugins must be of {', '.join(PLUGIN_IDS)}")
    return plugins


def _detect(query: str, plugins: Sequence[str], file_url: object) -> str:
    """Return the plugin of `plugins` that the words of `query` ask for, or the first of them."""
    lower = query.lower()
    wanted = (
        (weather.PLUGIN_ID, any(word in lower for word in weather.WORDS)),
        (ocr.PLUGIN_ID, bool(file_url) or any(word in lower for word in ocr.WORDS)),
    )
    asked = [plugin for plugin, is_wanted in wanted if is_wanted and plugin in plugins]
    return asked[0] if asked else plugins[0]


def _read_history(history: object) -> tuple[Turn, ...]:
    if history is None:
        return ()
    if not isinstance(history, list) or not is_list_of_objects(history):
        raise V1Error(336003, "history must be a list of objects")
    if len(history) % 2:
        raise V1Error(336006, "the length of history must be an even number")
    turns = []
    for index, message in enumerate(history):
        role, content = message.get("role"), message.get("content")
        if role != ("user", "assistant")[index % 2]:
            raise V1Error(336006, "the roles of history must be user and assistant in turn")
        if not isinstance(content, str) or not content.strip():
            raise V1Error(336003, "message content can not be empty")
        turns.append(Turn(role, content))
    return tuple(turns)
