"""The file that a person fills in: a column for each placeholder of a prompt."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from io import StringIO

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from playground.accounts.http import AuthenticatedHttpRequest
from playground.lib.prompt_templates import placeholders
from playground.tables.formulas import neutralize

# Of a whole address, which is no longer than this anyway.
_MAX_PROMPT_CHARACTERS = 20_000
_ANY_COLUMN = "prompt"


@login_required
@require_GET
def template_csv(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Send a CSV with the columns of `prompt` and one row that shows how to fill them in."""
    prompt = request.GET.get("prompt", "")[:_MAX_PROMPT_CHARACTERS]
    return template_response(dict.fromkeys(placeholders(prompt)))


def template_response(columns: Mapping[str, str | None]) -> HttpResponse:
    """Make the file of columns and their examples; None where nobody has given one."""
    columns = columns or {_ANY_COLUMN: None}
    text = StringIO()
    rows = csv.writer(text)
    # What was sent may be somebody else's words: they are as dangerous as any cell.
    rows.writerow([neutralize(column) for column in columns])
    rows.writerow([neutralize(said or _example(column)) for column, said in columns.items()])
    response = HttpResponse(
        text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="batch-template.csv"'
    return response


def _example(column: str) -> str:
    return gettext("example of %(column)s") % {"column": column}
