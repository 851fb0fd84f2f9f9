"""BatchFile: a file as somebody uploaded it."""

from __future__ import annotations

import uuid

from django.core.files.storage import storages
from django.core.files.storage.base import Storage
from django.db import models
from django.utils import timezone

from playground.accounts.models import User


class FileFormat(models.TextChoices):
    CSV = "csv", "CSV"
    TSV = "tsv", "TSV"
    JSONL = "jsonl", "JSON Lines"
    XLSX = "xlsx", "Excel"


def batch_storage() -> Storage:
    """Return where uploads and pictures lie: out of reach of any URL, shared by all processes."""
    return storages["batches"]


class BatchFile(models.Model):
    """The bytes of an upload; jobs that are made from one another share it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    # What it was called on the computer it came from; only ever shown.
    name = models.CharField(max_length=255)
    content = models.FileField(storage=batch_storage, max_length=200)
    size_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"batch file {self.uuid}"
