"""Pictures that a person brought: their bytes, and their end."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from playground.accounts.http import AuthenticatedHttpRequest
from playground.images.services import library
from playground.images.views.access import editable_upload, visible_upload
from playground.images.views.files import send_content, send_thumbnail
from playground.lib.htmx import go_to


@login_required
@require_GET
def upload_file(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    return send_content(request, visible_upload(request.user, uuid))


@login_required
@require_GET
def upload_thumbnail(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    return send_thumbnail(request, visible_upload(request.user, uuid))


@login_required
@require_POST
def delete_upload(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    """Delete a picture that was brought, and all that was asked about it."""
    library.delete(image=editable_upload(request.user, uuid))
    messages.success(request, _("The picture was deleted."))
    return go_to(request, reverse("images:ask"))
