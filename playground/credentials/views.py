"""The credentials pages. Secrets go in and never come out."""

from __future__ import annotations

import uuid as uuids
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from playground.accounts.http import AuthenticatedHttpRequest
from playground.accounts.models import Team
from playground.credentials import services
from playground.credentials.forms import (
    SECRET_FORMS,
    HolderForm,
    LimitsForm,
    NameForm,
    SecretForm,
)
from playground.credentials.key_looks import warning_for
from playground.credentials.models import Credential, CredentialKind

_SECRET_FIELDS = ("api_key", "secret_key", "access_key", "key")


@login_required
@require_GET
def index(request: AuthenticatedHttpRequest) -> HttpResponse:
    by_name = Credential.objects.order_by("name", "pk")
    teams = Team.objects.visible_to(request.user).order_by("pk")
    usable = Credential.objects.usable_by(request.user).values_list("pk", flat=True)
    visible = Credential.objects.visible_to(request.user)
    context = {
        "own": by_name.filter(owner=request.user),
        "teams": teams.prefetch_related(Prefetch("credentials", by_name)),
        "usable": set(usable),
        "remaining": services.remaining_limits(visible),
    }
    return render(request, "credentials/index.html", context)


@login_required
@require_GET
def choose_kind(request: AuthenticatedHttpRequest) -> HttpResponse:
    return render(request, "credentials/choose_kind.html", {"kinds": CredentialKind})


@sensitive_post_parameters(*_SECRET_FIELDS)
@login_required
@require_http_methods(["GET", "POST"])
def create(request: AuthenticatedHttpRequest, kind: str) -> HttpResponse:
    if kind not in SECRET_FORMS:
        raise Http404
    data = request.POST if request.method == "POST" else None
    label = CredentialKind(kind).label
    form = HolderForm(data, user=request.user, initial=_first_values(kind))
    secret_form = SECRET_FORMS[kind](data)
    limits_form = LimitsForm(data)
    # All are asked, so that all errors show at once.
    if all([form.is_valid(), secret_form.is_valid(), limits_form.is_valid()]):
        team = form.cleaned_data["holder"]
        credential = services.create_credential(
            kind=kind,
            name=form.cleaned_data["name"],
            secret=secret_form.secret,
            team=team,
            owner=None if team else request.user,
            limits=limits_form.limits,
        )
        _warn(request, kind, secret_form)
        messages.success(request, _("Saved. Test it before you rely on it."))
        return redirect("credentials:detail", credential.uuid)
    context = {
        "form": form,
        "secret_form": secret_form,
        "limits_form": limits_form,
        "kind": kind,
        "kind_label": label,
    }
    return render(request, "credentials/create.html", context)


@login_required
@require_GET
def detail(request: AuthenticatedHttpRequest, uuid: uuids.UUID) -> HttpResponse:
    credential = get_object_or_404(Credential.objects.visible_to(request.user), uuid=uuid)
    return render(request, "credentials/detail.html", _context(request, credential))


@login_required
@require_POST
def rename(request: AuthenticatedHttpRequest, uuid: uuids.UUID) -> HttpResponse:
    credential = get_object_or_404(Credential.objects.editable_by(request.user), uuid=uuid)
    form = NameForm(request.POST)
    if not form.is_valid():
        context = _context(request, credential, name_form=form)
        return render(request, "credentials/detail.html", context)
    services.rename_credential(credential=credential, name=form.cleaned_data["name"])
    return redirect("credentials:detail", uuid)


@sensitive_post_parameters(*_SECRET_FIELDS)
@login_required
@require_POST
def replace_secret(request: AuthenticatedHttpRequest, uuid: uuids.UUID) -> HttpResponse:
    credential = get_object_or_404(Credential.objects.editable_by(request.user), uuid=uuid)
    form = SECRET_FORMS[credential.kind](request.POST)
    if not form.is_valid():
        context = _context(request, credential, secret_form=form)
        return render(request, "credentials/detail.html", context)
    services.replace_secret(credential=credential, secret=form.secret)
    _warn(request, credential.kind, form)
    messages.success(request, _("Replaced. Test it before you rely on it."))
    return redirect("credentials:detail", uuid)


@login_required
@require_POST
def set_limits(request: AuthenticatedHttpRequest, uuid: uuids.UUID) -> HttpResponse:
    credential = get_object_or_404(Credential.objects.editable_by(request.user), uuid=uuid)
    form = LimitsForm(request.POST)
    if not form.is_valid():
        context = _context(request, credential, limits_form=form)
        return render(request, "credentials/detail.html", context)
    services.set_limits(credential=credential, limits=form.limits)
    messages.success(request, _("Saved. The next call keeps to these limits."))
    return redirect("credentials:detail", uuid)


@login_required
@require_POST
def set_enabled(request: AuthenticatedHttpRequest, uuid: uuids.UUID) -> HttpResponse:
    credential = get_object_or_404(Credential.objects.editable_by(request.user), uuid=uuid)
    services.set_enabled(credential=credential, is_enabled=request.POST.get("enabled") == "true")
    return redirect("credentials:detail", uuid)


@login_required
@require_http_methods(["GET", "POST"])
def delete(request: AuthenticatedHttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """GET says what uses the credential, POST deletes it."""
    credential = get_object_or_404(Credential.objects.editable_by(request.user), uuid=uuid)
    if request.method == "GET":
        context = {"credential": credential, "usage": services.usage_of(credential)}
        return render(request, "credentials/delete.html", context)
    services.delete_credential(credential=credential)
    messages.success(request, _("Deleted."))
    return redirect("credentials:index")


def _context(
    request: AuthenticatedHttpRequest, credential: Credential, **fresh: Any
) -> dict[str, Any]:
    """Return what detail.html shows; `fresh` has forms with errors in them."""
    mine = Credential.objects.filter(pk=credential.pk)
    context: dict[str, Any] = {
        "credential": credential,
        "is_editable": mine.editable_by(request.user).exists(),
        "is_usable": mine.usable_by(request.user).exists(),
        "name_form": NameForm(initial={"name": credential.name}),
        "secret_form": SECRET_FORMS[credential.kind](initial={"base_url": credential.base_url}),
        "limits_form": LimitsForm(initial=asdict(credential.rate_limits)),
        "remaining": services.remaining_limits([credential]),
    }
    return context | fresh


def _first_values(kind: str) -> dict[str, Any]:
    """A sandbox needs no thought: it has a name already."""
    return {"name": _("Sandbox")} if kind == CredentialKind.SANDBOX else {}


def _warn(request: AuthenticatedHttpRequest, kind: str, form: SecretForm) -> None:
    warning = warning_for(form.secret.parts, kind=kind)
    if warning:
        messages.warning(request, warning)
