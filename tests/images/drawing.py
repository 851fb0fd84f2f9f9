"""Drawing to the end, for tests."""

from __future__ import annotations

from typing import Any

from channels.db import database_sync_to_async
from django.test import AsyncClient

from playground.accounts.models import User
from playground.credentials.models import Credential
from playground.gateway import Task
from playground.images.models import GeneratedImage
from playground.images.services import drawing
from playground.runs import services
from playground.runs.call_settings import CallChoice, CallSettings, checked_settings
from playground.runs.model_offers import ChosenModel

SD_XL = ChosenModel("qianfan_v1", "Stable-Diffusion-XL")


async def all_ended() -> None:
    """Wait for all runs of this process."""
    await services.shut_down(timeout=20)


async def settings_for(
    user: User, credential: Credential, model: ChosenModel = SD_XL, **parameters: Any
) -> CallSettings:
    choice = CallChoice(credential, model, parameters)
    return await database_sync_to_async(checked_settings)(user, Task.IMAGE, choice)


async def drawn(
    user: User,
    credential: Credential,
    model: ChosenModel = SD_XL,
    *,
    prompt: str = "A quiet bay",
    **parameters: Any,
) -> list[GeneratedImage]:
    """Draw, and return what became of the images, in the order in which they were asked for."""
    settings = await settings_for(user, credential, model, **parameters)
    images = await drawing.draw(user=user, prompt=prompt, settings=settings)
    await all_ended()
    return [await fresh(image) for image in images]


async def fresh(image: GeneratedImage) -> GeneratedImage:
    return await GeneratedImage.objects.select_related("run").aget(pk=image.pk)


async def signed_in(user: User) -> AsyncClient:
    client = AsyncClient()
    await client.aforce_login(user)
    return client


def fault(name: str, provider: str = "qianfan_v1") -> ChosenModel:
    """An own endpoint by whose name the sandbox knows what shall go wrong."""
    return ChosenModel(provider, "", f"my-fault-{name}")
