"""The chat models of Qianfan V1. Source: the public documents and the official SDK, 2026-11."""

from __future__ import annotations

from typing import NamedTuple

from playground.gateway.catalog.parameter_sets import V1_SETS
from playground.gateway.catalog.specs import ModelSpec

_8K, _128K = 8_192, 131_072


class _Limits(NamedTuple):
    context_window_tokens: int | None
    max_input_characters: int
    max_input_tokens: int | None


_ERNIE_8K = _Limits(_8K, 20_000, 5_120)
_ERNIE_8K_SHORT = _Limits(_8K, 8_000, 2_048)
_ERNIE_128K = _Limits(_128K, 516_096, 126_976)
_LITE_8K = _Limits(_8K, 11_200, 7_168)
_PRO_8K = _Limits(_8K, 24_000, 6_144)
_SPEED_128K = _Limits(_128K, 507_904, 126_976)
_OPEN_WEIGHTS = _Limits(None, 4_800, None)

# The eleven models of the first public documents (October 2023), by their present names;
# the name of that time is an alias.
_FIRST_MODELS = (
    ("ERNIE-Lite-8K-0922", "eb-instant", _LITE_8K, "S3", ("ERNIE-Bot-turbo",)),
    ("ERNIE-3.5-8K", "completions", _ERNIE_8K, "S5", ("ERNIE-Bot", "ERNIE 3.5")),
    ("ERNIE-4.0-8K", "completions_pro", _ERNIE_8K, "S6", ("ERNIE-Bot-4",)),
    ("BLOOMZ-7B", "bloomz_7b1", _OPEN_WEIGHTS, "S13", ()),
    ("Llama-2-7B-Chat", "llama_2_7b", _OPEN_WEIGHTS, "S13", ()),
    ("Llama-2-13B-Chat", "llama_2_13b", _OPEN_WEIGHTS, "S13", ()),
    ("Llama-2-70B-Chat", "llama_2_70b", _OPEN_WEIGHTS, "S13", ()),
    (
        *("Qianfan-BLOOMZ-7B-compressed", "qianfan_bloomz_7b_compressed"),
        *(_OPEN_WEIGHTS, "S13", ()),
    ),
    ("Qianfan-Chinese-Llama-2-7B", "qianfan_chinese_llama_2_7b", _OPEN_WEIGHTS, "S13", ()),
    ("ChatGLM2-6B-32K", "chatglm2_6b_32k", _OPEN_WEIGHTS, "S13", ()),
    ("AquilaChat-7B", "aquilachat_7b", _OPEN_WEIGHTS, "S13", ()),
)

