"""A new talk, and the list of earlier ones."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from asgiref.sync import sync_to_async
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect

from playground.accounts.http import AuthenticatedHttpRequest
from playground.accounts.models import User
from playground.gateway import Task
from playground.plugins import services
from playground.plugins.models import PluginTalk, TalkKind
from playground.plugins.question_forms import QuestionForm, prefilled_form, question_form
from playground.plugins.questions import default_question
from playground.runs import live_runs
from playground.runs.call_settings import default_choice
from playground.runs.models import RunKind
from playground.runs.repeats import prefill
from playground.runs.sandbox_backend import sandbox_backend

PAGE_SIZE: Final = 30
_FIELDS: Final = ("uuid", "title", "kind", "endpoint", "model", "updated_at")


@login_required
@require_GET
@never_cache
def index(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Show the form of a new talk, filled in from a run if the address names one, and the list."""
    form = _new_form(request.user, request.GET.get("run"))
    return render_index(request, form)


def render_index(request: AuthenticatedHttpRequest, form: QuestionForm) -> HttpResponse:
    talks = PluginTalk.objects.visible_to(request.user).only(*_FIELDS)
    page = Paginator(talks.order_by("-updated_at", "-pk"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    context = {"form": form, "page": page, "sandbox_backend": sandbox_backend()}
    return render(request, "plugins/index.html", context)


@login_required
@require_POST
async def delete(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    """Delete a talk and stop what still answers; from the list, its row goes."""
    user = await request.auser()
    assert isinstance(user, User)
    for run in await sync_to_async(services.delete)(user=user, talk=uuid):
        await live_runs.request_stop(run)
    if request.htmx and request.htmx.target == f"talk-{uuid}":
        return HttpResponse()
    if request.htmx:
        return HttpResponseClientRedirect(reverse("plugins:index"))
    return redirect("plugins:index")


def _new_form(user: User, run: str | None) -> QuestionForm:
    asked = prefill(user, run, as_kind=RunKind.PLUGIN) if run else None
    if asked is None:
        choice = default_choice(user, Task.PLUGIN, RunKind.PLUGIN)
        kind = TalkKind.APPLICATION if choice.model.endpoint else TalkKind.ERNIE
        return question_form(user, default_question(kind), choice)
    return prefilled_form(user, asked)
