"""The JSON bodies of Qianfan V1, whose services agree in little."""

from __future__ import annotations

import base64

from playground.gateway.errors import UnsupportedFeatureError
from playground.gateway.messages import answered_function, split_system
from playground.gateway.providers.base import merge_body
from playground.gateway.providers.chat_completions_bodies import content_of
from playground.gateway.values import (
    JSON,
    ChatMessage,
    ChatRequest,
    CompletionRequest,
    EmbeddingRequest,
    ErniePluginRequest,
    ImageRequest,
    ImageToTextRequest,
    PluginRequest,
    RerankRequest,
    Tool,
)


def chat_body(request: ChatRequest) -> dict[str, JSON]:
    """Translate a request to the body of `/chat/…`.

    Raises: UnsupportedFeatureError for several calls in one turn, or a call that must be made.
    """
    system, messages = split_system(request)
    body: dict[str, JSON] = {
        "messages": [_message(position, messages) for position in range(len(messages))],
        "stream": request.is_streaming,
    }
    if system.strip():
        body["system"] = system
    if request.tools and request.tool_choice != "none":
        body["functions"] = [_function(tool) for tool in request.tools]
        if request.tool_choice == "required":
            raise UnsupportedFeatureError("tool_choice_unsupported")
        if request.tool_choice:
            function: JSON = {"name": request.tool_choice}
            body["tool_choice"] = {"type": "function", "function": function}
    return merge_body(body, request.parameters, request.extra)


def completion_body(request: CompletionRequest) -> dict[str, JSON]:
    """Translate a request to the body of `/completions/…`."""
    body: dict[str, JSON] = {"prompt": request.prompt, "stream": request.is_streaming}
    return merge_body(body, request.parameters, request.extra)


def plugin_body(request: PluginRequest) -> dict[str, JSON]:
    """Translate a request to the body of `/plugin/…/`."""
    body: dict[str, JSON] = {
        "query": request.query,
        "stream": request.is_streaming,
        "verbose": request.is_verbose,
        "plugins": list(request.plugins) or None,
        "fileurl": request.file_url or None,
        "input_variables": dict(request.variables) or None,
        "history": [_turn(message) for message in request.history] or None,
        "llm": dict(request.parameters) or None,
    }
    return merge_body(body, {}, request.extra)


def ernie_plugin_body(request: ErniePluginRequest) -> dict[str, JSON]:
    """Translate a request to the body of `/erniebot/plugins`."""
    body: dict[str, JSON] = {
        "messages": [_turn(message) for message in request.messages],
        "plugins": list(request.plugins),
        "stream": request.is_streaming,
    }
    return merge_body(body, request.parameters, request.extra)


def image_to_text_body(request: ImageToTextRequest) -> dict[str, JSON]:
    """Translate a request to the body of `/image2text/…`."""
    body: dict[str, JSON] = {
        "prompt": request.prompt,
        "image": base64.b64encode(request.image.data).decode(),
        "stream": request.is_streaming,
    }
    return merge_body(body, request.parameters, request.extra)


def embedding_body(request: EmbeddingRequest) -> dict[str, JSON]:
    """Translate a request to the body of `/embeddings/…`."""
    return merge_body({"input": list(request.texts)}, request.parameters, request.extra)


def image_body(request: ImageRequest) -> dict[str, JSON]:
    """Translate a request to the body of `/text2image/…`."""
    return merge_body({"prompt": request.prompt}, request.parameters, request.extra)


def rerank_body(request: RerankRequest) -> dict[str, JSON]:
    """Translate a request to the body of `/reranker/…`."""
    body: dict[str, JSON] = {
        "query": request.query,
        "documents": list(request.documents),
        "top_n": request.top_n,
    }
    return merge_body(body, request.parameters, request.extra)


def _message(position: int, messages: tuple[ChatMessage, ...]) -> dict[str, JSON]:
    message = messages[position]
    if message.role == "tool":
        name = answered_function(position, messages)
        return {"role": "function", "name": name, "content": message.content}
    body: dict[str, JSON] = {"role": message.role, "content": content_of(message)}
    if len(message.tool_calls) > 1:
        raise UnsupportedFeatureError("parallel_tools_unsupported")
    for call in message.tool_calls:
        body["function_call"] = {"name": call.name, "arguments": call.arguments}
    return body


def _turn(message: ChatMessage) -> dict[str, JSON]:
    return {"role": message.role, "content": message.content}


def _function(tool: Tool) -> dict[str, JSON]:
    parameters = tool.parameters or {"type": "object", "properties": {}}
    return {"name": tool.name, "description": tool.description, "parameters": parameters}
