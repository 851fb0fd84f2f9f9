"""The models that a person's own server offers, asked for now and then."""

from __future__ import annotations

import logging

from channels.db import database_sync_to_async
from django.core.cache import cache

from playground.credentials.crypto import SecretUnreadableError
from playground.credentials.models import Credential, CredentialKind
from playground.credentials.services import connection_for, providers_of
from playground.gateway import GatewayError, Timeouts
from playground.gateway.client import list_models

logger = logging.getLogger(__name__)

CACHE_SECONDS = 600
_TIMEOUTS = Timeouts(connect_seconds=3, first_byte_seconds=5, idle_seconds=5, total_seconds=10)


async def listed_models(credential: Credential) -> tuple[str, ...]:
    """List what an OpenAI-compatible server offers; nothing for others, or if it does not say."""
    if credential.kind != CredentialKind.OPENAI_COMPATIBLE:
        return ()
    key = f"models:{credential.uuid}:{credential.secret_changed_at.timestamp()}"
    listed: tuple[str, ...] | None = await cache.aget(key)
    if listed is not None:
        return listed
    try:
        connection = await database_sync_to_async(connection_for)(
            credential, providers_of(credential)[0]
        )
        listed = await list_models(connection, timeouts=_TIMEOUTS)
    except (GatewayError, SecretUnreadableError) as exc:
        # A server need not tell; people can type a name. The next look asks again.
        logger.info("models of credential %s not listed: %s", credential.uuid, type(exc).__name__)
        return ()
    await cache.aset(key, listed, CACHE_SECONDS)
    return listed
