"""The list of documents, and the page of one."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import orjson
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models.functions import Substr
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from playground.accounts.http import AuthenticatedHttpRequest
from playground.completions.models import MAX_SAMPLES, CompletionDocument, name_of
from playground.completions.prompts import variable_names
from playground.completions.views.access import opened_document
from playground.completions.views.state import state_context
from playground.gateway import Task
from playground.lib.htmx import render_either
from playground.lib.prompt_templates import escape
from playground.lib.searches import read_query
from playground.runs.call_offers import call_offers
from playground.runs.call_settings import CallChoice, default_choice
from playground.runs.model_offers import ChosenModel, remembered_lists
from playground.runs.models import RunKind
from playground.runs.repeats import prefill

PAGE_SIZE = 50
_PREVIEW_CHARACTERS = 300


@login_required
@require_GET
@never_cache
def index(request: AuthenticatedHttpRequest) -> HttpResponseBase:
    if request.GET.get("run"):
        return redirect(reverse("completions:new", query={"run": request.GET["run"]}))
    query = read_query(request.GET)
    documents = CompletionDocument.objects.visible_to(request.user)
    if query:
        documents = documents.filter(title__icontains=query) | documents.filter(
            text__icontains=query
        )
    found = documents.annotate(beginning=Substr("text", 1, _PREVIEW_CHARACTERS)).values(
        "uuid", "title", "beginning", "model", "endpoint", "updated_at"
    )
    page = Paginator(found.order_by("-updated_at", "-pk"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    rows = [{**row, "name": row["title"] or name_of(row["beginning"])} for row in page]
    context = {"documents": rows, "page": page, "query": query}
    return render_either(
        request, page="completions/index.html", fragment="completions/_list.html", context=context
    )


@login_required
@require_GET
@never_cache
def new(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Show a document that is saved once something is typed; `run` fills it with a prompt."""
    user = request.user
    document = CompletionDocument(uuid=uuid4(), owner=user, revision=0)
    given = prefill(user, request.GET.get("run"), as_kind=RunKind.COMPLETION)
    if given is None:
        document.take_choice(default_choice(user, Task.COMPLETION, RunKind.COMPLETION))
    else:
        document.text = escape(given.text)
        model = ChosenModel(given.provider, given.model, given.endpoint)
        document.take_choice(CallChoice(given.credential, model, given.parameters))
    return _render(request, document)


@login_required
@require_GET
@never_cache
def detail(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    return _render(request, opened_document(request.user, uuid))


def _render(request: AuthenticatedHttpRequest, document: CompletionDocument) -> HttpResponse:
    listed = remembered_lists(document.credential)
    names = variable_names(document.text, document.written)
    context: dict[str, Any] = {
        **state_context(document),
        "offers": call_offers(request.user, Task.COMPLETION, document.choice, listed),
        "variables": [(name, document.variables.get(name, "")) for name in names],
        "sample_counts": range(1, MAX_SAMPLES + 1),
        "written_json": orjson.dumps(document.written).decode(),
        "aside_json": orjson.dumps(document.aside_written).decode(),
        "sandbox_backend": settings.SANDBOX_BACKEND,
        # Not in the template, where it would be one.
        "placeholder": "{{name}}",
    }
    return render(request, "completions/detail.html", context)
