"""The code of the exact call: programs that send what a run has sent, with the keys left out.

One module a language or package. All take the request as it was written down and return a
snippet, or None where they cannot say it.
"""

from __future__ import annotations

from collections.abc import Mapping

from playground.gateway import JSON
from playground.runs.call_code.curl import curl_snippet
from playground.runs.call_code.httpx_package import httpx_snippet
from playground.runs.call_code.openai_package import openai_snippet
from playground.runs.call_code.qianfan_package import qianfan_snippet
from playground.runs.call_code.requests import SentRequest, Snippet

_WRITERS = (curl_snippet, httpx_snippet, openai_snippet, qianfan_snippet)

__all__ = ["Snippet", "code_snippets"]


def code_snippets(request: Mapping[str, JSON], provider: str) -> tuple[Snippet, ...]:
    """Write the call of `Run.request` as programs; none where nothing was sent."""
    sent = SentRequest.read(request, provider)
    if sent is None:
        return ()
    return tuple(snippet for write in _WRITERS if (snippet := write(sent)) is not None)
