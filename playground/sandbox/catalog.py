"""The chat models the sandbox serves: limits of V1 endpoints, and which names V2 accepts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

OWN_SERVICE_PREFIX = "my-"


@dataclass(frozen=True, slots=True)
class ChatModel:
    """Limits of one model. Older models say nothing about why they ended."""

    max_characters: int
    max_tokens: int | None
    has_finish_reason: bool = True


def _same(limits: ChatModel, endpoints: str) -> Iterable[tuple[str, ChatModel]]:
    return ((endpoint, limits) for endpoint in endpoints.split())


_V1_CHAT: dict[str, ChatModel] = {
    # The eleven models of the first documents.
    **dict(_same(ChatModel(11200, 7168, has_finish_reason=False), "eb-instant")),
    **dict(_same(ChatModel(20000, 5120), "completions completions_pro")),
    **dict(
        _same(
            ChatModel(4800, None, has_finish_reason=False),
            "bloomz_7b1 llama_2_7b llama_2_13b llama_2_70b qianfan_bloomz_7b_compressed"
            " qianfan_chinese_llama_2_7b chatglm2_6b_32k aquilachat_7b",
        )
    ),
    # Third-party models that came later.
    **dict(
        _same(
            ChatModel(4800, None, has_finish_reason=False),
            "llama_3_8b llama_3_70b qianfan_chinese_llama_2_13b qianfan_chinese_llama_2_70b"
            " xuanyuan_70b_chat yi_34b_chat mixtral_8x7b_instruct gemma_7b_it chatlaw",
        )
    ),
    # ERNIE and its relatives.
    **dict(
        _same(
            ChatModel(20000, 5120),
            "ernie-4.0-8k-latest ernie-4.0-8k-0613 ernie-4.0-turbo-8k ernie-4.0-turbo-8k-latest"
            " ernie-4.0-turbo-8k-preview ernie-4.0-8k-0329 ernie-4.0-8k-0104 ernie-4.0-8k-preview"
            " completions_adv_pro ernie-3.5-8k-0701 ernie-3.5-8k-0613 ernie-3.5-8k-0205"
            " ernie-3.5-8k-preview qianfan-dynamic-8k",
        )
    ),
    **dict(_same(ChatModel(8000, 2048), "ernie-3.5-8k-0329")),
    **dict(_same(ChatModel(516096, 126976), "ernie-3.5-128k ernie-speed-pro-128k")),
    **dict(_same(ChatModel(507904, 126976), "ernie-speed-128k")),
    **dict(
        _same(
            ChatModel(11200, 7168),
            "ernie-lite-8k ernie-lite-v ai_apaas_lite ernie_speed ai_apaas",
        )
    ),
    **dict(
        _same(
            ChatModel(24000, 6144),
            "ernie-lite-pro-8k ernie-speed-pro-8k ernie-tiny-8k ernie-novel-8k ernie-func-8k"
            " ernie-char-8k ernie-char-fiction-8k",
        )
    ),
}

# Own services and models of V2 whose limits are not known get the widest ones.
_WIDEST = ChatModel(516096, 126976)

# V2 serves too many names to list; a name of one of these families is taken as existing.
_V2_FAMILY = re.compile(
    r"(ernie|deepseek|qwen|qwq|qianfan|llama|meta-llama|glm|chatglm|kimi|yi|gemma|mixtral|internvl)"
    r"[0-9]*[-_][a-z0-9._-]+\Z"
)

V2_LISTED = (
    "ernie-4.0-8k",
    "ernie-4.0-turbo-8k",
    "ernie-4.0-turbo-128k",
    "ernie-3.5-8k",
    "ernie-3.5-128k",
    "ernie-speed-8k",
    "ernie-speed-128k",
    "ernie-speed-pro-128k",
    "ernie-lite-8k",
    "ernie-lite-pro-8k",
    "ernie-tiny-8k",
    "ernie-char-8k",
    "deepseek-v3",
    "deepseek-r1",
)


def find_v1_model(endpoint: str) -> ChatModel | None:
    """Return the model behind a V1 chat endpoint, or None if there is none."""
    if endpoint.startswith(OWN_SERVICE_PREFIX):
        return _WIDEST
    return _V1_CHAT.get(endpoint)


def find_v2_model(name: str) -> ChatModel | None:
    """Return the model of a V2 name, or None if no family the platform serves has that name."""
    if name.startswith(OWN_SERVICE_PREFIX):
        return _WIDEST
    if not _V2_FAMILY.match(name.lower()):
        return None
    return _V1_CHAT.get(name.lower(), _WIDEST)


def is_reasoning_model(name: str) -> bool:
    """Tell whether a V2 model thinks aloud before it answers."""
    return "deepseek-r1" in name.lower()
