"""What came of a batch, as a file, at any time; and one picture of a row."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from playground.accounts.http import AuthenticatedHttpRequest
from playground.batches.exports.formats import MEDIA_TYPES, export, formats_of
from playground.batches.exports.pictures import ENDINGS, read_picture
from playground.batches.models import BatchJob, BatchRow
from playground.lib.file_names import file_name
from playground.lib.streaming import stream


@login_required
@require_GET
def download(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    """Send all rows as `format` says, marked for Excel unless `bom=0`, harmless unless `raw=1`.

    Whoever downloads while it runs gets what has ended up to the moment each row is read.
    """
    job = get_object_or_404(BatchJob.objects.visible_to(request.user), uuid=uuid)
    wanted = request.GET.get("format", "csv")
    as_format = next((known for known in formats_of(job) if known == wanted), None)
    if as_format is None:
        raise Http404
    has_bom = request.GET.get("bom") != "0"
    pieces = export(job, as_format, has_bom=has_bom, is_raw=request.GET.get("raw") == "1")
    return StreamingHttpResponse(
        stream(pieces),
        content_type=MEDIA_TYPES[as_format],
        headers=_attachment(file_name(job.name, as_format, fallback="batch")),
    )


@login_required
@require_GET
def row_image(
    request: AuthenticatedHttpRequest, uuid: UUID, index: int, number: int
) -> HttpResponse:
    """Send picture `number` (from 1) of a row; only what holds no script is shown in place."""
    job = get_object_or_404(BatchJob.objects.visible_to(request.user), uuid=uuid)
    row = get_object_or_404(BatchRow.objects.only("images"), job=job, index=index)
    images = row.images or []
    if not 1 <= number <= len(images):
        raise Http404
    image = images[number - 1]
    try:
        content = read_picture(image)
    except FileNotFoundError:
        raise Http404 from None
    ending = ENDINGS.get(image["media_type"])
    if ending and "download" not in request.GET:
        return HttpResponse(content, content_type=image["media_type"])
    media_type = image["media_type"] if ending else "application/octet-stream"
    name = file_name(f"{job.name} {index + 1}-{number}", ending or "bin", fallback="batch")
    return HttpResponse(content, content_type=media_type, headers=_attachment(name))


def _attachment(name: str) -> dict[str, str]:
    return {"Content-Disposition": content_disposition_header(True, name)}
