"""Pages and fragments of conversations."""

from __future__ import annotations

from django.http import HttpResponse


def _stub(request, **kwargs):  # type: ignore
    return HttpResponse(status=501)


index = new = sidebar = parameters = models = detail = update = pin = delete = restore = _stub
select_branch = thread = save_settings = message = edit_message = delete_message = _stub
message_details = _stub
