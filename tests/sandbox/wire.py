"""A client that hides nothing: it sends chat requests and shows the bytes that come back."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import httpx

from playground.sandbox.keys import IAM_ACCESS_KEY, IAM_SECRET_KEY
from playground.sandbox.signing import Authorization, SignedRequest, sign

V1_PREFIX = "/rpc/2.0/ai_custom/v1/wenxinworkshop/"
V1_CHAT = V1_PREFIX + "chat/"
V2_CHAT = "/v2/chat/completions"


def user(text: str) -> list[dict[str, Any]]:
    """Return a conversation of one question."""
    return [{"role": "user", "content": text}]


@dataclass(frozen=True)
class ChatClient:
    """Speaks V1 with an access token, or V2 with a bearer key."""

    http: httpx.Client
    access_token: str = ""
    bearer: str = ""

    def ask(
        self, model: str, text: str = "Hello there", *, fault: str = "", **body: Any
    ) -> httpx.Response:
        """Send one request and read the whole answer."""
        return self.http.send(self.request(model, text, fault=fault, **body))

    def stream(self, model: str, text: str = "Hello there", *, fault: str = "") -> httpx.Response:
        """Ask for a stream and read it to its end."""
        return self.ask(model, text, fault=fault, stream=True)

    @contextlib.contextmanager
    def open(self, model: str, text: str = "Hello there", **body: Any) -> Iterator[httpx.Response]:
        """Ask for a stream and leave the reading to the caller."""
        response = self.http.send(self.request(model, text, stream=True, **body), stream=True)
        try:
            yield response
        finally:
            response.close()

    def call(self, path: str, *, fault: str = "", **body: Any) -> httpx.Response:
        """Send one request to a service; the `path` of one of V1 follows the prefix."""
        headers = {"X-Sandbox-Fault": fault} if fault else {}
        if self.bearer:
            headers["Authorization"] = f"Bearer {self.bearer}"
            return self.http.post(path, json=body, headers=headers)
        params = {"access_token": self.access_token}
        return self.http.post(V1_PREFIX + path, json=body, params=params, headers=headers)

    def request(self, model: str, text: str = "", *, fault: str = "", **body: Any) -> httpx.Request:
        """Return the request for a model of V2 or an endpoint of V1."""
        body = {"messages": user(text), **body}
        headers = {"X-Sandbox-Fault": fault} if fault else {}
        if self.bearer:
            headers["Authorization"] = f"Bearer {self.bearer}"
            return self.http.build_request(
                "POST", V2_CHAT, json={"model": model, **body}, headers=headers
            )
        params = {"access_token": self.access_token}
        path = V1_CHAT + model
        return self.http.build_request("POST", path, json=body, params=params, headers=headers)


def sign_headers(url: httpx.URL, method: str, secret_key: str = IAM_SECRET_KEY) -> dict[str, str]:
    """Return the headers that sign a request without a body type."""
    date = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    headers = {"host": urlsplit(str(url)).netloc, "x-bce-date": date}
    authorization = Authorization(IAM_ACCESS_KEY, date, 300, ("x-bce-date", "host"), "")
    request = SignedRequest(method, url.path, url.query.decode(), headers)
    signature = sign(request, authorization, secret_key)
    return {
        "x-bce-date": date,
        "authorization": f"{authorization.prefix}/x-bce-date;host/{signature}",
    }


def error_of(response: httpx.Response) -> int | str:
    """Return the code of a refusal of V1 or V2."""
    body = response.json()
    code: int | str = body["error_code"] if "error_code" in body else body["error"]["code"]
    return code


def frames(content: bytes) -> list[dict[str, Any]]:
    """Return the JSON objects of an exactly framed stream, end marks left out."""
    assert content.endswith(b"\n\n")
    events = content[:-2].split(b"\n\n")
    assert all(event.startswith(b"data: ") and b"\n" not in event for event in events)
    return [json.loads(event[6:]) for event in events if event != b"data: [DONE]"]


def v1_text(content: bytes) -> str:
    """Return the joined text of a V1 stream."""
    return "".join(frame["result"] for frame in frames(content))


def v2_text(content: bytes) -> str:
    """Return the joined text of a V2 stream."""
    deltas = [choice["delta"] for frame in frames(content) for choice in frame["choices"]]
    return "".join(delta.get("content", "") for delta in deltas)
