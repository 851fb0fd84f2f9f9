"""The providers there are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from playground.gateway.connection import Connection
from playground.gateway.errors import InvalidRequestError
from playground.gateway.providers.base import Provider
from playground.gateway.providers.openai_compatible import OpenAICompatible
from playground.gateway.providers.qianfan_v1 import QianfanV1
from playground.gateway.providers.qianfan_v2 import QianfanV2

PROVIDERS: Final[Mapping[str, type[Provider]]] = {
    provider.name: provider for provider in (QianfanV1, QianfanV2, OpenAICompatible)
}


def provider_for(connection: Connection) -> Provider:
    """Make the provider that a connection names.

    Raises: InvalidRequestError if there is none; UnsafeUrlError.
    """
    provider = PROVIDERS.get(connection.provider)
    if provider is None:
        raise InvalidRequestError("provider_unknown", parameters={"name": connection.provider})
    return provider(connection)
