"""The messages of a script as the gateway takes them, without losing what it has no words for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from playground.gateway.fitting import fit_messages
from playground.gateway.values import ChatMessage, ChatRequest, Image, Role, ToolCall
from playground.sdk.errors import InvalidArgumentError

_ROLES: Final[Mapping[str, Role]] = {
    "system": "system",
    "user": "user",
    "assistant": "assistant",
    "function": "tool",
    "tool": "tool",
}
_PLAIN_KEYS = frozenset({"role", "content"})
_KEYS_OF_RESULTS = frozenset({"role", "content", "name", "tool_call_id"})
# A picture of a message that is sent as it is: all that counts here is that there is one.
_SOME_IMAGE = Image(b"", "image/png")


def read_messages(messages: object) -> list[dict[str, Any]]:
    """Copy the list of messages, which the script may go on appending to.

    Raises: InvalidArgumentError if it is no list of messages.
    """
    # A look at the usual types first, for asking abstract ones costs more than the copy.
    if not isinstance(messages, list) and (
        isinstance(messages, str | Mapping) or not isinstance(messages, Iterable)
    ):
        raise InvalidArgumentError(f"messages are a list, not {type(messages).__name__}")
    turns = list(messages)
    for position, turn in enumerate(turns):
        if not isinstance(turn, dict | Mapping) or turn.get("role") not in _ROLES:
            raise InvalidArgumentError(f"messages[{position}] has no role that is known")
    return turns


@dataclass(frozen=True, slots=True)
class Turns:
    """Messages as the gateway takes them; `sent` is what goes out instead, if they say less."""

    system: str
    messages: tuple[ChatMessage, ...]
    sent: Sequence[Mapping[str, Any]] = ()

    def extra(self, provider: str) -> dict[str, Any]:
        """Return what to lay over the body, so that the messages go out as they are."""
        if not self.sent:
            return {}
        turns = [dict(turn) for turn in self.sent]
        if self.system and provider == "qianfan_v2":
            turns.insert(0, {"role": "system", "content": self.system})
        return {"messages": turns}

    def fitted(self, request: ChatRequest, provider: str) -> ChatRequest:
        """Drop the oldest messages of a request that are too many for its model.

        Raises: ContextLengthError if the last message alone is too long.
        """
        fitted = fit_messages(request, provider)
        kept = replace(self, sent=self.sent[len(self.messages) - len(fitted.messages) :])
        return replace(fitted, extra=kept.extra(provider))


def read_turns(turns: Sequence[Mapping[str, Any]], system: str = "") -> Turns:
    """Read messages, of which a first one may be the system prompt."""
    if turns and turns[0]["role"] == "system" and not system:
        system, turns = _text_of(turns[0]), turns[1:]
    messages = tuple(_message(turn) for turn in turns)
    return Turns(system, messages, () if all(map(_is_plain, turns)) else turns)


def _message(turn: Mapping[str, Any]) -> ChatMessage:
    if turn["role"] in ("user", "assistant") and _is_plain(turn):
        return ChatMessage(turn["role"], turn["content"])
    return ChatMessage(
        role=_ROLES[turn["role"]],
        content=_text_of(turn),
        name=str(turn.get("name") or ""),
        tool_calls=tuple(_calls_of(turn)),
        tool_call_id=str(turn.get("tool_call_id") or ""),
        images=(_SOME_IMAGE,) if isinstance(turn.get("content"), list) else (),
    )


def _text_of(turn: Mapping[str, Any]) -> str:
    content = turn.get("content")
    if isinstance(content, list):
        parts = [part.get("text") for part in content if isinstance(part, Mapping)]
        return "\n".join(part for part in parts if isinstance(part, str))
    return content if isinstance(content, str) else ""


def _calls_of(turn: Mapping[str, Any]) -> Iterable[ToolCall]:
    calls = [(call.get("function"), call.get("id")) for call in turn.get("tool_calls") or ()]
    if turn.get("function_call"):
        calls.append((turn["function_call"], ""))
    for function, call_id in calls:
        if isinstance(function, Mapping):
            name, arguments = function.get("name"), function.get("arguments")
            yield ToolCall(str(name or ""), str(arguments or ""), str(call_id or ""))


def _is_plain(turn: Mapping[str, Any]) -> bool:
    """Say whether the gateway's own message says all that this one does."""
    keys = _KEYS_OF_RESULTS if _ROLES[turn["role"]] == "tool" else _PLAIN_KEYS
    return isinstance(turn.get("content"), str) and turn.keys() <= keys
