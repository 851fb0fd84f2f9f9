"""ImageQuestion: something asked about an image; the answer is its run's."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from playground.accounts.models import User
from playground.images.models.images import GeneratedImage, UploadedImage
from playground.runs.error_messages import error_sentence
from playground.runs.models import Run


class ImageQuestionQuerySet(models.QuerySet["ImageQuestion"]):
    def visible_to(self, user: User) -> ImageQuestionQuerySet:
        return self.filter(owner=user)


class ImageQuestion(models.Model):
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    # Exactly one of the two.
    generated = models.ForeignKey(
        GeneratedImage, models.CASCADE, null=True, related_name="questions"
    )
    uploaded = models.ForeignKey(UploadedImage, models.CASCADE, null=True, related_name="questions")
    text = models.TextField()
    run = models.ForeignKey(Run, models.SET_NULL, null=True, related_name="image_questions")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ImageQuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(generated__isnull=False, uploaded__isnull=True)
                | Q(generated__isnull=True, uploaded__isnull=False),
                name="image_question_of_one_image",
            ),
        ]

    def __str__(self) -> str:
        return f"question {self.uuid} about an image"

    @property
    def error(self) -> str:
        """Say why there is no answer, or only a part of one; empty where all is well."""
        run = self.run
        if run is None or not run.error_code:
            return ""
        return error_sentence(run.error_code, run.error_parameters)
