"""One talk: its page, and the parts of it that change while an answer is written."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from playground.accounts.http import AuthenticatedHttpRequest
from playground.accounts.models import User
from playground.plugins.models import PluginTalk, PluginTurn, TalkKind
from playground.plugins.question_forms import QuestionForm, question_form
from playground.plugins.questions import default_question, follow_up, question_of
from playground.plugins.services import kept_choice
from playground.plugins.shown_turns import shown_turn, shown_turns
from playground.runs.sandbox_backend import sandbox_backend


@login_required
@require_GET
@never_cache
def detail(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    talk = get_object_or_404(
        PluginTalk.objects.visible_to(request.user).select_related("credential"), uuid=uuid
    )
    return render_talk(request, talk, _next_form(request.user, talk))


def render_talk(
    request: AuthenticatedHttpRequest, talk: PluginTalk, form: QuestionForm
) -> HttpResponse:
    context = {
        "talk": talk,
        "turns": shown_turns(talk),
        "form": form,
        "sandbox_backend": sandbox_backend(),
    }
    return render(request, "plugins/detail.html", context)


@login_required
@require_GET
@never_cache
def turn(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """Render the fragment of one turn."""
    return render(request, "plugins/_turn.html", {"shown": shown_turn(_turn(request.user, uuid))})


@login_required
@require_GET
@never_cache
def timeline(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """Render what the plugins of one turn have done so far."""
    shown = shown_turn(_turn(request.user, uuid))
    return render(request, "plugins/_timeline.html", {"shown": shown})


def _turn(user: User, uuid: UUID) -> PluginTurn:
    turns = PluginTurn.objects.visible_to(user).select_related("talk", "run__credential")
    return get_object_or_404(turns, uuid=uuid)


def _next_form(user: User, talk: PluginTalk) -> QuestionForm:
    kind = TalkKind(talk.kind)
    last = talk.turns.order_by("-pk").first()
    question = follow_up(question_of(last, kind)) if last else default_question(kind)
    return question_form(user, question, kept_choice(talk), talk=talk)
