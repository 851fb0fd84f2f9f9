"""The steps of a run as a timeline: which plugin was called, with what, and what came back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from playground.gateway import JSON
from playground.gateway.payloads import as_object, as_objects, as_text, clean_json
from playground.plugins.findings import Chart, Findings, chart_of, read_findings
from playground.plugins.known_plugins import label_of
from playground.runs.steps import CUT_OFF, read_steps

MAX_CALLS: Final = 30
MAX_JSON_CHARACTERS: Final = 20_000
_MAX_LABEL_CHARACTERS: Final = 200
_MAX_PROGRESS: Final = 50
_DONE: Final = "2"
_CHART_BLOCK = re.compile(
    r"^```echarts-option[^\S\n]*\n(.*?)^```[^\S\n]*$", re.DOTALL | re.MULTILINE
)


@dataclass(slots=True)
class PluginCall:
    """One call of a plugin, as far as it has come."""

    id: str
    name: str = ""
    thoughts: str = ""
    arguments: str = ""
    progress: tuple[str, ...] = ()
    findings: Findings = field(default_factory=Findings)
    fault: str = ""
    is_done: bool = False
    raw: str = ""

    @property
    def label(self) -> str:
        return self.name or label_of(self.id)

    @property
    def state(self) -> str:
        """One of `failed`, `done`, `working`."""
        return "failed" if self.fault else "done" if self.is_done else "working"


@dataclass(frozen=True, slots=True)
class Timeline:
    """`others` are steps of which nothing is known but their JSON."""

    calls: tuple[PluginCall, ...] = ()
    others: tuple[str, ...] = ()
    is_cut: bool = False

    @property
    def has_charts(self) -> bool:
        return any(call.findings.charts for call in self.calls)


def read_timeline(steps: str) -> Timeline:
    """Read the steps of a run, in the order in which plugins were first heard of."""
    calls: dict[tuple[str, str], PluginCall] = {}
    others: list[str] = []
    is_cut = False
    # Each state of a plugin repeats those before it: only the last of a kind is read in full.
    latest: dict[tuple[str, str], Mapping[str, JSON]] = {}
    for step in read_steps(steps):
        if step["step"] == CUT_OFF:
            is_cut = True
        elif step["step"] == "plugin" and not _read(step.get("payload"), calls, latest):
            others.append(pretty(step.get("payload")))
    for key, state in latest.items():
        _take_state(calls[key], state)
    return Timeline(tuple(calls.values()), tuple(others)[:MAX_CALLS], is_cut)


def charts_in(text: str) -> list[Chart]:
    """Find the charts that an answer holds as blocks of code, once they are whole."""
    charts = []
    for block in _CHART_BLOCK.findall(text)[:MAX_CALLS]:
        try:
            charts.append(chart_of(orjson.loads(block)))
        except orjson.JSONDecodeError:
            charts.append(Chart(None))
    return charts


def pretty(value: Any) -> str:
    """Write JSON for people to read, with JSON that is a text in it unfolded at the top."""
    if isinstance(value, str):
        try:
            value = clean_json(orjson.loads(value))
        except orjson.JSONDecodeError:
            return str(value)[:MAX_JSON_CHARACTERS]
    text = orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()
    return text if len(text) <= MAX_JSON_CHARACTERS else text[:MAX_JSON_CHARACTERS] + "\n…"


def _read(
    payload: JSON,
    calls: dict[tuple[str, str], PluginCall],
    latest: dict[tuple[str, str], Mapping[str, JSON]],
) -> bool:
    """Read one payload of a step; False where nothing in it is known."""
    frame = as_object(payload)
    items = as_objects(payload) if isinstance(payload, list) else []
    metas = as_objects(frame.get("plugin_metas")) + [each for each in items if "pluginId" in each]
    states = as_objects(frame.get("plugin_info")) + [each for each in items if "plugin_id" in each]
    if "plugin_id" in frame:
        states.append(frame)
    for meta in metas[: MAX_CALLS - len(calls)]:
        _take_meta(calls, meta)
    for state in states:
        key = (_label(state.get("plugin_id")), as_text(state.get("plugin_req")))
        if key not in calls:
            if len(calls) == MAX_CALLS and (key[0], "") not in calls:
                continue
            # What was announced is called now; a second call of it has no announcement left.
            announced = calls.pop((key[0], "")) if (key[0], "") in calls else None
            calls[key] = announced or PluginCall(key[0])
        latest[key] = state
    return bool(metas or states)


def _take_meta(calls: dict[tuple[str, str], PluginCall], meta: Mapping[str, JSON]) -> None:
    plugin = _label(meta.get("pluginId"))
    announced = as_object(as_object(meta.get("runtimeMetaInfo")).get("function_call"))
    arguments = as_text(announced.get("arguments"))
    call = calls.get((plugin, arguments)) or calls.setdefault((plugin, ""), PluginCall(plugin))
    model_name = _label(meta.get("pluginNameForModel"))
    human_name = _label(meta.get("pluginNameForHuman"))
    call.name = label_of(model_name) if label_of(model_name) != model_name else human_name
    call.thoughts = as_text(announced.get("thoughts"))[:MAX_JSON_CHARACTERS]
    call.arguments = pretty(arguments) if arguments else ""


def _take_state(call: PluginCall, state: Mapping[str, JSON]) -> None:
    if "plugin_req" in state or "plugin_resp" in state:
        answers = list(_lines(as_text(state.get("plugin_resp"))))
        call.arguments = pretty(as_text(state.get("plugin_req"))) or call.arguments
        call.is_done = str(state.get("status")) == _DONE
        call.progress = tuple(_progress(answers))[-_MAX_PROGRESS:]
        call.fault = _fault(answers)
        call.raw = pretty(answers)
        if not call.name:
            call.name = _label(state.get("plugin_name")) or label_of(call.id)
    else:
        answers = [state.get("response")]
        asked = state.get("request", state.get("requests"))
        call.arguments = pretty(asked) if asked is not None else ""
        call.is_done = True
        call.raw = pretty(state.get("response"))
    call.findings = read_findings(answers)


def _lines(text: str) -> Iterable[JSON]:
    """Read an answer that is JSON, line by line; the last line may not be whole yet."""
    for line in text.split("\n"):
        try:
            yield clean_json(orjson.loads(line))
        except orjson.JSONDecodeError:
            continue


def _progress(answers: Iterable[JSON]) -> Iterable[str]:
    """Tell how far each action of a plugin has come, in the order of their beginning."""
    latest: dict[str, str] = {}
    for answer in map(as_object, answers):
        name, content = _label(answer.get("actionName")), _label(answer.get("actionContent"))
        if name or content:
            latest[name] = content
    return (" · ".join(filter(None, words)) for words in latest.items())


def _fault(answers: Iterable[JSON]) -> str:
    for answer in map(as_object, answers):
        if code := answer.get("errCode"):
            words = (str(code)[:20], as_text(answer.get("errMsg")))
            return ": ".join(filter(None, words))[:_MAX_LABEL_CHARACTERS]
    return ""


def _label(value: JSON) -> str:
    return as_text(value)[:_MAX_LABEL_CHARACTERS]
