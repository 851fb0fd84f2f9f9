"""Which parameters the services other than chat take, with their ranges.

Source: the parameter tables of the public Qianfan documents and of the official SDK 0.4.12.3,
read 2026-11.
"""

from __future__ import annotations

from playground.gateway.catalog.parameter_sets import (
    FREQUENCY_PENALTY,
    MAX_OUTPUT_TOKENS,
    MIN_OUTPUT_TOKENS,
    PENALTY_SCORE,
    PRESENCE_PENALTY,
    STOP,
    TEMPERATURE,
    TOP_K,
    TOP_P,
    USER,
    USER_ID,
    V1_SETS,
)
from playground.gateway.catalog.specs import ParameterSpec

_IMAGE_SIZES = (
    *("768x768", "768x1024", "1024x768", "576x1024", "1024x576", "1024x1024"),
    # Of the later documents.
    *("1536x1536", "2048x2048", "1536x2048", "2048x1536", "1152x2048", "2048x1152"),
)
_SAMPLERS = (
    *("Euler", "Euler a", "DPM++ 2M", "DPM++ 2M Karras", "LMS Karras", "DPM++ SDE"),
    *("DPM++ SDE Karras", "DPM2 a Karras", "Heun", "DPM++ 2M SDE", "DPM++ 2M SDE Karras"),
    *("DPM2", "DPM2 Karras", "DPM2 a", "LMS"),
)
_STYLES = (
    *("Base", "3D Model", "Analog Film", "Anime", "Cinematic", "Comic Book", "Craft Clay"),
    # The platform spells the first of these with a small L.
    *("Digital Art", "Enhance", "Fantasy Art", "lsometric", "Line Art", "Lowpoly", "Neonpunk"),
    *("Origami", "Photographic", "Pixel Art", "Texture"),
)

V1_COMPLETION = V1_SETS["S13"]
# For a person's own endpoint: whatever some family takes.
V1_ANY_COMPLETION = (
    *(TEMPERATURE, TOP_P, TOP_K, PENALTY_SCORE, FREQUENCY_PENALTY, PRESENCE_PENALTY, STOP),
    *(MAX_OUTPUT_TOKENS, MIN_OUTPUT_TOKENS, USER_ID),
)
V1_EMBEDDING = (USER_ID,)
V1_RERANK = (USER_ID,)
V1_IMAGE = (
    ParameterSpec("negative_prompt", "string", max_length=1024),
    ParameterSpec("size", "choice", default="1024x1024", choices=_IMAGE_SIZES),
    ParameterSpec("n", "int", 1, 4, default=1),
    ParameterSpec("steps", "int", 10, 50, default=20),
    ParameterSpec("sampler_index", "choice", default="Euler a", choices=_SAMPLERS),
    ParameterSpec("seed", "int", 0, 2**32 - 1),
    ParameterSpec("cfg_scale", "float", 0, 30, default=5),
    ParameterSpec("style", "choice", default="Base", choices=_STYLES),
    USER_ID,
)
V1_IMAGE_TO_TEXT = (TEMPERATURE, TOP_P, TOP_K, PENALTY_SCORE, STOP, USER_ID)
# A plugin application takes those of its model, and nothing else.
V1_PLUGIN_APPLICATION = (TEMPERATURE, TOP_P, PENALTY_SCORE)
V1_ERNIE_PLUGIN = (USER_ID, ParameterSpec("extra_data", "json"))

V2_EMBEDDING = (USER,)
V2_RERANK = (USER,)
V2_IMAGE = (
    ParameterSpec("n", "int", 1, 4, default=1),
    ParameterSpec("size", "size", 512, 2048, default="1024x1024"),
    ParameterSpec("refer_image", "string"),
    USER,
)

OPENAI_EMBEDDING = (ParameterSpec("dimensions", "int", 1), USER)
OPENAI_IMAGE = (
    ParameterSpec("n", "int", 1, 10, default=1),
    ParameterSpec("size", "string"),
    ParameterSpec("quality", "string"),
    ParameterSpec("style", "string"),
    USER,
)
