"""The fields with which the call of a run is handed to other pages, to be made there again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from playground.gateway import ChatMessage
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
    turns = [{"role": each.role, "content": each.content} for each in plain_turns(given.turns)]
    return RepeatForms(
        chat=_shared(chat) | {"prompt": chat.text, "turns": json.dumps(turns, ensure_ascii=False)},
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


def _shared(given: Prefill) -> dict[str, str]:
    return {
        "credential": str(given.credential.uuid) if given.credential else "",
        "provider": given.provider,
        "model": given.model,
        "endpoint": given.endpoint,
        "system": given.system,
        "parameters": json.dumps(dict(given.parameters), ensure_ascii=False),
    }
