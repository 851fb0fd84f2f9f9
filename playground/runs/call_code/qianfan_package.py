"""The call with the official `qianfan` package: all services of V1, and the chat of V2."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from playground.gateway import JSON
from playground.runs.call_code.python_text import keywords, literal
from playground.runs.call_code.requests import KeyUse, SentRequest, Snippet

# The first parts of the paths of V1, and what they are called in the package.
_CLASSES: Final = {
    "chat": "ChatCompletion",
    "completions": "Completion",
    "embeddings": "Embedding",
    "text2image": "Text2Image",
    "image2text": "Image2Text",
    "reranker": "Reranker",
    "plugin": "Plugin",
}
_ERNIE_PLUGINS: Final = {"/erniebot/plugins": "EBPlugin", "/erniebot/plugin": "EBPluginV2"}
# What the package calls otherwise than the body that it sends.
_RENAMED: Final = {"Embedding": {"input": "texts"}, "Plugin": {"messages": "query"}}
# It is described its functions in words, which the package would do once more.
_FUNCTION_ENDPOINT: Final = "ernie-func-8k"
_HOSTS: Final = {
    "qianfan_v1": ("https://aip.baidubce.com", ("QIANFAN_BASE_URL",)),
    "qianfan_v2": (
        "https://qianfan.baidubce.com",
        ("QIANFAN_CONSOLE_API_BASE_URL", "QIANFAN_IAM_BASE_URL"),
    ),
}
_ANSWERS: Final = {
    "qianfan_v1": ('print(answer["result"])\n', 'print(part["result"], end="", flush=True)\n'),
    "qianfan_v2": (
        'print(answer["choices"][0]["message"]["content"])\n',
        'for choice in part["choices"]:\n        '
        'print(choice["delta"].get("content") or "", end="", flush=True)\n',
    ),
}
_WITHOUT_TEXT: Final = ("Embedding", "Text2Image", "Reranker")


def qianfan_snippet(sent: SentRequest) -> Snippet | None:
    """Write the call; None for what the package has no words for."""
    target = _target(sent)
    if target is None or sent.headers or sent.key_use is KeyUse.NONE:
        return None
    name, made_with, asked_with = target
    arguments: dict[str, JSON] = {**asked_with, **sent.body}
    for name_here, name_there in _RENAMED.get(name, {}).items():
        if name_here in arguments:
            arguments[name_there] = arguments.pop(name_here)
    made = ", ".join(f"{key}={literal(value)}" for key, value in made_with.items())
    code = (
        f"{_imports(sent)}"
        f"answer = qianfan.{name}({made}).do(\n{keywords(arguments)})\n"
        f"{_printing(sent, name)}"
    )
    note = _("The package adds a key of its own, extra_parameters, to what is sent.")
    return Snippet("qianfan", "qianfan", "python", code, sent.variables, note)


def _target(sent: SentRequest) -> tuple[str, Mapping[str, JSON], Mapping[str, JSON]] | None:
    """Return the class, what it is made with, and what names the model when it is asked."""
    if sent.provider == "qianfan_v2":
        is_chat = sent.service == "/chat/completions"
        return ("ChatCompletion", {"version": "2"}, {}) if is_chat else None
    if sent.provider != "qianfan_v1":
        return None
    if model := _ERNIE_PLUGINS.get(sent.service):
        return "Plugin", {"model": model}, {}
    service, _slash, endpoint = sent.service.strip("/").partition("/")
    name = _CLASSES.get(service)
    if name is None or not endpoint or endpoint == _FUNCTION_ENDPOINT:
        return None
    if name == "Plugin":
        return name, {"endpoint": endpoint}, {}
    return name, {}, {"endpoint": endpoint}


def _imports(sent: SentRequest) -> str:
    usual, variables = _HOSTS[sent.provider]
    if sent.origin == usual:
        return "import qianfan\n\n"
    # It reads them when it is imported.
    lines = "".join(f'os.environ["{each}"] = {literal(sent.origin)}\n' for each in variables)
    return f"import os\n\n{lines}\nimport qianfan\n\n"


def _printing(sent: SentRequest, name: str) -> str:
    whole, part = _ANSWERS[sent.provider]
    if name in _WITHOUT_TEXT:
        return "print(answer.body)\n"
    if not sent.is_streaming:
        return whole
    if name == "Plugin":
        # Of what plugins do beside, frames have no result.
        part = 'print(part.get("result", ""), end="", flush=True)\n'
    return f"for part in answer:\n    {part}"
