"""The JSON bodies that providers are sent, read back: questions, turns, texts, parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, get_args

from playground.gateway import JSON, ChatMessage, Role, ToolCall
from playground.gateway.payloads import as_object, as_objects, as_text

# What is no parameter of a model; all else is.
_FRAME: Final = frozenset(
    {
        *("model", "messages", "system", "stream", "stream_options"),
        *("tools", "functions", "tool_choice"),
        *("prompt", "input", "image", "query", "documents"),
    }
)


@dataclass(frozen=True, slots=True)
class Sent:
    """What a body says; `turns` are those before the question, which is `text`.

    `messages` are all turns of a chat; where pictures are among them, they are left out, and
    `has_pictures` says so.
    """

    text: str = ""
    system: str = ""
    turns: tuple[ChatMessage, ...] = ()
    messages: tuple[ChatMessage, ...] = ()
    has_pictures: bool = False
    texts: tuple[str, ...] = ()
    tools: tuple[Mapping[str, JSON], ...] = ()
    tool_choice: str = ""
    plugins: tuple[str, ...] = ()
    variables: Mapping[str, JSON] = field(default_factory=dict)
    file_url: str = ""
    parameters: Mapping[str, JSON] = field(default_factory=dict)
    is_streaming: bool = False


def read_sent(body: Mapping[str, JSON]) -> Sent:
    """Read a body of any kind of call, of V1, V2 or an OpenAI-compatible server."""
    if "query" in body and "documents" not in body:
        return _plugin_application(body)
    is_streaming = body.get("stream") is True
    if "messages" in body:
        return _messages(body, is_streaming)
    if "input" in body:
        texts = _texts(body["input"])
        text = "\n".join(texts)
        return Sent(text=text, texts=texts, parameters=_parameters(body))
    text = as_text(body.get("prompt")) or as_text(body.get("query"))
    return Sent(text=text, parameters=_parameters(body), is_streaming=is_streaming)


def _messages(body: Mapping[str, JSON], is_streaming: bool) -> Sent:
    system = as_text(body.get("system"))
    messages = as_objects(body["messages"])
    turns = [_turn(message) for message in messages]
    if turns and turns[0].role == "system":
        system, turns = turns[0].content, turns[1:]
    asked = max((at for at, turn in enumerate(turns) if turn.role == "user"), default=None)
    tools = as_objects(body.get("functions")) or [
        as_object(tool.get("function")) for tool in as_objects(body.get("tools"))
    ]
    parameters = dict(_parameters(body))
    # The plugins of ERNIE Bot are named in the body, too.
    plugins = _texts(parameters.pop("plugins", ()))
    return Sent(
        text="" if asked is None else turns[asked].content,
        system=system,
        turns=tuple(turns[:asked]) if asked is not None else (),
        messages=tuple(turns),
        has_pictures=any(isinstance(each.get("content"), list) for each in messages),
        tools=tuple(tools),
        tool_choice=_tool_choice(body.get("tool_choice")),
        plugins=plugins,
        parameters=parameters,
        is_streaming=is_streaming,
    )


def _tool_choice(choice: JSON) -> str:
    return as_text(as_object(as_object(choice).get("function")).get("name")) or as_text(choice)


def _plugin_application(body: Mapping[str, JSON]) -> Sent:
    return Sent(
        text=as_text(body.get("query")),
        turns=tuple(_turn(message) for message in as_objects(body.get("history"))),
        plugins=_texts(body.get("plugins")),
        variables=as_object(body.get("input_variables")),
        file_url=as_text(body.get("fileurl")),
        parameters=as_object(body.get("llm")),
        is_streaming=body.get("stream") is True,
    )


def _turn(message: Mapping[str, JSON]) -> ChatMessage:
    role = as_text(message.get("role"))
    if role == "function":
        # As V1 calls what a tool answered.
        role = "tool"
    calls = [
        ToolCall(
            as_text(as_object(call.get("function")).get("name")),
            as_text(as_object(call.get("function")).get("arguments")),
            as_text(call.get("id")),
        )
        for call in as_objects(message.get("tool_calls"))
    ]
    if call := as_object(message.get("function_call")):
        calls.append(ToolCall(as_text(call.get("name")), as_text(call.get("arguments"))))
    return ChatMessage(
        _role(role),
        _content(message.get("content")),
        name=as_text(message.get("name")),
        tool_calls=tuple(calls),
        tool_call_id=as_text(message.get("tool_call_id")),
    )


def _role(name: str) -> Role:
    known: tuple[Role, ...] = get_args(Role)
    return next((role for role in known if role == name), "user")


def _content(content: JSON) -> str:
    """A text, or the texts among the parts of a message with pictures."""
    if isinstance(content, str):
        return content
    return "\n".join(as_text(part.get("text")) for part in as_objects(content) if "text" in part)


def _parameters(body: Mapping[str, JSON]) -> Mapping[str, JSON]:
    found = {name: value for name, value in body.items() if name not in _FRAME}
    # A choice by its name for people, an object on the wire.
    shape = as_object(found.get("response_format"))
    if shape.keys() == {"type"}:
        found["response_format"] = shape["type"]
    return found


def _texts(value: JSON) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    items = value if isinstance(value, list | tuple) else ()
    return tuple(item for item in items if isinstance(item, str))
