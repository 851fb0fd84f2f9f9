"""A conversation that another page begins: turns are saved, a draft filled in, nothing is sent."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from playground.accounts.frames import FrameRefused
from playground.accounts.http import AuthenticatedHttpRequest
from playground.conversations.services.creation import create_conversation
from playground.conversations.turn_forms import read_conversation_form

_DRAFT = "conversation_draft"


@login_required
@require_POST
def create(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Make a conversation of `turns` and show it; a fault in them is a page that names it."""
    try:
        given = read_conversation_form(request.POST.dict())
        conversation = create_conversation(
            user=request.user,
            turns=given.turns,
            settings=given.settings,
            title_text=given.turns[0].content if given.turns else given.draft,
        )
    except FrameRefused as refused:
        title = gettext("This conversation cannot be opened")
        context = {"code": 400, "title": title, "text": refused.sentence}
        return render(request, "error.html", context, status=400)
    if given.draft:
        # In no address: those are logged, and kept by browsers.
        request.session[_DRAFT] = {"conversation": str(conversation.uuid), "text": given.draft}
    return redirect("conversations:detail", uuid=conversation.uuid)


def taken_draft(request: AuthenticatedHttpRequest, conversation: UUID) -> str:
    """Return what is to stand in the field of a new conversation: once, the browser keeps it."""
    draft = request.session.get(_DRAFT)
    if draft is None or draft["conversation"] != str(conversation):
        return ""
    del request.session[_DRAFT]
    return str(draft["text"])
