"""Well-known chat models of Qianfan V2; any other id may be used as well.

Source: the public model list of Qianfan, read 2026-11. V2 states no limits in characters.
"""

from __future__ import annotations

from playground.gateway.catalog.parameter_sets import V2_ERNIE, V2_OPEN_WEIGHTS
from playground.gateway.catalog.specs import ModelSpec

_8K, _32K, _128K = 8_192, 32_768, 131_072

# Model id and context window in tokens.
_ERNIE_MODELS = (
    ("ernie-4.5-turbo-128k", _128K),
    ("ernie-4.5-turbo-32k", _32K),
    ("ernie-4.5-turbo-vl-32k", _32K),
    ("ernie-4.5-8k-preview", _8K),
    ("ernie-x1-turbo-32k", _32K),
    ("ernie-x1-32k", _32K),
    ("ernie-4.0-8k", _8K),
    ("ernie-4.0-8k-latest", _8K),
    ("ernie-4.0-8k-preview", _8K),
    ("ernie-4.0-turbo-8k", _8K),
    ("ernie-4.0-turbo-8k-latest", _8K),
    ("ernie-4.0-turbo-8k-preview", _8K),
    ("ernie-4.0-turbo-128k", _128K),
    ("ernie-3.5-8k", _8K),
    ("ernie-3.5-8k-preview", _8K),
    ("ernie-3.5-128k", _128K),
    ("ernie-3.5-128k-preview", _128K),
    ("ernie-speed-8k", _8K),
    ("ernie-speed-128k", _128K),
    ("ernie-speed-pro-128k", _128K),
    ("ernie-lite-8k", _8K),
    ("ernie-lite-pro-128k", _128K),
    ("ernie-tiny-8k", _8K),
    ("ernie-char-8k", _8K),
    ("ernie-char-fiction-8k", _8K),
    ("ernie-novel-8k", _8K),
)
_OPEN_WEIGHTS_MODELS = (
    ("deepseek-v3", _128K),
    ("deepseek-r1", _128K),
    ("deepseek-r1-distill-qwen-32b", _32K),
    ("deepseek-r1-distill-qwen-14b", _32K),
    ("deepseek-r1-distill-llama-70b", _32K),
    ("qwq-32b", _32K),
)


MODELS_V2: tuple[ModelSpec, ...] = tuple(
    ModelSpec(
        name=name,
        provider="qianfan_v2",
        endpoint=name,
        context_window_tokens=window,
        parameters=parameters,
    )
    for models, parameters in ((_ERNIE_MODELS, V2_ERNIE), (_OPEN_WEIGHTS_MODELS, V2_OPEN_WEIGHTS))
    for name, window in models
)
