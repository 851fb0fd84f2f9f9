"""Whose images a person may look at, and whose they may change: 404 for all others."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404

from playground.accounts.models import User
from playground.images.models import GeneratedImage, UploadedImage


def visible_image(user: User, uuid: UUID) -> GeneratedImage:
    images = GeneratedImage.objects.visible_to(user).select_related("run__credential")
    return get_object_or_404(images, uuid=uuid)


def editable_image(user: User, uuid: UUID) -> GeneratedImage:
    images = GeneratedImage.objects.editable_by(user).select_related("run__credential")
    return get_object_or_404(images, uuid=uuid)


def visible_upload(user: User, uuid: UUID) -> UploadedImage:
    return get_object_or_404(UploadedImage.objects.visible_to(user), uuid=uuid)


def editable_upload(user: User, uuid: UUID) -> UploadedImage:
    return get_object_or_404(UploadedImage.objects.editable_by(user), uuid=uuid)
