"""Draw an image once more: as it was, or with another seed."""

from __future__ import annotations

from channels.db import database_sync_to_async

from playground.accounts.models import User
from playground.gateway import Task
from playground.images.models import GeneratedImage
from playground.images.services.drawing import draw
from playground.runs.call_settings import CallChoice, CallSettings, checked_settings
from playground.runs.model_offers import ChosenModel


def choice_of(image: GeneratedImage, *, keeps_seed: bool) -> CallChoice:
    """Return what an image was drawn with, for one more of its kind."""
    model = ChosenModel(image.provider, image.model, image.endpoint)
    parameters = dict(image.parameters)
    if keeps_seed and image.seed is not None:
        parameters["seed"] = image.seed
    return CallChoice(image.run.credential if image.run else None, model, parameters)


async def draw_again(
    *, user: User, image: GeneratedImage, keeps_seed: bool, in_its_place: bool = False
) -> list[GeneratedImage]:
    """Draw the same prompt with the same parameters. Raises: CallRefused."""
    settings = await database_sync_to_async(_settings)(user, image, keeps_seed)
    instead_of = image if in_its_place else None
    return await draw(user=user, prompt=image.prompt, settings=settings, instead_of=instead_of)


def _settings(user: User, image: GeneratedImage, keeps_seed: bool) -> CallSettings:
    return checked_settings(user, Task.IMAGE, choice_of(image, keeps_seed=keeps_seed))
