"""The code of the exact call: programs that send what a run has sent, with the keys left out.

One module a language or package. All take the request as it was written down and return a
snippet, or None where they cannot say it.
"""

from __future__ import annotations

from collections.abc import Mapping

from playground.gateway import JSON
from playground.runs.call_code.curl import curl_snippet
from playground.runs.call_code.requests import SentRequest, Snippet

__all__ = ["Snippet", "code_snippets"]


def code_snippets(request: Mapping[str, JSON], provider: str) -> tuple[Snippet, ...]:
    """Write the call of `Run.request` as programs; none where nothing was sent."""
    sent = SentRequest.read(request, provider)
    if sent is None:
        return ()
    writers = (curl_snippet,)
    return tuple(snippet for write in writers if (snippet := write(sent)) is not None)
