"""CompletionDocument: a text that a person and a model write together, and its last round."""

from __future__ import annotations

import uuid
from hashlib import sha256
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from playground.accounts.models import User
from playground.completions.ranges import join_ranges, split_ranges
from playground.credentials.models import Credential
from playground.lib.titles import first_line
from playground.runs.call_settings import CallChoice, CallSettings
from playground.runs.model_offers import ChosenModel
from playground.runs.models import Run

NAME_CHARACTERS = 60
MAX_SAMPLES = 4


class DocumentQuerySet(models.QuerySet["CompletionDocument"]):
    def visible_to(self, user: User) -> DocumentQuerySet:
        return self.filter(owner=user)

    def editable_by(self, user: User) -> DocumentQuerySet:
        return self.filter(owner=user)


class CompletionDocument(models.Model):
    """One text; offsets count code points.

    `written` are the ranges of the text that a model wrote, in order, apart from each other.
    `aside` is what stood behind the place where somebody continued. `before` has the `TEXTS` with
    which the last continuation began or, where that was taken back, those to which it led; null
    before the first one. `continued_hash` tells whether somebody has typed since.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(User, models.CASCADE, related_name="completion_documents")
    title = models.CharField(_("title"), max_length=200, blank=True)
    text = models.TextField(blank=True)
    written = models.JSONField(default=list, blank=True)
    aside = models.TextField(blank=True)
    aside_written = models.JSONField(default=list, blank=True)
    variables = models.JSONField(default=dict, blank=True)
    sample_count = models.PositiveSmallIntegerField(default=1)
    # With what it is continued, as typed.
    credential = models.ForeignKey(
        Credential, models.SET_NULL, null=True, related_name="completion_documents"
    )
    provider = models.CharField(max_length=32, blank=True)
    model = models.CharField(max_length=200, blank=True)
    endpoint = models.CharField(max_length=200, blank=True)
    parameters = models.JSONField(default=dict, blank=True)
    before = models.JSONField(null=True)
    is_taken_back = models.BooleanField(default=False)
    continued_hash = models.CharField(max_length=64, blank=True)
    # Goes up with every change of the text, so that no tab overwrites what another wrote.
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        indexes = [
            # The list: visible_to(user), newest first.
            models.Index(fields=["owner", "-updated_at", "-id"], name="completion_list"),
        ]

    TEXTS: ClassVar = ("text", "written", "aside", "aside_written")

    def __str__(self) -> str:
        return f"completion document {self.uuid}"

    @property
    def name(self) -> str:
        """Its title, else how the text begins."""
        return self.title or name_of(self.text)

    @property
    def choice(self) -> CallChoice:
        model = ChosenModel(self.provider, self.model, self.endpoint)
        return CallChoice(self.credential, model, self.parameters)

    def take_choice(self, choice: CallChoice) -> None:
        self.credential = choice.credential
        self.provider = choice.model.provider
        self.model = choice.model.model
        self.endpoint = choice.model.endpoint
        self.parameters = dict(choice.parameters)

    def take_settings(self, settings: CallSettings) -> None:
        """Keep what is called, also where nobody chose it."""
        self.provider, self.model = settings.provider, settings.model

    @property
    def texts(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.TEXTS}

    @property
    def is_as_continued(self) -> bool:
        """Is the text what the last continuation made of it?"""
        return self.continued_hash == self._hash() and not self.is_taken_back

    @property
    def can_undo(self) -> bool:
        return self.before is not None and self.before != self.texts

    def put_aside(self, caret: int) -> None:
        """Put what stands behind an offset aside, in front of what is there."""
        front, behind = split_ranges(self.written, caret)
        text = self.text
        self.aside_written = join_ranges(behind, len(text) - caret, self.aside_written)
        self.aside = text[caret:] + self.aside
        self.text, self.written = text[:caret], front

    def bring_back(self) -> None:
        """Put what was put aside behind the text again."""
        self.written = join_ranges(self.written, len(self.text), self.aside_written)
        self.text += self.aside
        self.aside, self.aside_written = "", []

    def continue_with(self, text: str) -> None:
        """Put what a model wrote behind the text."""
        own = [[0, len(text)]] if text else []
        self.written = join_ranges(self.written, len(self.text), own)
        self.text += text
        self.continued_hash = self._hash()

    def swap(self) -> None:
        """Take the last continuation back, or bring it again."""
        if self.before is not None:
            current = self.texts
            for name in self.TEXTS:
                setattr(self, name, self.before[name])
            self.before, self.is_taken_back = current, not self.is_taken_back

    def save_text(self) -> None:
        """Save a text that was changed here: pages that have the old one are outdated."""
        self.revision += 1
        self.updated_at = timezone.now()
        self.save()

    def _hash(self) -> str:
        return sha256(f"{self.text}\x00{self.aside}".encode()).hexdigest()


class CompletionSample(models.Model):
    """One continuation of the last round; taken once its text is in the document."""

    document = models.ForeignKey(CompletionDocument, models.CASCADE, related_name="samples")
    run = models.OneToOneField(Run, models.CASCADE, related_name="completion_sample")
    number = models.PositiveSmallIntegerField()
    is_taken = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="completion_sample_number"),
        ]

    def __str__(self) -> str:
        return f"sample {self.number} of document {self.document_id}"

    @property
    def text(self) -> str:
        """What its run wrote, with the line breaks that a field of a page has."""
        return self.run.output.replace("\r\n", "\n").replace("\r", "\n")


def name_of(text: str) -> str:
    """Make a name of the first line of a text."""
    return first_line(text[:1_000], NAME_CHARACTERS) or gettext("Untitled")
