"""A batch of a prompt that another page hands over: words in it become columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from playground.accounts.http import AuthenticatedHttpRequest
from playground.batches.forms import PromptForm
from playground.batches.services import drafts
from playground.batches.views.template_file import template_response
from playground.gateway.payloads import as_object, clean_json
from playground.lib.prompt_templates import escape, placeholders

_NAME_CHARACTERS = 60
# What the page passes on from the other one as it is.
_CARRIED = ("kind", "credential", "provider", "model", "endpoint", "parameters")


@login_required
@require_POST
def from_prompt(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Show a prompt as it was sent elsewhere, in which words can be marked; braces are text yet."""
    form = _form(request)
    if not form.is_valid():
        messages.error(request, _("This prompt cannot be used. Start with a file instead."))
        return redirect("batches:new")
    mapping = form.mapping
    name = form.cleaned_data["name"] or _first_line(mapping.prompt_template)
    return _render(
        request,
        form,
        name=name,
        prompt=escape(mapping.prompt_template),
        system=escape(mapping.system_template),
    )


@login_required
@require_POST
def create_from_prompt(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Make the batch of a template; it asks for its file next."""
    form = _form(request)
    if not form.is_valid():
        texts = {name: request.POST.get(name, "") for name in ("name", "prompt", "system")}
        return _render(request, form, **texts)
    mapping = form.mapping
    parameters = as_object(clean_json(dict(mapping.parameters)))
    job = drafts.create_empty_job(
        owner=request.user,
        mapping=replace(mapping, parameters=parameters),
        name=form.cleaned_data["name"] or _first_line(mapping.prompt_template),
    )
    return redirect("batches:detail", job.uuid)


@login_required
@require_POST
def from_prompt_csv(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Send the file to fill in: the columns of a template, and the marked words as its first row.

    It is asked for by POST: what stands in a prompt should be in no address.
    """
    examples = _examples(request.POST)
    texts = [request.POST.get(name, "") for name in ("prompt", "system")]
    columns = dict.fromkeys(column for text in texts for column in placeholders(text))
    return template_response({column: examples.get(column) for column in columns})


def _form(request: AuthenticatedHttpRequest) -> PromptForm:
    """Read what was sent; a credential that is gone is left out and can be chosen later."""
    form = PromptForm(request.POST, user=request.user)
    if "credential" not in form.errors:
        return form
    sent = request.POST.copy()
    sent["credential"] = ""
    return PromptForm(sent, user=request.user)


def _render(request: AuthenticatedHttpRequest, form: PromptForm, **texts: str) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "texts": texts,
        "has_braces": any("{{{{" in text for text in texts.values()),
        "carried": {name: form.data.get(name, "") for name in _CARRIED},
        "examples": list(_examples(request.POST).items()),
        "model": form.data.get("endpoint") or form.data.get("model", ""),
    }
    return render(request, "batches/from_prompt.html", context)


def _examples(sent: QueryDict) -> Mapping[str, str]:
    pairs = zip(sent.getlist("column"), sent.getlist("example"), strict=False)
    return {column: example.replace("\r\n", "\n") for column, example in pairs}


def _first_line(text: str) -> str:
    line = text.strip().splitlines()[0] if text.strip() else _("Batch from a prompt")
    return Truncator(line).chars(_NAME_CHARACTERS)
