"""Which parameters the families of chat models take, with their ranges.

Source: the parameter tables of the public Qianfan documents and of the official SDK 0.4.12.3,
read 2026-11. Defaults that vary by model or over time are left to the model.
"""

from __future__ import annotations

from playground.gateway.catalog.specs import ParameterSpec

TEMPERATURE = ParameterSpec("temperature", "float", 0, 1, exclusive_minimum=True)
TOP_P = ParameterSpec("top_p", "float", 0, 1)
TOP_K = ParameterSpec("top_k", "int", 1)
PENALTY_SCORE = ParameterSpec("penalty_score", "float", 1, 2, default=1.0)
FREQUENCY_PENALTY = ParameterSpec("frequency_penalty", "float", -2, 2)
PRESENCE_PENALTY = ParameterSpec("presence_penalty", "float", -2, 2)
STOP = ParameterSpec("stop", "string_list", max_items=4, max_length=20)
MAX_OUTPUT_TOKENS = ParameterSpec("max_output_tokens", "int", 2, 4096)
MIN_OUTPUT_TOKENS = ParameterSpec("min_output_tokens", "int", 2)
_RESPONSE_FORMAT = ParameterSpec(
    "response_format", "choice", default="text", choices=("text", "json_object")
)
_FUNCTIONS = ParameterSpec("functions", "json")
_TOOLS = ParameterSpec("tools", "json")
_TOOL_CHOICE = ParameterSpec("tool_choice", "json")
_USER_SETTING = ParameterSpec("user_setting", "string")
USER_ID = ParameterSpec("user_id", "string")
USER = ParameterSpec("user", "string")
_SEARCH = (
    ParameterSpec("disable_search", "bool", default=False),
    ParameterSpec("enable_citation", "bool", default=False),
    ParameterSpec("enable_trace", "bool", default=False),
)
_MEMORY = (
    ParameterSpec("enable_system_memory", "bool", default=False),
    ParameterSpec("system_memory_id", "string"),
)
_BASE = (TEMPERATURE, TOP_P)
_PENALTIES = (FREQUENCY_PENALTY, PRESENCE_PENALTY)
_CORE = (*_BASE, PENALTY_SCORE, STOP, MAX_OUTPUT_TOKENS)

_ERNIE = (*_CORE, _RESPONSE_FORMAT, *_SEARCH)
_LITE = (*_CORE, MIN_OUTPUT_TOKENS, *_PENALTIES)

# The sets S0 to S14 of chat models on V1; `system` is `ModelSpec.supports_system`.
V1_SETS: dict[str, tuple[ParameterSpec, ...]] = {
    "S0": (*_ERNIE, *_MEMORY, USER_ID),
    "S1": (
        *(*_BASE, PENALTY_SCORE, MAX_OUTPUT_TOKENS, MIN_OUTPUT_TOKENS),
        *(*_PENALTIES, _TOOLS, _TOOL_CHOICE, USER_ID),
    ),
    "S2": (*_ERNIE, *_MEMORY, _FUNCTIONS, _TOOL_CHOICE, USER_ID),
    "S3": (*_BASE, PENALTY_SCORE, STOP, _TOOLS, _TOOL_CHOICE, USER_ID),
    "S4": (*_LITE, USER_ID),
    "S5": (*_ERNIE, *_MEMORY, _FUNCTIONS, _TOOL_CHOICE, _USER_SETTING, USER_ID),
    "S6": (*_ERNIE, *_MEMORY, _FUNCTIONS, USER_ID),
    "S7": (*_LITE, _TOOLS, _TOOL_CHOICE, USER_ID),
    "S8": (*_CORE, *_PENALTIES, _TOOLS, _TOOL_CHOICE, USER_ID),
    "S9": (*_BASE, PENALTY_SCORE, _TOOLS, _TOOL_CHOICE, USER_ID),
    "S10": (*_LITE, _TOOLS, _TOOL_CHOICE, *_MEMORY, USER_ID),
    "S11": (*_CORE, USER_ID),
    "S12": (*_ERNIE, _FUNCTIONS, _TOOL_CHOICE, USER_ID),
    "S13": (*_BASE, TOP_K, PENALTY_SCORE, STOP, _TOOLS, _TOOL_CHOICE, USER_ID),
    "S14": (*_BASE, _TOOLS, _TOOL_CHOICE, USER_ID),
}

# For a person's own endpoint: whatever some family takes.
V1_ANY = (
    *(*_BASE, TOP_K, PENALTY_SCORE, *_PENALTIES, STOP, MAX_OUTPUT_TOKENS),
    *(MIN_OUTPUT_TOKENS, _RESPONSE_FORMAT, *_SEARCH, _FUNCTIONS, _TOOLS, _TOOL_CHOICE),
    *(_USER_SETTING, USER_ID),
)

_V2_COMMON = (
    ParameterSpec("max_completion_tokens", "int", 1),
    *_PENALTIES,
    ParameterSpec("seed", "int", 0),
    STOP,
    _RESPONSE_FORMAT,
    _TOOLS,
    _TOOL_CHOICE,
    ParameterSpec("parallel_tool_calls", "bool", default=True),
    ParameterSpec("web_search", "json"),
    USER,
)
V2_ERNIE = (*_BASE, PENALTY_SCORE, *_V2_COMMON)
V2_OPEN_WEIGHTS = (ParameterSpec("temperature", "float", 0, 2), TOP_P, *_V2_COMMON)
V2_ANY = (ParameterSpec("temperature", "float", 0, 2), TOP_P, PENALTY_SCORE, *_V2_COMMON)

OPENAI_ANY = (
    ParameterSpec("temperature", "float", 0, 2),
    TOP_P,
    ParameterSpec("max_tokens", "int", 1),
    ParameterSpec("max_completion_tokens", "int", 1),
    *_PENALTIES,
    ParameterSpec("seed", "int"),
    ParameterSpec("stop", "string_list", max_items=4),
    _RESPONSE_FORMAT,
    ParameterSpec("reasoning_effort", "choice", choices=("minimal", "low", "medium", "high")),
    _TOOLS,
    _TOOL_CHOICE,
    ParameterSpec("parallel_tool_calls", "bool", default=True),
    USER,
)
