"""Images whose bytes are in the storage: those a model drew, and those a person brought."""

from __future__ import annotations

import uuid
from typing import Self, TypeVar

from django.db import models
from django.utils import timezone

from playground.accounts.models import User
from playground.images.storage import content_name, thumbnail_name
from playground.runs.models import Run

_ImageT = TypeVar("_ImageT", bound="StoredImage")


class ImageQuerySet(models.QuerySet[_ImageT]):
    def visible_to(self, user: User) -> Self:
        return self.filter(owner=user)

    def editable_by(self, user: User) -> Self:
        return self.filter(owner=user)

    def drawn(self) -> Self:
        """Those that have a file."""
        return self.exclude(media_type="")


class StoredImage(models.Model):
    """An image of a person; no kind of file is named as long as there is none."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # The indexes below begin with it.
    owner = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    media_type = models.CharField(max_length=32, blank=True)
    # Before it is drawn, what was ordered.
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size_bytes = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"image {self.uuid}"

    @property
    def is_drawn(self) -> bool:
        return bool(self.media_type)

    @property
    def content_name(self) -> str:
        """The name of its file in the storage; empty where there is none."""
        return content_name(self.uuid, self.media_type) if self.media_type else ""

    @property
    def thumbnail_name(self) -> str:
        return thumbnail_name(self.uuid)


class GeneratedImageQuerySet(ImageQuerySet["GeneratedImage"]):
    pass


class GeneratedImage(StoredImage):
    """What one run draws; saved with the run, before there is anything to see."""

    run = models.ForeignKey(Run, models.SET_NULL, null=True, related_name="generated_images")
    prompt = models.TextField()
    provider = models.CharField(max_length=32)
    model = models.CharField(max_length=200, blank=True)
    endpoint = models.CharField(max_length=200, blank=True)
    # What drew it, as people know it: the endpoint, or else the model.
    service = models.CharField(max_length=200)
    # As they were sent, the seed left out.
    parameters = models.JSONField(default=dict)
    # None where the model takes none.
    seed = models.PositiveBigIntegerField(null=True)

    objects = GeneratedImageQuerySet.as_manager()

    class Meta:
        indexes = [
            # The gallery, newest first.
            models.Index(fields=["owner", "-created_at", "-id"], name="image_owner_created"),
            # The gallery of one model, and which models there are.
            models.Index(
                fields=["owner", "service", "-created_at", "-id"], name="image_owner_service"
            ),
        ]


class UploadedImageQuerySet(ImageQuerySet["UploadedImage"]):
    pass


class UploadedImage(StoredImage):
    """A picture that a person brought, to ask about it."""

    # What it was called on the computer it came from; only ever shown.
    name = models.CharField(max_length=255, blank=True)

    objects = UploadedImageQuerySet.as_manager()

    class Meta:
        indexes = [
            # Those brought before, newest first.
            models.Index(fields=["owner", "-created_at", "-id"], name="upload_owner_created"),
        ]