_LATER_MODELS = (
    ("ERNIE-4.0-8K-Latest", "ernie-4.0-8k-latest", _ERNIE_8K, "S0", ()),
    ("ERNIE-4.0-8K-0613", "ernie-4.0-8k-0613", _ERNIE_8K, "S0", ()),
    ("ERNIE-4.0-Turbo-8K", "ernie-4.0-turbo-8k", _ERNIE_8K, "S0", ()),
    ("ERNIE-4.0-Turbo-8K-Latest", "ernie-4.0-turbo-8k-latest", _ERNIE_8K, "S0", ()),
    ("ERNIE-4.0-Turbo-8K-Preview", "ernie-4.0-turbo-8k-preview", _ERNIE_8K, "S0", ()),
    ("ERNIE-4.0-8K-0329", "ernie-4.0-8k-0329", _ERNIE_8K, "S6", ()),
    ("ERNIE-4.0-8K-0104", "ernie-4.0-8k-0104", _ERNIE_8K, "S6", ()),
    (
        *("ERNIE-4.0-8K-Preview", "ernie-4.0-8k-preview"),
        *(_ERNIE_8K, "S6", ("ERNIE-4.0-preview",)),
    ),
    ("ERNIE-4.0-8K-Preview-0518", "completions_adv_pro", _ERNIE_8K, "S6", ()),
    ("ERNIE-3.5-8K-0701", "ernie-3.5-8k-0701", _ERNIE_8K, "S2", ()),
    ("ERNIE-3.5-8K-0613", "ernie-3.5-8k-0613", _ERNIE_8K, "S2", ()),
    ("ERNIE-3.5-8K-0205", "ernie-3.5-8k-0205", _ERNIE_8K, "S5", ()),
    (
        *("ERNIE-3.5-8K-Preview", "ernie-3.5-8k-preview"),
        *(_ERNIE_8K, "S5", ("ERNIE-3.5-preview",)),
    ),
    ("ERNIE-3.5-8K-0329", "ernie-3.5-8k-0329", _ERNIE_8K_SHORT, "S5", ()),
    ("ERNIE-3.5-128K", "ernie-3.5-128k", _ERNIE_128K, "S5", ()),
    ("ERNIE-Lite-8K", "ernie-lite-8k", _LITE_8K, "S4", ("ERNIE-Lite-8K-0308",)),
    ("ERNIE-Lite-V", "ernie-lite-v", _LITE_8K, "S4", ()),
    ("ERNIE-Lite-Pro-8K", "ernie-lite-pro-8k", _PRO_8K, "S3", ()),
    ("ERNIE-Lite-AppBuilder-8K-0614", "ai_apaas_lite", _LITE_8K, "S1", ()),
    ("ERNIE-Speed-8K", "ernie_speed", _LITE_8K, "S7", ("ERNIE-Speed", "ERNIE Speed")),
    ("ERNIE-Speed-Pro-8K", "ernie-speed-pro-8k", _PRO_8K, "S7", ()),
    ("ERNIE-Speed-128K", "ernie-speed-128k", _SPEED_128K, "S8", ()),
    ("ERNIE-Speed-Pro-128K", "ernie-speed-pro-128k", _ERNIE_128K, "S8", ()),
    (
        *("ERNIE Speed-AppBuilder", "ai_apaas", _LITE_8K, "S9"),
        ("EB-turbo-AppBuilder", "ERNIE-Bot-turbo-AI"),
    ),
    ("ERNIE-Tiny-8K", "ernie-tiny-8k", _PRO_8K, "S7", ()),
    ("ERNIE-Novel-8K", "ernie-novel-8k", _PRO_8K, "S10", ()),
    ("ERNIE-Function-8K", "ernie-func-8k", _PRO_8K, "S11", ("ERNIE-Functions-8K",)),
    ("ERNIE-Character-8K", "ernie-char-8k", _PRO_8K, "S11", ()),
    ("ERNIE-Character-Fiction-8K", "ernie-char-fiction-8k", _PRO_8K, "S11", ()),
    ("Qianfan-Dynamic-8K", "qianfan-dynamic-8k", _ERNIE_8K, "S12", ()),
    ("Meta-Llama-3-8B", "llama_3_8b", _OPEN_WEIGHTS, "S13", ()),
    ("Meta-Llama-3-70B", "llama_3_70b", _OPEN_WEIGHTS, "S13", ()),
    ("Qianfan-Chinese-Llama-2-13B", "qianfan_chinese_llama_2_13b", _OPEN_WEIGHTS, "S13", ()),
    ("Qianfan-Chinese-Llama-2-70B", "qianfan_chinese_llama_2_70b", _OPEN_WEIGHTS, "S13", ()),
    ("XuanYuan-70B-Chat-4bit", "xuanyuan_70b_chat", _OPEN_WEIGHTS, "S13", ()),
    ("Yi-34B-Chat", "yi_34b_chat", _OPEN_WEIGHTS, "S13", ()),
    ("Mixtral-8x7B-Instruct", "mixtral_8x7b_instruct", _OPEN_WEIGHTS, "S13", ()),
    ("Gemma-7B-it", "gemma_7b_it", _OPEN_WEIGHTS, "S13", ()),
    ("ChatLaw", "chatlaw", _OPEN_WEIGHTS, "S14", ()),
)


def _spec(
    name: str, endpoint: str, limits: _Limits, key: str, aliases: tuple[str, ...]
) -> ModelSpec:
    return ModelSpec(
        name=name,
        provider="qianfan_v1",
        endpoint=endpoint,
        aliases=aliases,
        context_window_tokens=limits.context_window_tokens,
        max_input_characters=limits.max_input_characters,
        max_input_tokens=limits.max_input_tokens,
        parameters=V1_SETS[key],
        supports_system=key not in {"S13", "S14"},
    )


MODELS_V1: tuple[ModelSpec, ...] = tuple(_spec(*row) for row in (*_FIRST_MODELS, *_LATER_MODELS))
