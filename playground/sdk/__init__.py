"""The scripting face of the gateway: what scripts for the `qianfan` package call, without Django.

`import playground.sdk as qianfan` and a script goes on as it was; docs/reference/sdk.md says
where it does not.
"""

from __future__ import annotations

from playground.sdk import errors
from playground.sdk.batches import Batch, BatchItem
from playground.sdk.chat import ChatCompletion
from playground.sdk.client import Qianfan
from playground.sdk.completion import Completion
from playground.sdk.config import (
    AK,
    SK,
    AccessKey,
    AccessToken,
    Config,
    SecretKey,
    get_config,
)
from playground.sdk.embedding import Embedding
from playground.sdk.errors import BatchClosedError, GatewayError, InvalidArgumentError
from playground.sdk.functions import Function
from playground.sdk.images import Image2Text, Text2Image
from playground.sdk.messages import Messages, Role
from playground.sdk.plugin import Plugin
from playground.sdk.rerank import Reranker
from playground.sdk.responses import Response
from playground.sdk.tokenizer import Tokenizer

QfMessages = Messages
QfResponse = Response
QfRole = Role

__all__ = [
    "AK",
    "SK",
    "AccessKey",
    "AccessToken",
    "Batch",
    "BatchClosedError",
    "BatchItem",
    "ChatCompletion",
    "Completion",
    "Config",
    "Embedding",
    "Function",
    "GatewayError",
    "Image2Text",
    "InvalidArgumentError",
    "Messages",
    "Plugin",
    "QfMessages",
    "QfResponse",
    "QfRole",
    "Qianfan",
    "Reranker",
    "Response",
    "Role",
    "SecretKey",
    "Text2Image",
    "Tokenizer",
    "errors",
    "get_config",
]
