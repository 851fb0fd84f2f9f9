"""From the fields of a WebSocket frame to checked values; every fault is a `FrameRefused`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playground.accounts.frames import read_object, read_uuid
from playground.conversations.completion_settings import ChosenSettings
from playground.conversations.refusals import RequestRefused
from playground.conversations.services.completions import Prompt, Repetition
from playground.conversations.services.results import Results
from playground.conversations.tools import MAX_CHARACTERS as MAX_TOOLS_CHARACTERS
from playground.gateway.payloads import as_object, clean_json

MAX_TEXT_CHARACTERS = 1_000_000
MAX_NAME_CHARACTERS = 200


def read_prompt(frame: Mapping[str, Any]) -> Prompt:
    parent = frame.get("parent")
    return Prompt(
        conversation=read_uuid(frame, "conversation"),
        message=read_uuid(frame, "message"),
        reply=read_uuid(frame, "reply"),
        parent=None if parent is None else read_uuid(frame, "parent"),
        text=read_text(frame, "text", limit=MAX_TEXT_CHARACTERS),
        settings=read_settings(frame),
    )


def read_repetition(frame: Mapping[str, Any]) -> Repetition:
    return Repetition(
        conversation=read_uuid(frame, "conversation"),
        message=read_uuid(frame, "message"),
        reply=read_uuid(frame, "reply"),
        settings=read_settings(frame),
    )


def read_results(frame: Mapping[str, Any]) -> Results:
    """Read the results of functions, in the order of their calls."""
    given = frame.get("results")
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        raise RequestRefused("malformed_frame", field="results")
    return Results(
        conversation=read_uuid(frame, "conversation"),
        message=read_uuid(frame, "message"),
        reply=read_uuid(frame, "reply"),
        results=tuple(
            (read_uuid(each, "message"), read_text(each, "text", limit=MAX_TEXT_CHARACTERS))
            for each in given
        ),
        settings=read_settings(frame),
    )


def read_text(frame: Mapping[str, Any], key: str, *, limit: int, default: str | None = None) -> str:
    value = frame.get(key, default)
    if not isinstance(value, str):
        raise RequestRefused("malformed_frame", field=key)
    if len(value) > limit:
        raise RequestRefused("text_too_long", field=key)
    # PostgreSQL stores no NUL, and nobody means one.
    return value.replace("\x00", "")


def read_settings(frame: Mapping[str, Any]) -> ChosenSettings | None:
    """Read the settings that a frame brings; None where it leaves them as they are."""
    settings = frame.get("settings")
    if settings is None:
        return None
    if not isinstance(settings, dict):
        raise RequestRefused("malformed_frame", field="settings")
    parameters = settings.get("parameters", {})
    is_streaming = settings.get("is_streaming", True)
    if not isinstance(parameters, dict) or not isinstance(is_streaming, bool):
        raise RequestRefused("malformed_frame", field="settings")
    has_credential = settings.get("credential") is not None
    return ChosenSettings(
        credential=read_uuid(settings, "credential") if has_credential else None,
        provider=_name(settings, "provider"),
        model=_name(settings, "model"),
        endpoint=_name(settings, "endpoint"),
        system=read_text(settings, "system", limit=MAX_TEXT_CHARACTERS, default=""),
        parameters=_given(parameters),
        is_streaming=is_streaming,
        tools=read_text(settings, "tools", limit=MAX_TOOLS_CHARACTERS, default=""),
        tool_choice=_name(settings, "tool_choice"),
    )


def read_settings_form(form: Mapping[str, str]) -> ChosenSettings:
    """Read settings from the fields of a form, in which `parameters` is a JSON object."""
    settings: dict[str, Any] = dict(form.items())
    settings["parameters"] = read_object(form.get("parameters") or "{}")
    settings["is_streaming"] = form.get("is_streaming") == "true"
    if settings.get("credential") in ("", "null"):
        settings["credential"] = None
    return read_settings({"settings": settings}) or ChosenSettings()


def _given(parameters: dict[str, Any]) -> dict[str, Any]:
    """Return what is set, as any database takes it: texts in it may hold NUL, or be deep."""
    given = {key: value for key, value in parameters.items() if value is not None}
    return dict(as_object(clean_json(given)))


def _name(settings: Mapping[str, Any], key: str) -> str:
    return read_text(settings, key, limit=MAX_NAME_CHARACTERS, default="").strip()
