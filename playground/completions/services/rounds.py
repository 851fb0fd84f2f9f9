"""A round: the text goes out to a model, once or several times, and comes back longer.

Of one sample the text is put into the document when its run has ended: by the page that follows
it, or when the document is opened next. Of several a person takes one. All verbs take a document
that is locked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db.models import QuerySet
from django.http import Http404

from playground.accounts.models import User
from playground.completions.models import CompletionDocument, CompletionSample
from playground.completions.prompts import make_prompt, missing_variables
from playground.completions.services.refusals import DocumentRefused
from playground.gateway import CompletionRequest, Task
from playground.gateway.checks import check_request
from playground.runs.call_settings import CallRefused, CallSettings, checked_settings
from playground.runs.generation import PreparedRun
from playground.runs.models import LIVE_STATUSES, RunKind
from playground.runs.services import prepare_run, save_run

Launch = Callable[[PreparedRun], None]


def begin(
    document: CompletionDocument,
    *,
    user: User,
    launches: Sequence[Launch],
    caret: int | None = None,
    is_again: bool = False,
) -> None:
    """Send the text out, or what stands before the caret, as many times as there are launches.

    `is_again` takes the last continuation back first. Raises: DocumentRefused, CallRefused.
    """
    if document.samples.filter(run__status__in=LIVE_STATUSES).exists():
        raise DocumentRefused("document_busy")
    if is_again:
        if not document.is_as_continued:
            raise DocumentRefused("text_changed")
        document.swap()
    if caret is not None and caret < len(document.text):
        document.put_aside(caret)
    settings = checked_settings(user, Task.COMPLETION, document.choice)
    request = _request(document, settings)
    prepared = [_prepare(settings, request) for _launch in launches]
    for launch, each in zip(launches, prepared, strict=True):
        launch(each)
    document.samples.all().delete()
    for number, each in enumerate(prepared, 1):
        run = save_run(user=user, prepared=each, kind=RunKind.COMPLETION)
        CompletionSample.objects.create(document=document, run=run, number=number)
    document.before, document.is_taken_back = document.texts, False
    document.take_settings(settings)
    document.save_text()


def fold(document: CompletionDocument) -> None:
    """Put in the text of a single sample whose run has ended, once."""
    samples = list(_with_runs(document))
    if len(samples) == 1 and not samples[0].is_taken and not samples[0].run.is_live:
        _put_in(document, samples[0])


def take(document: CompletionDocument, number: int) -> None:
    """Put in the text of one of several samples, in the place of one that was taken before."""
    sample = _with_runs(document).filter(number=number).first()
    if sample is None:
        raise Http404
    if sample.run.is_live:
        raise DocumentRefused("document_busy")
    if not sample.text:
        raise DocumentRefused("sample_empty")
    if document.samples.filter(is_taken=True).exists() and document.is_as_continued:
        document.swap()
    document.samples.update(is_taken=False)
    document.before, document.is_taken_back = document.texts, False
    _put_in(document, sample)


def undo(document: CompletionDocument) -> None:
    """Take the last continuation back; once more brings it again."""
    if is_being_written(document):
        raise DocumentRefused("document_busy")
    if not document.can_undo:
        raise DocumentRefused("not_undoable")
    document.swap()
    document.save_text()


def bring_back(document: CompletionDocument) -> None:
    """Put what was put aside behind the text again."""
    if is_being_written(document):
        raise DocumentRefused("document_busy")
    document.bring_back()
    document.save_text()


def is_being_written(document: CompletionDocument) -> bool:
    """Does a model write into the text now?"""
    states = list(document.samples.values_list("is_taken", "run__status"))
    return len(states) == 1 and not states[0][0] and states[0][1] in LIVE_STATUSES


def _with_runs(document: CompletionDocument) -> QuerySet[CompletionSample]:
    samples = document.samples.select_related("run").defer("run__request", "run__response")
    return samples.order_by("number")


def _put_in(document: CompletionDocument, sample: CompletionSample) -> None:
    document.continue_with(sample.text)
    sample.is_taken = True
    sample.save(update_fields=["is_taken"])
    document.save_text()


def _request(document: CompletionDocument, settings: CallSettings) -> CompletionRequest:
    text, written, variables = document.text, document.written, document.variables
    if not text.strip():
        raise DocumentRefused("text_blank", field="text")
    for name in missing_variables(text, written, variables):
        shown = "{{" + name[:100] + "}}"
        raise DocumentRefused("variable_missing", field=f"variable.{name}", name=shown)
    request = CompletionRequest(
        prompt=make_prompt(text, written, variables),
        model=settings.model,
        endpoint=settings.endpoint,
        parameters=settings.parameters,
    )
    with CallRefused.instead_of_errors(field="text"):
        check_request(request, settings.provider)
    return request


def _prepare(settings: CallSettings, request: CompletionRequest) -> PreparedRun:
    with CallRefused.instead_of_errors(field="credential"):
        return prepare_run(
            credential=settings.credential, provider=settings.provider, request=request
        )
