"""One interface to many model providers: plain Python, no Django, no database.

The verbs (`stream_chat`, `list_models`) are in `playground.gateway.client` and are left out
here on purpose: only `runs` calls providers.
"""

from __future__ import annotations

from playground.gateway.authentication import (
    ApplicationKey,
    Authentication,
    BearerKey,
    IamKey,
    KeyKind,
    NoKey,
    recognize_key,
)
from playground.gateway.catalog import (
    MODELS,
    InputLimits,
    ModelSpec,
    ParameterSpec,
    Task,
    default_model,
    find_by_endpoint,
    find_completion_model,
    find_model,
    models_for,
    parameters_for,
    validate_parameters,
)
from playground.gateway.connection import DEFAULT_TIMEOUTS, Connection, EgressPolicy, Timeouts
from playground.gateway.error_messages import ERROR_MESSAGES
from playground.gateway.errors import (
    AuthenticationError,
    ConnectionFailedError,
    ContentFilteredError,
    ContextLengthError,
    ErrorDetails,
    GatewayError,
    InvalidRequestError,
    MalformedResponseError,
    MessageOrderError,
    NotFoundError,
    PermissionDeniedError,
    ProviderUnavailableError,
    RateLimitError,
    RequestTimeoutError,
    StreamInterruptedError,
    UnsafeUrlError,
    UnsupportedFeatureError,
)
from playground.gateway.events import Event, Finished, ReasoningDelta, TextDelta, ToolCallDelta
from playground.gateway.values import JSON, ChatMessage, ChatRequest, FinishReason, Role, Usage

__all__ = [
    "DEFAULT_TIMEOUTS",
    "ERROR_MESSAGES",
    "JSON",
    "MODELS",
    "ApplicationKey",
    "Authentication",
    "AuthenticationError",
    "BearerKey",
    "ChatMessage",
    "ChatRequest",
    "Connection",
    "ConnectionFailedError",
    "ContentFilteredError",
    "ContextLengthError",
    "EgressPolicy",
    "ErrorDetails",
    "Event",
    "FinishReason",
    "Finished",
    "GatewayError",
    "IamKey",
    "InputLimits",
    "InvalidRequestError",
    "KeyKind",
    "MalformedResponseError",
    "MessageOrderError",
    "ModelSpec",
    "NoKey",
    "NotFoundError",
    "ParameterSpec",
    "PermissionDeniedError",
    "ProviderUnavailableError",
    "RateLimitError",
    "ReasoningDelta",
    "RequestTimeoutError",
    "Role",
    "StreamInterruptedError",
    "Task",
    "TextDelta",
    "Timeouts",
    "ToolCallDelta",
    "UnsafeUrlError",
    "UnsupportedFeatureError",
    "Usage",
    "default_model",
    "find_by_endpoint",
    "find_completion_model",
    "find_model",
    "models_for",
    "parameters_for",
    "recognize_key",
    "validate_parameters",
]
