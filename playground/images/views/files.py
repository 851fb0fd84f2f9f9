"""The bytes of images, to those who may see them and to nobody's cache but theirs."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.utils.http import content_disposition_header, parse_etags
from django.views.decorators.http import require_GET

from playground.accounts.http import AuthenticatedHttpRequest
from playground.images import metadata, storage
from playground.images.models import StoredImage
from playground.images.views.access import visible_image
from playground.lib.file_names import file_name

_SAFETY: Final = {
    # A file is shown as what it is, and could not run anything if it were something else.
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    # Kept, and asked about each time: whoever signed out sees it no more.
    "Cache-Control": "private, no-cache",
}


@login_required
@require_GET
def file(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    return send_content(request, visible_image(request.user, uuid))


@login_required
@require_GET
def thumbnail(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    return send_thumbnail(request, visible_image(request.user, uuid))


@login_required
@require_GET
def download(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """Send an image with what it was made from written into it."""
    image = visible_image(request.user, uuid)
    if not image.is_drawn:
        raise Http404
    content, media_type = metadata.with_parameters(_read(image.content_name), image)
    name = file_name(image.prompt, storage.ENDINGS[media_type], fallback="image")
    headers = {**_SAFETY, "Content-Disposition": content_disposition_header(True, name) or ""}
    return HttpResponse(content, content_type=media_type, headers=headers)


def send_content(request: AuthenticatedHttpRequest, image: StoredImage) -> HttpResponse:
    return _send(request, image, image.content_name, image.media_type)


def send_thumbnail(request: AuthenticatedHttpRequest, image: StoredImage) -> HttpResponse:
    return _send(request, image, image.thumbnail_name, storage.THUMBNAIL_TYPE)


def _send(
    request: AuthenticatedHttpRequest, image: StoredImage, name: str, media_type: str
) -> HttpResponse:
    if not image.is_drawn:
        raise Http404
    # The bytes under a name never change.
    etag = f'"{name}"'
    headers = {**_SAFETY, "ETag": etag}
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return HttpResponseNotModified(headers=headers)
    return HttpResponse(_read(name), content_type=media_type, headers=headers)


def _read(name: str) -> bytes:
    try:
        return storage.read_file(name)
    except FileNotFoundError:
        raise Http404 from None
