"""What the fields of functions ask: can they be offered to a model, and is a result JSON?"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from playground.accounts.http import AuthenticatedHttpRequest
from playground.conversations.json_texts import JsonFault, read_json
from playground.conversations.refusals import RequestRefused
from playground.conversations.tools import read_functions

_SHOWN_CHARACTERS = 200
# What is meant to be JSON begins so; a number or a word may as well be plain text.
_BEGINNINGS = ("{", "[", '"')


@login_required
@require_POST
def check_functions(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Render the functions in `tools`, or the first fault; nothing is saved."""
    text = _typed(request, "tools")
    context: dict[str, Any]
    try:
        context = {"functions": read_functions(text)}
    except RequestRefused as refused:
        line = refused.parameters.get("line")
        context = {"refused": refused, "line": line, "excerpt": _line_of(text, line)}
    return render(request, "conversations/_function_check.html", context)


@login_required
@require_POST
def check_result(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Say where a `text` that begins like JSON is none, or that it goes as plain text."""
    text = _typed(request, "text")
    context: dict[str, Any] = {}
    try:
        read_json(text)
    except JsonFault as fault:
        is_meant = text.lstrip().startswith(_BEGINNINGS)
        context = {"fault": fault} if is_meant else {"is_text": bool(text.strip())}
    return render(request, "conversations/_result_check.html", context)


def _typed(request: AuthenticatedHttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\r\n", "\n").replace("\x00", "")


def _line_of(text: str, line: str | int | float | None) -> str:
    """Return the line at fault; what a JSON parser calls a line ends with a line feed only."""
    lines = text.split("\n")
    if not isinstance(line, int) or not 1 <= line <= len(lines):
        return ""
    return lines[line - 1].strip()[:_SHOWN_CHARACTERS]
