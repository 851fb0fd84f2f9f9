"""The downloads that the page of a job offers, and what each is good for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from playground.batches.exports.formats import formats_of
from playground.batches.models import BatchJob

_FORMATS: dict[str, tuple[str | Promise, str | Promise]] = {
    "csv": ("CSV", _("for Excel; formulas made harmless")),
    "tsv": ("TSV", _("separated by tabs")),
    "jsonl": ("JSON Lines", _("one object a row")),
    "xlsx": (_("Excel workbook"), ".xlsx"),
    "npy": (_("NumPy array"), _("the embeddings, in the order of the file")),
    "zip": (_("Images"), _("a zip with a manifest")),
}


@dataclass(frozen=True, slots=True)
class DownloadLink:
    query: str
    label: str | Promise
    hint: str | Promise


def download_links(job: BatchJob) -> Iterator[DownloadLink]:
    for each in formats_of(job):
        label, hint = _FORMATS[str(each)]
        yield DownloadLink(urlencode({"format": str(each)}), label, hint)
        if str(each) == "csv":
            plain = urlencode({"format": "csv", "bom": "0", "raw": "1"})
            yield DownloadLink(plain, _("CSV for programs"), _("without BOM, cells as they are"))
