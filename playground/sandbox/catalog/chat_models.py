"""The chat models: V1's by endpoint, with their official names, and which names V2 accepts."""

from __future__ import annotations

import re
from collections.abc import Mapping

from playground.sandbox.catalog.models import OWN_SERVICE_PREFIX, ChatModel

_OLD_8K = ChatModel(11200, 7168, has_finish_reason=False)
_ERNIE_8K = ChatModel(20000, 5120)
_LITE_8K = ChatModel(11200, 7168)
_PRO_8K = ChatModel(24000, 6144)
_OPEN_WEIGHTS = ChatModel(4800, None, has_finish_reason=False)

# Official names and endpoints of the models that share limits.
_V1_GROUPS: tuple[tuple[ChatModel, Mapping[str, str]], ...] = (
    # The eleven models of the first documents.
    (_OLD_8K, {"ERNIE-Lite-8K-0922": "eb-instant"}),
    (_ERNIE_8K, {"ERNIE-3.5-8K": "completions", "ERNIE-4.0-8K": "completions_pro"}),
    (
        _OPEN_WEIGHTS,
        {
            "BLOOMZ-7B": "bloomz_7b1",
            "Llama-2-7B-Chat": "llama_2_7b",
            "Llama-2-13B-Chat": "llama_2_13b",
            "Llama-2-70B-Chat": "llama_2_70b",
            "Qianfan-BLOOMZ-7B-compressed": "qianfan_bloomz_7b_compressed",
            "Qianfan-Chinese-Llama-2-7B": "qianfan_chinese_llama_2_7b",
            "ChatGLM2-6B-32K": "chatglm2_6b_32k",
            "AquilaChat-7B": "aquilachat_7b",
        },
    ),
    # Third-party models that came later.
    (
        _OPEN_WEIGHTS,
        {
            "Meta-Llama-3-8B": "llama_3_8b",
            "Meta-Llama-3-70B": "llama_3_70b",
            "Qianfan-Chinese-Llama-2-13B": "qianfan_chinese_llama_2_13b",
            "Qianfan-Chinese-Llama-2-70B": "qianfan_chinese_llama_2_70b",
            "XuanYuan-70B-Chat-4bit": "xuanyuan_70b_chat",
            "Yi-34B-Chat": "yi_34b_chat",
            "Mixtral-8x7B-Instruct": "mixtral_8x7b_instruct",
            "Gemma-7B-it": "gemma_7b_it",
            "ChatLaw": "chatlaw",
        },
    ),
    # ERNIE and its relatives.
    (
        _ERNIE_8K,
        {
            "ERNIE-4.0-8K-Latest": "ernie-4.0-8k-latest",
            "ERNIE-4.0-8K-0613": "ernie-4.0-8k-0613",
            "ERNIE-4.0-Turbo-8K": "ernie-4.0-turbo-8k",
            "ERNIE-4.0-Turbo-8K-Latest": "ernie-4.0-turbo-8k-latest",
            "ERNIE-4.0-Turbo-8K-Preview": "ernie-4.0-turbo-8k-preview",
            "ERNIE-4.0-8K-0329": "ernie-4.0-8k-0329",
            "ERNIE-4.0-8K-0104": "ernie-4.0-8k-0104",
            "ERNIE-4.0-8K-Preview": "ernie-4.0-8k-preview",
            "ERNIE-4.0-8K-Preview-0518": "completions_adv_pro",
            "ERNIE-3.5-8K-0701": "ernie-3.5-8k-0701",
            "ERNIE-3.5-8K-0613": "ernie-3.5-8k-0613",
            "ERNIE-3.5-8K-0205": "ernie-3.5-8k-0205",
            "ERNIE-3.5-8K-Preview": "ernie-3.5-8k-preview",
            "Qianfan-Dynamic-8K": "qianfan-dynamic-8k",
        },
    ),
    (ChatModel(8000, 2048), {"ERNIE-3.5-8K-0329": "ernie-3.5-8k-0329"}),
    (
        ChatModel(516096, 126976),
        {"ERNIE-3.5-128K": "ernie-3.5-128k", "ERNIE-Speed-Pro-128K": "ernie-speed-pro-128k"},
    ),
    (ChatModel(507904, 126976), {"ERNIE-Speed-128K": "ernie-speed-128k"}),
    (
        _LITE_8K,
        {
            "ERNIE-Lite-8K": "ernie-lite-8k",
            "ERNIE-Lite-V": "ernie-lite-v",
            "ERNIE-Lite-AppBuilder-8K-0614": "ai_apaas_lite",
            "ERNIE-Speed-8K": "ernie_speed",
            "ERNIE Speed-AppBuilder": "ai_apaas",
        },
    ),
    (
        _PRO_8K,
        {
            "ERNIE-Lite-Pro-8K": "ernie-lite-pro-8k",
            "ERNIE-Speed-Pro-8K": "ernie-speed-pro-8k",
            "ERNIE-Tiny-8K": "ernie-tiny-8k",
            "ERNIE-Novel-8K": "ernie-novel-8k",
            "ERNIE-Functions-8K": "ernie-func-8k",
            "ERNIE-Character-8K": "ernie-char-8k",
            "ERNIE-Character-Fiction-8K": "ernie-char-fiction-8k",
        },
    ),
)

V1_CHAT_ENDPOINTS: dict[str, str] = {
    name: endpoint for _, names in _V1_GROUPS for name, endpoint in names.items()
}
_V1_CHAT = {endpoint: model for model, names in _V1_GROUPS for endpoint in names.values()}

# Own services and models of V2 whose limits are not known get the widest ones.
_WIDEST = ChatModel(516096, 126976)

# V2 serves too many names to list; a name of one of these families is taken as existing.
_V2_FAMILY = re.compile(
    r"(ernie|deepseek|qwen|qwq|qianfan|llama|meta-llama|glm|chatglm|kimi|yi|gemma|mixtral|internvl)"
    r"[0-9]*[-_][a-z0-9._-]+\Z"
)

V2_CHAT_NAMES = (
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
