"""The fields with which the call of a run is handed to other pages, to be made there again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from playground.gateway import ChatMessage, ToolCall
from playground.runs.models import RunKind
from playground.runs.repeats import Prefill

_BATCH_KINDS: Final[Mapping[RunKind, RunKind]] = {
    RunKind.CREDENTIAL_TEST: RunKind.CHAT,
    RunKind.IMAGE_TO_TEXT: RunKind.CHAT,
}


@dataclass(frozen=True, slots=True)
class RepeatForms:
    """Fields by name, for the forms of conversations:create and batches:from_prompt."""

    chat: Mapping[str, str]
    batch: Mapping[str, str]


def repeat_forms(given: Prefill) -> RepeatForms | None:
    """Fill in the forms; None where there is nothing to ask."""
    if not given.text.strip():
        return None
    chat = given.as_kind(RunKind.CHAT)
    batch = given.as_kind(_BATCH_KINDS.get(given.kind, given.kind))
    turns = _with_calls(given.turns) or [_fields(each) for each in plain_turns(given.turns)]
    told = {"turns": json.dumps(turns, ensure_ascii=False), "tools": _functions(given)}
    return RepeatForms(
        chat=_shared(chat) | {"prompt": chat.text} | told,
        batch=_shared(batch) | {"prompt": batch.text, "kind": batch.kind.value},
    )


def plain_turns(turns: Sequence[ChatMessage]) -> list[ChatMessage]:
    """Return the turns that people and models spoke in turn; none where they do not alternate."""
    spoken = [turn for turn in turns if turn.role != "tool" and not turn.tool_calls]
    for position, turn in enumerate(spoken):
        is_alternating = turn.role == ("assistant" if position % 2 else "user")
        if not is_alternating or (turn.role == "user" and not turn.content.strip()):
            return []
    return spoken if len(spoken) % 2 == 0 else []


def _with_calls(turns: Sequence[ChatMessage]) -> list[dict[str, Any]]:
    """Return all turns, if each call among them has its result, in order; else none."""
    told: list[dict[str, Any]] = []
    if not plain_turns(turns):
        return told
    waiting: list[ToolCall] = []
    before = ""
    for turn in turns:
        if turn.role == "tool":
            is_its_result = waiting and turn.tool_call_id in ("", waiting[0].id)
            if not is_its_result or not turn.content.strip():
                return []
            told.append({**_fields(turn), "name": turn.name or waiting[0].name})
            waiting.pop(0)
        elif waiting or (turn.tool_calls and before not in ("user", "tool")):
            return []
        else:
            waiting.extend(turn.tool_calls)
            calls = [{"name": each.name, "arguments": each.arguments} for each in waiting]
            told.append(_fields(turn) | ({"tool_calls": calls} if calls else {}))
        before = turn.role
    return told


def _functions(given: Prefill) -> str:
    """Write the functions that were offered, as a person would; nothing where there were none."""
    known = ("name", "description", "parameters")
    named = [tool for tool in given.tools if tool.get("name")]
    functions = [{key: tool[key] for key in known if key in tool} for tool in named]
    return json.dumps(functions, ensure_ascii=False, indent=2) if functions else ""


def _fields(turn: ChatMessage) -> dict[str, Any]:
    return {"role": turn.role, "content": turn.content}


def _shared(given: Prefill) -> dict[str, str]:
    return {
        "credential": str(given.credential.uuid) if given.credential else "",
        "provider": given.provider,
        "model": given.model,
        "endpoint": given.endpoint,
        "system": given.system,
        "parameters": json.dumps(dict(given.parameters), ensure_ascii=False),
    }
