"""The gallery: a person's images newest first, some at a time, and those beside one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db.models import Q

from playground.accounts.models import User
from playground.images.models import GeneratedImage
from playground.images.models.images import GeneratedImageQuerySet

PAGE_SIZE: Final = 48
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FIELDS: Final = (
    *("owner", "uuid", "prompt", "media_type", "width", "height", "seed", "service", "created_at"),
    *("run__uuid", "run__status", "run__error_code", "run__error_parameters", "run__started_at"),
)


@dataclass(frozen=True, slots=True)
class GalleryPage:
    """Some images, and the cursor to those that are older; empty where there are none."""

    images: list[GeneratedImage]
    older: str


def read_gallery(
    user: User, *, query: str = "", service: str = "", before: str = ""
) -> GalleryPage:
    """Read the images whose prompt has `query` in it, from the cursor `before` on."""
    images = GeneratedImage.objects.visible_to(user).select_related("run").only(*_FIELDS)
    if query:
        images = images.filter(prompt__icontains=query)
    if service:
        images = images.filter(service=service)
    if place := _read_cursor(before):
        images = _older(images, *place)
    found = list(images.order_by("-created_at", "-pk")[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    return GalleryPage(shown, _cursor(shown[-1]) if len(found) > PAGE_SIZE else "")


def services_of(user: User) -> list[str]:
    """Return what has drawn for a person, by name."""
    services: list[str] = []
    images = GeneratedImage.objects.visible_to(user).order_by("service")
    # One look at the index for each, whatever the number of images.
    names = images.values_list("service", flat=True)
    found = names.first()
    while found is not None:
        services.append(found)
        found = names.filter(service__gt=found).first()
    return services


def images_beside(
    user: User, image: GeneratedImage
) -> tuple[GeneratedImage | None, GeneratedImage | None]:
    """Return the images of the gallery that are next to one: the newer, and the older."""
    images = GeneratedImage.objects.visible_to(user).drawn().only("uuid")
    at, pk = image.created_at, image.pk
    newer = images.filter(created_at__gte=at).filter(Q(created_at__gt=at) | Q(pk__gt=pk))
    older = _older(images, at, pk)
    return (
        newer.order_by("created_at", "pk").first(),
        older.order_by("-created_at", "-pk").first(),
    )


def _older(images: GeneratedImageQuerySet, at: datetime, pk: int) -> GeneratedImageQuerySet:
    # The first condition is the one that an index serves.
    return images.filter(created_at__lte=at).filter(Q(created_at__lt=at) | Q(pk__lt=pk))


def _cursor(image: GeneratedImage) -> str:
    microseconds = (image.created_at - _EPOCH) // timedelta(microseconds=1)
    return f"{microseconds}-{image.pk}"


def _read_cursor(text: str) -> tuple[datetime, int] | None:
    microseconds, _, pk = text.partition("-")
    if not (_is_number(microseconds) and _is_number(pk)):
        return None
    return _EPOCH + timedelta(microseconds=int(microseconds)), int(pk)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 17
