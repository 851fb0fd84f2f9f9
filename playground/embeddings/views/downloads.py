"""Vectors as a file."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from playground.accounts.http import AuthenticatedHttpRequest
from playground.embeddings.views.access import visible_embedding
from playground.lib.file_names import file_name
from playground.lib.streaming import stream


@login_required
@require_GET
def download(request: AuthenticatedHttpRequest, uuid: UUID, embedding: UUID) -> HttpResponseBase:
    """Send all texts with their vectors as `format` says."""
    # NumPy takes a moment to load, which only those wait for who ask for vectors.
    from playground.embeddings.exports.formats import MEDIA_TYPES, ExportFormat, export

    found = visible_embedding(request.user, uuid, embedding)
    try:
        as_format = ExportFormat(request.GET.get("format", "csv"))
    except ValueError as exc:
        raise Http404 from exc
    name = file_name(f"{found.set.name} {found.model_name}", as_format, fallback="embeddings")
    return StreamingHttpResponse(
        stream(export(found, as_format)),
        content_type=MEDIA_TYPES[as_format],
        headers={"Content-Disposition": content_disposition_header(True, name)},
    )
