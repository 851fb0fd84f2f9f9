"""Ask a model about an image; the answer streams as the run that it is."""

from __future__ import annotations

import asyncio

from channels.db import database_sync_to_async
from django.db import transaction

from playground.accounts.models import User
from playground.gateway import Image, ImageToTextRequest
from playground.gateway.checks import check_request
from playground.images import pictures, storage
from playground.images.lasting import to_the_end
from playground.images.models import GeneratedImage, ImageQuestion, StoredImage, UploadedImage
from playground.runs import live_runs
from playground.runs.call_settings import CallRefused, CallSettings
from playground.runs.generation import PreparedRun
from playground.runs.models import RunKind
from playground.runs.services import prepare_run, save_run


async def ask(
    *, user: User, image: StoredImage, text: str, settings: CallSettings
) -> ImageQuestion:
    """Ask, and start to answer. Raises: CallRefused."""
    if not text.strip():
        raise CallRefused("prompt_empty", field="question")
    return await to_the_end(_ask(user, image, text, settings))


async def _ask(user: User, image: StoredImage, text: str, settings: CallSettings) -> ImageQuestion:
    try:
        sent = await asyncio.to_thread(_read, image)
    except (FileNotFoundError, pictures.PictureUnreadable) as exc:
        raise CallRefused("image_unreadable", field="question") from exc
    saved: tuple[ImageQuestion, PreparedRun]
    saved = await database_sync_to_async(_save)(user, image, text, settings, sent)
    question, prepared = saved
    live_runs.start(prepared)
    return question


def _read(image: StoredImage) -> Image:
    return pictures.as_sent(storage.read_file(image.content_name), image.media_type)


@transaction.atomic
def _save(
    user: User, image: StoredImage, text: str, settings: CallSettings, sent: Image
) -> tuple[ImageQuestion, PreparedRun]:
    request = ImageToTextRequest(
        prompt=text,
        image=sent,
        model=settings.model,
        endpoint=settings.endpoint,
        parameters=settings.parameters,
    )
    with CallRefused.instead_of_errors(field="question"):
        check_request(request, settings.provider)
        prepared = prepare_run(
            credential=settings.credential, provider=settings.provider, request=request
        )
    run = save_run(user=user, prepared=prepared, kind=RunKind.IMAGE_TO_TEXT)
    question = ImageQuestion(
        owner=user,
        generated=image if isinstance(image, GeneratedImage) else None,
        uploaded=image if isinstance(image, UploadedImage) else None,
        text=text,
        run=run,
    )
    question.save(force_insert=True)
    return question, prepared
