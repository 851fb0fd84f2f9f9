"""Invitations, from both sides: those who invite, and those who follow the link."""

from __future__ import annotations

import uuid as uuids

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from playground.accounts import services
from playground.accounts.forms import InvitationForm
from playground.accounts.http import AuthenticatedHttpRequest
from playground.accounts.models import Invitation, Membership, Team
from playground.accounts.views.teams import team_context


@never_cache
@login_required
@require_POST
def invite(request: AuthenticatedHttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Open an invitation; its link is in this answer and can't be shown again."""
    team = get_object_or_404(Team.objects.managed_by(request.user), uuid=uuid)
    own = Membership.objects.get(team=team, user=request.user)
    form = InvitationForm(request.POST, granted_by=own.role)
    if not form.is_valid():
        return _invitations(request, team, invitation_form=form)
    email = form.cleaned_data["email"]
    invitation, token = services.invite(
        team=team,
        by=request.user,
        role=form.cleaned_data["role"],
        lifetime=form.lifetime,
        email=email,
    )
    url = request.build_absolute_uri(reverse("accounts:accept_invitation", args=[token]))
    is_mailed = bool(email) and services.mail_invitation(invitation=invitation, url=url)
    return _invitations(request, team, new_invitation=invitation, new_url=url, is_mailed=is_mailed)


@login_required
@require_POST
def revoke(request: AuthenticatedHttpRequest, uuid: uuids.UUID) -> HttpResponse:
    found = Invitation.objects.managed_by(request.user).select_related("team")
    invitation = get_object_or_404(found, uuid=uuid)
    services.revoke_invitation(invitation=invitation)
    if request.htmx:
        return _invitations(request, invitation.team)
    return redirect("accounts:team_detail", invitation.team.uuid)


@never_cache
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Show where the link leads; joining takes a click, so that no link preview uses it up."""
    found = Invitation.objects.open().with_token(token).select_related("team", "created_by")
    invitation = found.first()
    if invitation is None:
        return render(request, "accounts/invitation_closed.html", status=404)
    if request.method == "POST" and request.user.is_authenticated:
        return _join(request, token)
    return render(
        request,
        "accounts/accept_invitation.html",
        {"invitation": invitation, "token": token},
    )


def _join(request: HttpRequest, token: str) -> HttpResponse:
    assert request.user.is_authenticated
    try:
        membership = services.accept_invitation(token=token, user=request.user)
    except services.InvitationClosedError:
        return render(request, "accounts/invitation_closed.html", status=404)
    messages.success(request, _("You joined %(team)s.") % {"team": membership.team.name})
    return redirect("accounts:team_detail", membership.team.uuid)


def _invitations(request: AuthenticatedHttpRequest, team: Team, **fresh: object) -> HttpResponse:
    template = "accounts/_invitations.html" if request.htmx else "accounts/team.html"
    return render(request, template, team_context(request, team, **fresh))
