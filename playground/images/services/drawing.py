"""Draw pictures: one run for each, whose bytes go to the storage and never to the database."""

from __future__ import annotations

import asyncio
import logging
from uuid import UUID

from channels.db import database_sync_to_async
from django.db import transaction

from playground.accounts.models import User
from playground.gateway import (
    EmbeddedPart,
    ErrorDetails,
    Image,
    ImageRequest,
    ImageResult,
    MalformedResponseError,
)
from playground.gateway.checks import check_request
from playground.images import pictures, storage
from playground.images.lasting import to_the_end
from playground.images.models import GeneratedImage
from playground.images.orders import Order, make_orders
from playground.runs import live_runs
from playground.runs.call_settings import CallRefused, CallSettings
from playground.runs.generation import PreparedRun
from playground.runs.models import RunKind
from playground.runs.services import prepare_run, save_run

logger = logging.getLogger(__name__)


async def draw(
    *, user: User, prompt: str, settings: CallSettings, instead_of: GeneratedImage | None = None
) -> list[GeneratedImage]:
    """Start to draw as many pictures as the settings ask for, each on its own.

    They may take the place of one that was never drawn, once: whoever comes second gets none.
    Returns them in the order of their seeds, nothing drawn yet. Raises: CallRefused.
    """
    return await to_the_end(_draw(user, make_orders(prompt, settings), instead_of))


async def _draw(
    user: User, orders: tuple[Order, ...], instead_of: GeneratedImage | None
) -> list[GeneratedImage]:
    placed = await database_sync_to_async(_place)(user, orders, instead_of)
    for _image, prepared in placed:
        live_runs.start(prepared)
    return [image for image, _prepared in placed]


@transaction.atomic
def _place(
    user: User, orders: tuple[Order, ...], instead_of: GeneratedImage | None
) -> list[tuple[GeneratedImage, PreparedRun]]:
    """Save what is to be drawn; the first of an order is the newest, as galleries show it."""
    if instead_of is not None:
        # One of two clicks deletes it, and the other pays for nothing.
        undrawn = GeneratedImage.objects.editable_by(user).filter(pk=instead_of.pk, media_type="")
        if not undrawn.delete()[0]:
            return []
    placed = [_place_one(user, order) for order in reversed(orders)]
    return placed[::-1]


def _place_one(user: User, order: Order) -> tuple[GeneratedImage, PreparedRun]:
    settings = order.settings
    width, height = order.size
    image = GeneratedImage(
        owner=user,
        prompt=order.prompt,
        provider=settings.provider,
        model=settings.model,
        endpoint=settings.endpoint,
        service=settings.endpoint or settings.model,
        parameters=dict(order.parameters),
        seed=order.seed,
        width=width,
        height=height,
    )
    request = ImageRequest(
        prompt=order.prompt,
        model=settings.model,
        endpoint=settings.endpoint,
        parameters=order.sent_parameters,
    )
    prepared = _prepare(image.uuid, settings, request)
    image.run = save_run(user=user, prepared=prepared, kind=RunKind.IMAGE)
    image.save(force_insert=True)
    return image, prepared


def _prepare(image: UUID, settings: CallSettings, request: ImageRequest) -> PreparedRun:
    async def keep(part: EmbeddedPart | ImageResult) -> None:
        assert isinstance(part, ImageResult)
        await to_the_end(_keep(image, part.images))

    with CallRefused.instead_of_errors(field="prompt"):
        check_request(request, settings.provider)
        return prepare_run(
            credential=settings.credential,
            provider=settings.provider,
            request=request,
            keep=keep,
        )


async def _keep(uuid: UUID, images: tuple[Image, ...]) -> None:
    """Store the first picture in its place, and what else came with it beside.

    Raises: MalformedResponseError if it is none that can be shown.
    """
    for number, image in enumerate(images):
        is_first = number == 0
        target = uuid if is_first else await database_sync_to_async(_copy)(uuid)
        if target is None:
            return
        try:
            measured = await asyncio.to_thread(_store, target, image.data)
        except pictures.PictureUnreadable as exc:
            raise MalformedResponseError(details=ErrorDetails()) from exc
        await database_sync_to_async(_record)(target, measured, len(image.data))


def _store(uuid: UUID, data: bytes) -> pictures.Measured:
    measured = pictures.measure(data)
    storage.save_file(storage.thumbnail_name(uuid), measured.thumbnail)
    storage.save_file(storage.content_name(uuid, measured.media_type), data)
    return measured


def _record(uuid: UUID, measured: pictures.Measured, size_bytes: int) -> None:
    found = GeneratedImage.objects.filter(uuid=uuid).update(
        media_type=measured.media_type,
        width=measured.width,
        height=measured.height,
        size_bytes=size_bytes,
    )
    if not found:
        # It was deleted while it was drawn.
        storage.delete_files(
            [storage.content_name(uuid, measured.media_type), storage.thumbnail_name(uuid)]
        )


def _copy(uuid: UUID) -> UUID | None:
    """Make a place for one more picture of the same run; it has no seed that is known."""
    image = GeneratedImage.objects.filter(uuid=uuid).first()
    if image is None:
        return None
    copy = GeneratedImage(
        owner_id=image.owner_id,
        run_id=image.run_id,
        prompt=image.prompt,
        provider=image.provider,
        model=image.model,
        endpoint=image.endpoint,
        service=image.service,
        parameters=image.parameters,
        width=image.width,
        height=image.height,
    )
    copy.save(force_insert=True)
    return copy.uuid
