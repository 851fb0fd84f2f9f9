"""What the sandbox serves: models with their limits, and services as the console lists them."""

from __future__ import annotations

from playground.sandbox.catalog.chat_models import (
    V2_CHAT_NAMES,
    find_v1_model,
    find_v2_model,
    is_reasoning_model,
)
from playground.sandbox.catalog.data_models import (
    V2_DATA_NAMES,
    find_v1_embedding,
    find_v1_image,
    find_v1_reranker,
    find_v2_embedding,
    find_v2_image,
    find_v2_reranker,
)
from playground.sandbox.catalog.models import (
    OWN_SERVICE_PREFIX,
    ChatModel,
    EmbeddingModel,
    ImageModel,
    RerankModel,
    TextModel,
)
from playground.sandbox.catalog.services import SERVICES, Service
from playground.sandbox.catalog.text_models import (
    find_completion_model,
    find_image_to_text_model,
    find_plugin_application,
)

V2_LISTED = (*V2_CHAT_NAMES, *V2_DATA_NAMES)

__all__ = [
    "OWN_SERVICE_PREFIX",
    "SERVICES",
    "V2_LISTED",
    "ChatModel",
    "EmbeddingModel",
    "ImageModel",
    "RerankModel",
    "Service",
    "TextModel",
    "find_completion_model",
    "find_image_to_text_model",
    "find_plugin_application",
    "find_v1_embedding",
    "find_v1_image",
    "find_v1_model",
    "find_v1_reranker",
    "find_v2_embedding",
    "find_v2_image",
    "find_v2_model",
    "find_v2_reranker",
    "is_reasoning_model",
]
