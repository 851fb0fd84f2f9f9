"""Every fault strikes every service that writes text."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from playground.sandbox.faults import FAULTS
from tests.sandbox.test_ernie_plugins import PICTURE
from tests.sandbox.test_image_to_text import RED
from tests.sandbox.wire import ChatClient, user

V1_SERVICES: dict[str, dict[str, Any]] = {
    "chat/completions_pro": {"messages": user("Hello")},
    "completions/sqlcoder_7b": {"prompt": "Hello"},
    "image2text/fuyu_8b": {"prompt": "Hello", "image": RED},
    "plugin/my-helper/": {"query": "Hello"},
    "erniebot/plugins": {"messages": user(PICTURE), "plugins": ["ImageAI"]},
    "erniebot/plugin": {"messages": user(PICTURE), "plugins": ["ImageAI"]},
}


@dataclass(frozen=True)
class Answer:
    """What came of a stream that was asked for; `text` is all of it."""

    response: httpx.Response
    text: str

    def has_code(self, v1_code: int, v2_status: int) -> bool:
        """Tell whether it is an error, in the words of its protocol."""
        if self.response.status_code == v2_status:
            return "error" in self.response.json()
        return bool(self.response.json().get("error_code") == v1_code)

    def ends(self) -> int:
        """Return how many end marks there are."""
        return self.text.count("[DONE]") + self.text.count('"is_end":true')

    def broken_lines(self) -> int:
        """Return how many data lines hold no JSON."""
        lines = [line[5:] for line in self.text.splitlines() if line.startswith("data:")]
        return sum(not _is_json(line) for line in lines if line.strip() != "[DONE]")


# What is asked for, and what it does to an answer.
EXPECTED: dict[str, tuple[str, Callable[[Answer], bool]]] = {
    "latency": ("latency=30", lambda a: a.response.elapsed.total_seconds() >= 0.03),
    "delta": ("delta=1,deltas=3", lambda a: a.ends() == 1 and "w2 " in a.text),
    "deltas": ("deltas=3", lambda a: "w2 " in a.text and "w3 " not in a.text),
    "huge-line": ("huge-line=2", lambda a: "0123456789abcdef" * 128 in a.text),
    "rate-limit": ("rate-limit", lambda a: a.has_code(336501, 429)),
    "token-limit": ("token-limit", lambda a: a.has_code(336502, 429)),
    "qps": ("qps", lambda a: a.has_code(18, 429)),
    "error": ("error=403", lambda a: a.has_code(403, 403)),
    "server-error": ("server-error", lambda a: a.has_code(336100, 500)),
    "status": ("status=503", lambda a: a.response.status_code == 503),
    "flaky": ("flaky=1", lambda a: a.has_code(336100, 500)),
    "expired-token": ("expired-token", lambda a: a.has_code(111, 401)),
    "html": ("html", lambda a: a.text.startswith("<html>")),
    "json": ("json", lambda a: _is_json(a.text) and "error" not in a.text),
    "hang": ("hang", lambda a: a.text == "TIMEOUT"),
    "cut": ("cut=1", lambda a: a.text == "CUT"),
    "no-end": ("no-end=1", lambda a: a.ends() == 0 and a.broken_lines() == 0),
    "broken-frame": ("broken-frame=1", lambda a: a.broken_lines() == 1),
    "error-frame": ("error-frame=1", lambda a: _is_error(a.text, "data: {")),
    "bare-json": ("bare-json=1", lambda a: _is_error(a.text, "{")),
    "no-space": ("no-space", lambda a: "data: " not in a.text and a.ends() == 1),
    "crlf": ("crlf", lambda a: a.response.content.count(b"\n") == a.response.content.count(b"\r")),
    "comments": ("comments", lambda a: a.text.startswith(": keep-alive\n\n")),
    "split-utf8": ("split-utf8", lambda a: a.ends() == 1 and a.broken_lines() == 0),
    "duplicate-done": ("duplicate-done", lambda a: a.ends() == 2),
    "surrogates": ("surrogates", lambda a: r'"\ud83d"' in a.text),
    "no-usage": ("no-usage", lambda a: "usage" not in a.text),
    "negative-usage": ("negative-usage,json", lambda a: '"total_tokens":-1' in a.text),
    "no-finish-reason": ("no-finish-reason", lambda a: "finish_reason" not in a.text),
    "need-clear-history": ("need-clear-history", lambda a: _is_unsafe(a.text)),
    "truncated": (
        "truncated",
        lambda a: '"is_truncated":true' in a.text or '"finish_reason":"length"' in a.text,
    ),
    # V1 shows no reasoning.
    "think": ("think", lambda a: ("chunk" in a.text) == ("reasoning_content" in a.text)),
}


def test_every_fault_is_expected_to_do_something() -> None:
    assert set(EXPECTED) == set(FAULTS)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_fault_strikes_every_service(v1: ChatClient, v2: ChatClient, name: str) -> None:
    fault, is_as_expected = EXPECTED[name]

    answers = {path: ask(v1, path, body, fault) for path, body in V1_SERVICES.items()}
    answers["v2"] = ask(v2, "", {"messages": user("Hello")}, fault)

    assert [path for path, answer in answers.items() if not is_as_expected(answer)] == []


def ask(client: ChatClient, path: str, body: dict[str, Any], fault: str) -> Answer:
    """Ask for a stream with a fault, under a request id of its own."""
    model = path.removeprefix("chat/") if path else "ernie-4.0-8k"
    request = client.request(model, stream=True, fault=fault, **body)
    if path:
        url = request.url.copy_with(path=request.url.path.rpartition("/chat/")[0] + "/" + path)
        request = client.http.build_request(
            "POST", url, json={**body, "stream": True}, headers={"X-Sandbox-Fault": fault}
        )
    request.headers["Request_id"] = uuid.uuid4().hex
    if fault == "hang":
        request.extensions["timeout"] = {"read": 0.05}
    try:
        response = client.http.send(request)
    except httpx.RemoteProtocolError:
        return Answer(httpx.Response(200), "CUT")
    except httpx.ReadTimeout:
        return Answer(httpx.Response(200), "TIMEOUT")
    return Answer(response, response.text)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except json.JSONDecodeError:
        return False
    return True


def _is_error(text: str, start: str) -> bool:
    last = text.rstrip().splitlines()[-1]
    return last.startswith(start) and '"error' in last


def _is_unsafe(text: str) -> bool:
    marks = ('"need_clear_history":true', '"is_safe":0', '"flag":4')
    return any(mark in text for mark in marks)
