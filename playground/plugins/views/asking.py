"""Asking a question, and asking one again: the call goes out, and pages follow its run."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

from asgiref.sync import sync_to_async
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect, reswap, retarget

from playground.accounts.http import AuthenticatedHttpRequest
from playground.accounts.models import User
from playground.gateway import Task
from playground.lib.uuids import uuid_of
from playground.plugins import services
from playground.plugins.models import PluginTalk, PluginTurn
from playground.plugins.question_forms import call_fields, question_form
from playground.plugins.questions import Question, follow_up, read_question
from playground.plugins.services import Asked, Asking, Launch
from playground.plugins.shown_turns import shown_turn
from playground.plugins.views.library import render_index
from playground.plugins.views.talks import render_talk
from playground.runs import live_runs
from playground.runs.call_settings import CallChoice, CallRefused, CallSettingsForm
from playground.runs.sandbox_backend import sandbox_backend


@login_required
@require_POST
async def ask(request: AuthenticatedHttpRequest, uuid: UUID | None = None) -> HttpResponseBase:
    """Ask in a talk, or begin one; what cannot be asked comes back as it was typed."""
    user = await request.auser()

    def answer(launch: Launch) -> tuple[Asked | None, HttpResponseBase]:
        question = read_question(request.POST)
        fields = CallSettingsForm(call_fields(request.POST), user=user, task=Task.PLUGIN)
        talk = _talk(user, uuid)
        try:
            asking = Asking(_turn_id(request), question, fields.settings(), uuid)
            asked = services.ask(user=user, asking=asking, launch=launch)
        except CallRefused as refused:
            return None, _refusal(request, talk, question, fields.choice, refused)
        return asked, _answer(request, asked, question, fields.choice)

    return await _launching(answer)


@login_required
@require_POST
async def ask_again(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    """Ask the last question of a talk once more."""
    user = await request.auser()

    def answer(launch: Launch) -> tuple[Asked | None, HttpResponseBase]:
        turns = PluginTurn.objects.editable_by(user).select_related("talk", "run__credential")
        found = get_object_or_404(turns, uuid=uuid)
        asked, error = None, ""
        try:
            asked = services.ask_again(user=user, turn=uuid, launch=launch)
        except CallRefused as refused:
            error = refused.sentence
        if not request.htmx:
            if error:
                messages.error(request, error)
            return asked, redirect("plugins:detail", found.talk.uuid)
        context = {"shown": shown_turn(asked.turn if asked else found), "error": error}
        return asked, render(request, "plugins/_turn.html", context)

    return await _launching(answer)


async def _launching(
    answer: Callable[[Launch], tuple[Asked | None, HttpResponseBase]],
) -> HttpResponseBase:
    """Let the call go out while its rows are saved, and end it where they are not."""
    launch = live_runs.Launch()
    try:
        asked, response = await sync_to_async(answer)(launch.begin)
    except BaseException:
        launch.discard()
        raise
    if asked is not None and asked.is_new:
        launch.confirm()
    else:
        launch.discard()
    return response


def _answer(
    request: AuthenticatedHttpRequest, asked: Asked, question: Question, choice: CallChoice
) -> HttpResponseBase:
    """Lead to a new talk; to one that is on the page already add the turn and an empty form."""
    url = reverse("plugins:detail", args=[asked.turn.talk.uuid])
    if not request.htmx:
        return redirect(f"{url}#turn-{asked.turn.uuid}")
    form = question_form(request.user, follow_up(question), choice, talk=asked.turn.talk)
    has_all_turns = request.POST.get("turn_count") == str(form.turn_count - 1)
    if asked.is_first or not asked.is_new or not has_all_turns:
        return HttpResponseClientRedirect(url)
    context = {
        "shown": shown_turn(asked.turn),
        "form": form,
        "sandbox_backend": sandbox_backend(),
    }
    response = render(request, "plugins/_asked.html", context)
    return reswap(retarget(response, "#turns"), "beforeend")


def _refusal(
    request: AuthenticatedHttpRequest,
    talk: PluginTalk | None,
    question: Question,
    choice: CallChoice,
    refused: CallRefused,
) -> HttpResponse:
    form = question_form(
        request.user, question, choice, talk=talk, refused=refused, turn=_turn_id(request)
    )
    if request.htmx:
        context = {"form": form, "sandbox_backend": sandbox_backend()}
        return render(request, "plugins/_form.html", context)
    if talk is None:
        return render_index(request, form)
    return render_talk(request, talk, form)


def _talk(user: User, uuid: UUID | None) -> PluginTalk | None:
    if uuid is None:
        return None
    talks = PluginTalk.objects.editable_by(user).select_related("credential")
    talk = talks.filter(uuid=uuid).first()
    if talk is None:
        raise Http404
    return talk


def _turn_id(request: AuthenticatedHttpRequest) -> UUID:
    return uuid_of(request.POST.get("turn", "")) or uuid4()
