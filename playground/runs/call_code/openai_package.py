"""The call with the `openai` package: what V2 and OpenAI-compatible servers share with OpenAI."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from playground.gateway import JSON
from playground.runs.call_code.python_text import keywords, literal
from playground.runs.call_code.requests import KeyUse, SentRequest, Snippet


@dataclass(frozen=True, slots=True)
class _Service:
    """A method of the package, the arguments that it names, and how its answer is printed."""

    method: str
    arguments: frozenset[str]
    answer: str


_CHAT: Final = _Service(
    "chat.completions.create",
    frozenset(
        {
            *("model", "messages", "stream", "stream_options", "temperature", "top_p", "stop"),
            *("max_tokens", "max_completion_tokens", "presence_penalty", "frequency_penalty"),
            *("seed", "tools", "tool_choice", "parallel_tool_calls", "response_format"),
        }
    ),
    "print(answer.choices[0].message.content)\n",
)
_SERVICES: Final[Mapping[str, _Service]] = {
    "/chat/completions": _CHAT,
    "/embeddings": _Service(
        "embeddings.create", frozenset({"model", "input"}), "print(answer.data[0].embedding)\n"
    ),
    "/images/generations": _Service(
        "images.generate", frozenset({"model", "prompt", "n", "size"}), "print(answer.data)\n"
    ),
}
_STREAM: Final = """\
for chunk in answer:
    if chunk.choices:
        print(chunk.choices[0].delta.content or "", end="", flush=True)
"""


def openai_snippet(sent: SentRequest) -> Snippet | None:
    """Write the call; None for what the package has no words for."""
    service = _SERVICES.get(sent.service)
    if sent.provider == "qianfan_v1" or service is None:
        return None
    named: dict[str, JSON] = {}
    others: dict[str, JSON] = {}
    for name, value in sent.body.items():
        (named if name in service.arguments else others)[name] = value
    if service is not _CHAT and sent.service == "/embeddings":
        # Left out, the package asks for base64 on its own.
        named["encoding_format"] = others.pop("encoding_format", "float")
    if others:
        named["extra_body"] = others
    code = (
        f"import os\n\nfrom openai import OpenAI\n\nclient = OpenAI(\n{_client(sent)})\n"
        f"answer = client.{service.method}(\n{keywords(named)})\n"
        + (_STREAM if sent.is_streaming and service is _CHAT else service.answer)
    )
    if sent.key_use is KeyUse.NONE:
        code = code.removeprefix("import os\n\n")
    is_noted = sent.service == "/embeddings" and "encoding_format" not in sent.body
    note = _("The package always names an encoding, which this call did not.") if is_noted else ""
    return Snippet("openai", "openai", "python", code, sent.variables, note)


def _client(sent: SentRequest) -> str:
    base_url = sent.url.removesuffix(sent.service)
    # The package wants one in any case.
    key = f'os.environ["{sent.variables[0]}"]' if sent.variables else literal("none")
    lines = f"    base_url={literal(base_url)},\n    api_key={key},\n"
    if sent.headers:
        lines += f"    default_headers={literal(dict(sent.headers), '    ')},\n"
    return lines
