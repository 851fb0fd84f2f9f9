"""The models that a credential reaches, own services among them; asked for now and then."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

from asgiref.sync import sync_to_async
from django.core.cache import cache

from playground.credentials.crypto import SecretUnreadableError
from playground.credentials.models import Credential, CredentialKind
from playground.credentials.services import connection_for, providers_of
from playground.gateway import (
    MODELS,
    GatewayError,
    InputLimits,
    ModelSpec,
    ParameterSpec,
    Timeouts,
)
from playground.gateway.client import list_services
from playground.gateway.timed_cache import cache_key
from playground.runs.gateway_runtime import gateway_runtime

logger = logging.getLogger(__name__)

CACHE_SECONDS = 600
# A server that did not say is left alone for a moment; then somebody may have repaired it.
FAILURE_SECONDS = 20
_TIMEOUTS = Timeouts(connect_seconds=3, first_byte_seconds=5, idle_seconds=5, total_seconds=10)
# What another version of these classes has stored must not be read.
_SHAPE = cache_key(
    *(name for kind in (ModelSpec, ParameterSpec, InputLimits) for name in kind.__slots__)
)[:8]


async def listed_by_provider(credential: Credential | None) -> dict[str, tuple[ModelSpec, ...]]:
    """List the models of each provider that a credential reaches; all are asked at once."""
    if credential is None:
        return {}
    providers = providers_of(credential)
    lists = await asyncio.gather(*(listed_models(credential, each) for each in providers))
    return dict(zip(providers, lists, strict=True))


async def listed_models(credential: Credential, provider: str) -> tuple[ModelSpec, ...]:
    """List the models of all tasks; those of the catalogue where nobody says more."""
    if credential.kind == CredentialKind.QIANFAN_APPLICATION:
        # The console tells accounts, and V1 tells nobody.
        return _catalogue(provider)
    key = _key(credential, provider)
    listed: tuple[ModelSpec, ...] | None = await cache.aget(key)
    if listed is None:
        listed, seconds = await _ask(credential, provider)
        await cache.aset(key, listed, seconds)
    return listed


def remembered_models(credential: Credential, provider: str) -> tuple[ModelSpec, ...] | None:
    """Return what `listed_models` would without asking anybody; None if it would ask."""
    if credential.kind == CredentialKind.QIANFAN_APPLICATION:
        return _catalogue(provider)
    listed: tuple[ModelSpec, ...] | None = cache.get(_key(credential, provider))
    return listed


async def _ask(credential: Credential, provider: str) -> tuple[tuple[ModelSpec, ...], int]:
    try:
        connection = await sync_to_async(connection_for)(credential, provider)
        # Lists are for pages, which cannot wait for calls to models, nor count as one.
        connection = replace(connection, limit_key="")
        listed = await list_services(connection, timeouts=_TIMEOUTS, runtime=gateway_runtime())
        return listed, CACHE_SECONDS
    except (GatewayError, SecretUnreadableError) as exc:
        # A server need not tell; people can type a name.
        logger.info("models of credential %s not listed: %s", credential.uuid, type(exc).__name__)
        return _catalogue(provider), FAILURE_SECONDS


def _catalogue(provider: str) -> tuple[ModelSpec, ...]:
    return tuple(model for model in MODELS if model.provider == provider)


def _key(credential: Credential, provider: str) -> str:
    changed_at = credential.secret_changed_at.timestamp()
    return f"models:{_SHAPE}:{credential.uuid}:{provider}:{changed_at}"
