"""The first step: a file comes, is looked at, and may be read otherwise."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from playground.accounts.http import AuthenticatedHttpRequest
from playground.batches.faults import fault_sentence
from playground.batches.forms import DELIMITER_CHOICES, LayoutForm, UploadForm
from playground.batches.models import BatchJob
from playground.batches.reasons import reason_sentence
from playground.batches.services import drafts
from playground.batches.services.refusals import BatchRefused
from playground.batches.services.uploads import file_preview
from playground.batches.steps import Step, step_links
from playground.batches.views.access import editable_job, visible_job
from playground.batches.views.setup import render_step, say_refusal, upload_limits
from playground.lib.htmx import go_to
from playground.lib.prompt_templates import placeholders
from playground.tables import ENCODINGS, UnreadableFileError


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def new(request: AuthenticatedHttpRequest) -> HttpResponseBase:
    """Take a file and make a batch of it; what is wrong with the file is said in its place."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        try:
            job = drafts.create_job(owner=request.user, upload=form.cleaned_data["file"], name=name)
        except UnreadableFileError as error:
            form.add_error("file", unreadable_sentence(error))
        else:
            return go_to(request, reverse("batches:file", args=[job.uuid]))
    if request.htmx and request.method == "POST":
        return _render_fault(request, form)
    context = {
        "form": form,
        "step": Step.UPLOAD,
        "steps": step_links(None, Step.UPLOAD),
        **upload_limits(),
    }
    return render(request, "batches/new.html", context)


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def file(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    """Show the file of a batch; POST puts another in its place and keeps what is asked."""
    if request.method == "GET":
        return render_file(request, visible_job(request.user, uuid))
    job = editable_job(request.user, uuid)
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            drafts.replace_file(job=job, upload=form.cleaned_data["file"])
        except UnreadableFileError as error:
            form.add_error("file", unreadable_sentence(error))
        except BatchRefused as refused:
            form.add_error("file", refused.sentence)
        else:
            return go_to(request, reverse("batches:file", args=[job.uuid]))
    return _render_fault(request, form) if request.htmx else render_file(request, job, form)


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def layout(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    """GET shows the first rows with another encoding or delimiter, POST reads the file so."""
    if request.method == "GET":
        job = visible_job(request.user, uuid)
        context = {"job": job, **_preview(job, LayoutForm(request.GET))}
        return render(request, "batches/_file_preview.html", context)
    job = editable_job(request.user, uuid)
    form = LayoutForm(request.POST)
    if form.is_valid():
        try:
            drafts.change_layout(job=job, **form.cleaned_data)
        except UnreadableFileError as error:
            messages.error(request, unreadable_sentence(error))
        except BatchRefused as refused:
            say_refusal(request, refused)
    return redirect("batches:file", job.uuid)


def render_file(
    request: AuthenticatedHttpRequest, job: BatchJob, form: UploadForm | None = None
) -> HttpResponse:
    layout = {"encoding": job.encoding, "delimiter": job.delimiter}
    texts = f"{job.system_template}\n{job.prompt_template}"
    context = {
        "form": form or UploadForm(),
        "layout_form": LayoutForm(initial=layout),
        "is_layout_editable": bool(job.encoding) and job.is_in_setup and job.owner == request.user,
        "encoding_label": ENCODINGS.get(job.encoding, job.encoding),
        "delimiter_label": dict(DELIMITER_CHOICES).get(job.delimiter, job.delimiter),
        "reason": reason_sentence(job.reason_code, job.reason_parameters),
        "placeholders": placeholders(texts),
        "template_url": reverse("batches:template_csv", query={"prompt": texts.strip()}),
        **upload_limits(),
        **_preview(job, LayoutForm(layout)),
    }
    return render_step(request, job, Step.UPLOAD, context)


def unreadable_sentence(error: UnreadableFileError) -> str:
    return fault_sentence(error.code, error.parameters)


def _preview(job: BatchJob, form: LayoutForm) -> dict[str, Any]:
    if job.file is None or not form.is_valid():
        return {"preview": None, "preview_fault": ""}
    try:
        return {"preview": file_preview(job=job, **form.cleaned_data), "preview_fault": ""}
    except UnreadableFileError as error:
        return {"preview": None, "preview_fault": unreadable_sentence(error)}
    except BatchRefused as refused:
        return {"preview": None, "preview_fault": refused.sentence}


def _render_fault(request: AuthenticatedHttpRequest, form: UploadForm) -> HttpResponse:
    return render(request, "batches/_upload_fault.html", {"form": form})
