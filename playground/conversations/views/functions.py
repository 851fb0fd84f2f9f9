"""What the editor of functions asks: are they what a model can be offered?"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from playground.accounts.http import AuthenticatedHttpRequest
from playground.conversations.refusals import RequestRefused
from playground.conversations.tools import read_functions

_SHOWN_CHARACTERS = 200


@login_required
@require_POST
def check_functions(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Render the functions in `tools`, or the first fault; nothing is saved."""
    text = request.POST.get("tools", "").replace("\r\n", "\n").replace("\x00", "")
    context: dict[str, Any]
    try:
        context = {"functions": read_functions(text)}
    except RequestRefused as refused:
        line = refused.parameters.get("line")
        context = {"refused": refused, "line": line, "excerpt": _line_of(text, line)}
    return render(request, "conversations/_function_check.html", context)


def _line_of(text: str, line: str | int | float | None) -> str:
    """Return the line at fault; what a JSON parser calls a line ends with a line feed only."""
    lines = text.split("\n")
    if not isinstance(line, int) or not 1 <= line <= len(lines):
        return ""
    return lines[line - 1].strip()[:_SHOWN_CHARACTERS]
