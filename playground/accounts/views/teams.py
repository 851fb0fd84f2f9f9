"""The team page: who is in, with which role, and who is invited."""

from __future__ import annotations

import uuid as uuids
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from playground.accounts import services
from playground.accounts.forms import InvitationForm, RoleForm, TeamForm
from playground.accounts.http import AuthenticatedHttpRequest
from playground.accounts.models import MANAGING_ROLES, Invitation, Membership, Team
from playground.lib.htmx import go_to


@login_required
@require_GET
def team(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Show the person's first team; most people have one."""
    first = Team.objects.visible_to(request.user).order_by("pk").first()
    if first is None:
        return render(request, "accounts/no_team.html")
    return render(request, "accounts/team.html", team_context(request, first))


@login_required
@require_GET
def detail(request: AuthenticatedHttpRequest, uuid: uuids.UUID) -> HttpResponse:
    team = get_object_or_404(Team.objects.visible_to(request.user), uuid=uuid)
    return render(request, "accounts/team.html", team_context(request, team))


@login_required
@require_POST
def rename(request: AuthenticatedHttpRequest, uuid: uuids.UUID) -> HttpResponse:
    team = get_object_or_404(Team.objects.managed_by(request.user), uuid=uuid)
    form = TeamForm(request.POST, instance=team)
    if not form.is_valid():
        team.refresh_from_db()
        return render(request, "accounts/team.html", team_context(request, team, team_form=form))
    services.rename_team(team=team, name=form.cleaned_data["name"])
    return redirect("accounts:team_detail", team.uuid)


@login_required
@require_POST
def change_role(
    request: AuthenticatedHttpRequest, uuid: uuids.UUID, user_uuid: uuids.UUID
) -> HttpResponse:
    membership = get_object_or_404(_editable_memberships(request, uuid), user__uuid=user_uuid)
    own = Membership.objects.get(team=membership.team_id, user=request.user)
    form = RoleForm(request.POST, granted_by=own.role)
    problem = ""
    if form.is_valid():
        try:
            role = form.cleaned_data["role"]
            services.change_role(membership=membership, role=role, by=request.user)
        except services.LastOwnerError:
            problem = _last_owner()
    else:
        problem = _("You cannot give this role.")
    return _members(request, membership.team, problem)


@login_required
@require_POST
def remove_member(
    request: AuthenticatedHttpRequest, uuid: uuids.UUID, user_uuid: uuids.UUID
) -> HttpResponse:
    membership = get_object_or_404(_editable_memberships(request, uuid), user__uuid=user_uuid)
    team, problem = membership.team, ""
    try:
        services.remove_member(membership=membership)
    except services.LastOwnerError:
        problem = _last_owner()
    if not problem and user_uuid == request.user.uuid:
        return go_to(request, reverse("accounts:team"))
    return _members(request, team, problem)


@login_required
@require_POST
def leave(request: AuthenticatedHttpRequest, uuid: uuids.UUID) -> HttpResponse:
    membership = get_object_or_404(
        Membership.objects.select_related("team"), team__uuid=uuid, user=request.user
    )
    try:
        services.remove_member(membership=membership)
    except services.LastOwnerError:
        messages.error(request, _last_owner())
        return redirect("accounts:team_detail", uuid)
    messages.success(request, _("You left %(team)s.") % {"team": membership.team.name})
    return redirect("accounts:team")


def team_context(request: AuthenticatedHttpRequest, team: Team, **fresh: Any) -> dict[str, Any]:
    """Return what team.html and its fragments show; `fresh` has forms with errors in them."""
    own = team.memberships.get(user=request.user)
    editable = set(team.memberships.editable_by(request.user).values_list("pk", flat=True))
    members = [
        {
            "membership": membership,
            "is_own": membership.pk == own.pk,
            "role_form": _role_form(membership, own) if membership.pk in editable else None,
        }
        for membership in team.memberships.select_related("user").order_by("created_at", "pk")
    ]
    is_manager = own.role in MANAGING_ROLES
    context: dict[str, Any] = {
        "team": team,
        "other_teams": Team.objects.visible_to(request.user).exclude(pk=team.pk).order_by("pk"),
        "own": own,
        "members": members,
        "is_manager": is_manager,
    }
    if is_manager:
        context["team_form"] = TeamForm(instance=team)
        context["invitation_form"] = InvitationForm(granted_by=own.role)
        context["invitations"] = open_invitations(team)
    return context | fresh


def open_invitations(team: Team) -> QuerySet[Invitation]:
    return team.invitations.open().select_related("created_by").order_by("-created_at")


def _role_form(membership: Membership, own: Membership) -> RoleForm:
    return RoleForm(
        initial={"role": membership.role},
        granted_by=own.role,
        auto_id=f"id_role_{membership.pk}",
    )


def _editable_memberships(
    request: AuthenticatedHttpRequest, uuid: uuids.UUID
) -> QuerySet[Membership]:
    editable = Membership.objects.editable_by(request.user).select_related("team")
    return editable.filter(team__uuid=uuid)


def _members(request: AuthenticatedHttpRequest, team: Team, problem: str) -> HttpResponse:
    context = team_context(request, team, problem=problem)
    # Who gave up managing sees another page from now on, not another fragment.
    if request.htmx and context["is_manager"]:
        return render(request, "accounts/_members.html", context)
    if problem:
        messages.error(request, problem)
    return go_to(request, reverse("accounts:team_detail", args=[team.uuid]))


def _last_owner() -> str:
    return _("A team needs an owner. Make someone else an owner first.")
