"""EmbeddingSet: texts; Embedding: what one model made of them; EmbeddingQuery: a text to search."""

from __future__ import annotations

import uuid
from typing import Final

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from playground.accounts.models import User
from playground.credentials.models import Credential
from playground.runs.models import Run

MAX_NAME_CHARACTERS: Final = 200


class TextSource(models.TextChoices):
    LINES = "lines", _("One text per line")
    SHEET = "sheet", _("Paste from a sheet")
    FILE = "file", _("A file")


class EmbeddingSetQuerySet(models.QuerySet["EmbeddingSet"]):
    def visible_to(self, user: User) -> EmbeddingSetQuerySet:
        return self.filter(owner=user)

    def editable_by(self, user: User) -> EmbeddingSetQuerySet:
        return self.filter(owner=user)


class EmbeddingSet(models.Model):
    """Texts in their order, which never change; `labels` is empty, or has one for each."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(User, models.CASCADE, related_name="embedding_sets")
    name = models.CharField(_("name"), max_length=MAX_NAME_CHARACTERS)
    source = models.CharField(max_length=8, choices=TextSource.choices)
    # The column of the sheet or file that the texts were in, and that of the labels.
    column = models.CharField(max_length=200, blank=True)
    label_column = models.CharField(max_length=200, blank=True)
    texts = models.JSONField()
    labels = models.JSONField(default=list)
    text_count = models.PositiveIntegerField()
    # Of what was typed or uploaded, so many were left out.
    blank_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = EmbeddingSetQuerySet.as_manager()

    class Meta:
        indexes = [
            # The list of a person, newest first.
            models.Index(fields=["owner", "-created_at"], name="embedding_owner_created"),
        ]

    def __str__(self) -> str:
        return f"embedding set {self.uuid}"


class EmbeddingQuerySet(models.QuerySet["Embedding"]):
    def visible_to(self, user: User) -> EmbeddingQuerySet:
        return self.filter(set__owner=user)

    def editable_by(self, user: User) -> EmbeddingQuerySet:
        return self.filter(set__owner=user)


class Embedding(models.Model):
    """The vectors that one model made of the texts of a set, as far as they have come."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    set = models.ForeignKey(EmbeddingSet, models.CASCADE, related_name="embeddings")
    # The last run of it: another one goes on where one has failed.
    run = models.ForeignKey(Run, models.SET_NULL, null=True, related_name="embeddings")
    credential = models.ForeignKey(
        Credential, models.SET_NULL, null=True, related_name="embeddings"
    )
    provider = models.CharField(max_length=32)
    model = models.CharField(max_length=200, blank=True)
    endpoint = models.CharField(max_length=200, blank=True)
    parameters = models.JSONField(default=dict)
    # 0 as long as there is no vector.
    dimension = models.PositiveIntegerField(default=0)
    done_count = models.PositiveIntegerField(default=0)
    # Of all runs; null where a provider did not count.
    input_tokens = models.PositiveBigIntegerField(null=True, default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = EmbeddingQuerySet.as_manager()

    def __str__(self) -> str:
        return f"embedding {self.uuid}"

    @property
    def model_name(self) -> str:
        return self.endpoint or self.model


class EmbeddingPart(models.Model):
    """The vectors of texts that follow each other, the first at `start`: see `vectors.to_blob`."""

    embedding = models.ForeignKey(Embedding, models.CASCADE, related_name="parts")
    start = models.PositiveIntegerField()
    vectors = models.BinaryField()
    # What the provider counted, where that is of one text alone.
    tokens = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["embedding", "start"], name="embedding_part_once"),
        ]

    def __str__(self) -> str:
        return f"part {self.pk} from {self.start}"


class EmbeddingQuery(models.Model):
    """A text whose neighbors were looked for; its vector is there once its run has ended."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    embedding = models.ForeignKey(Embedding, models.CASCADE, related_name="queries")
    run = models.ForeignKey(Run, models.SET_NULL, null=True, related_name="embedding_queries")
    text = models.TextField()
    vector = models.BinaryField(null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name_plural = "embedding queries"

    def __str__(self) -> str:
        return f"query {self.uuid}"
