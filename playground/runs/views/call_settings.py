"""The settings of a call, rendered anew as they are chosen."""

from __future__ import annotations

from asgiref.sync import sync_to_async
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from playground.accounts.http import AuthenticatedHttpRequest
from playground.gateway import Task
from playground.runs.call_offers import call_offers
from playground.runs.call_settings import CallSettingsForm
from playground.runs.model_lists import listed_by_provider

_MAX_PREFIX_CHARACTERS = 40


@login_required
@require_POST
@never_cache
async def call_settings(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Render the fields for what was typed; its providers are asked for models now and then."""
    user = await request.auser()
    task, prefix = _task(request), request.GET.get("prefix", "")[:_MAX_PREFIX_CHARACTERS]

    def read() -> CallSettingsForm:
        return CallSettingsForm(request.POST, user=user, task=task, prefix=prefix)

    form = await sync_to_async(read)()
    listed = await listed_by_provider(form.choice.credential)

    def fragment() -> HttpResponse:
        offers = call_offers(user, task, form.choice, listed, prefix=prefix)
        return render(request, "runs/_call_settings.html", {"offers": offers})

    return await sync_to_async(fragment)()


def _task(request: AuthenticatedHttpRequest) -> Task:
    try:
        return Task(request.GET.get("task", ""))
    except ValueError as exc:
        raise Http404 from exc
