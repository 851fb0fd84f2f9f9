"""The JSON bodies of Qianfan V2 and OpenAI-compatible servers."""

from __future__ import annotations

import base64

from playground.gateway.providers.base import merge_body
from playground.gateway.values import (
    JSON,
    ChatMessage,
    ChatRequest,
    EmbeddingRequest,
    Image,
    ImageRequest,
    RerankRequest,
    Tool,
    ToolCall,
)


def chat_body(request: ChatRequest, model: str) -> dict[str, JSON]:
    """Translate a request to the body of `chat/completions`."""
    messages = request.messages
    if request.system.strip():
        messages = (ChatMessage("system", request.system), *messages)
    body: dict[str, JSON] = {
        "model": model,
        "messages": [_message(message) for message in messages],
        "stream": request.is_streaming,
    }
    if request.is_streaming:
        body["stream_options"] = {"include_usage": True}
    if request.tools:
        body["tools"] = [_tool(tool) for tool in request.tools]
        if request.tool_choice:
            body["tool_choice"] = _tool_choice(request.tool_choice)
    body = merge_body(body, request.parameters, request.extra)
    if isinstance(body.get("response_format"), str):
        body["response_format"] = {"type": body["response_format"]}
    return body


def embedding_body(request: EmbeddingRequest, model: str) -> dict[str, JSON]:
    """Translate a request to the body of `embeddings`."""
    body: dict[str, JSON] = {"model": model, "input": list(request.texts)}
    return merge_body(body, request.parameters, request.extra)


def image_body(request: ImageRequest, model: str) -> dict[str, JSON]:
    """Translate a request to the body of `images/generations`."""
    body: dict[str, JSON] = {"model": model, "prompt": request.prompt}
    return merge_body(body, request.parameters, request.extra)


def rerank_body(request: RerankRequest, model: str) -> dict[str, JSON]:
    """Translate a request to the body of a reranker."""
    body: dict[str, JSON] = {
        "model": model,
        "query": request.query,
        "documents": list(request.documents),
        "top_n": request.top_n,
    }
    return merge_body(body, request.parameters, request.extra)


def content_of(message: ChatMessage) -> JSON:
    """Translate what a message says: a text, or a list of parts if it holds pictures."""
    if not message.images:
        return message.content
    parts: list[JSON] = [{"type": "text", "text": message.content}] if message.content else []
    parts += [
        {"type": "image_url", "image_url": {"url": _data_url(image)}} for image in message.images
    ]
    return parts


def _message(message: ChatMessage) -> dict[str, JSON]:
    body: dict[str, JSON] = {"role": message.role, "content": content_of(message)}
    if message.name:
        body["name"] = message.name
    if message.tool_calls:
        body["tool_calls"] = [_tool_call(call) for call in message.tool_calls]
    if message.tool_call_id:
        body["tool_call_id"] = message.tool_call_id
    return body


def _tool(tool: Tool) -> dict[str, JSON]:
    function: dict[str, JSON] = {"name": tool.name, "parameters": tool.parameters}
    if tool.description:
        function["description"] = tool.description
    return {"type": "function", "function": function}


def _tool_call(call: ToolCall) -> dict[str, JSON]:
    function: dict[str, JSON] = {"name": call.name, "arguments": call.arguments}
    return {"id": call.id, "type": "function", "function": function}


def _tool_choice(choice: str) -> JSON:
    if choice in ("none", "required"):
        return choice
    return {"type": "function", "function": {"name": choice}}


def _data_url(image: Image) -> str:
    return f"data:{image.media_type};base64,{base64.b64encode(image.data).decode()}"
