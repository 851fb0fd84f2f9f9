"""The owner opens a conversation to a team, or closes it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from playground.accounts.http import AuthenticatedHttpRequest
from playground.accounts.models import Team
from playground.conversations.access import access_of
from playground.conversations.models import Conversation
from playground.conversations.services.access import open_to_team
from playground.lib.uuids import uuid_or_404


@login_required
@require_POST
def choose_team(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """Open a conversation to the team `team`; an empty one closes it."""
    owned = Conversation.objects.owned_by(request.user)
    conversation = get_object_or_404(owned, uuid=uuid)
    team = None
    if request.POST.get("team"):
        teams = Team.objects.visible_to(request.user)
        team = get_object_or_404(teams, uuid=uuid_or_404(request.POST["team"]))
    open_to_team(conversation=conversation, team=team)
    if request.htmx:
        access = access_of(request.user, conversation)
        context = {
            "conversation": conversation,
            "access": access,
            "teams": Team.objects.visible_to(request.user).order_by("name", "pk"),
            "is_changed": True,
        }
        return render(request, "conversations/_open_form.html", context)
    if team is None:
        messages.success(request, gettext("Only you see this conversation now."))
    else:
        text = gettext("Members of %(team)s can follow this conversation now, and continue it.")
        messages.success(request, text % {"team": team.name})
    return redirect("conversations:detail", uuid=uuid)
