"""A request as a run has written it down, and how it proves who sends it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from django.utils.functional import Promise

from playground.gateway import JSON
from playground.gateway.payloads import as_object, as_text
from playground.gateway.providers.qianfan_v1 import PATH_PREFIX

# Where programs find their keys; as the official package calls them, where it has a name.
BEARER_NAMES: Final = {
    "qianfan_v2": "QIANFAN_BEARER_TOKEN",
    "openai_compatible": "OPENAI_API_KEY",
}
_WRITTEN_HEADERS: Final = frozenset({"authorization", "content-type"})


class KeyUse(StrEnum):
    """How a request is signed in."""

    NONE = "none"
    BEARER = "bearer"
    # An access token in the address, made of an application's keys.
    TOKEN = "token"
    # A signature of the request, made with an IAM key.
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Snippet:
    """A program; `variables` are those of the environment that it reads its keys from."""

    name: str
    title: str
    language: str
    code: str
    variables: tuple[str, ...] = ()
    note: Promise | str = ""


@dataclass(frozen=True, slots=True)
class SentRequest:
    """What was sent; `url` has no query, and `headers` are those beside the usual ones."""

    provider: str
    method: str
    url: str
    headers: Mapping[str, str]
    body: Mapping[str, JSON]
    key_use: KeyUse

    @classmethod
    def read(cls, request: Mapping[str, JSON], provider: str) -> SentRequest | None:
        """Read `Run.request`; None where nothing was sent."""
        url, _, query = as_text(request.get("url")).partition("?")
        body = as_object(request.get("body"))
        if not url or not body:
            return None
        headers = as_object(request.get("headers"))
        return cls(
            provider=provider,
            method=as_text(request.get("method")) or "POST",
            url=url,
            headers={
                name: as_text(value)
                for name, value in headers.items()
                if name.lower() not in _WRITTEN_HEADERS
            },
            body=body,
            key_use=_key_use(provider, query, "Authorization" in headers),
        )

    @property
    def origin(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def host(self) -> str:
        """The host as it is sent, with its port where it is not the usual one."""
        return urlsplit(self.url).netloc

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def service(self) -> str:
        """What of the path names the service: "/chat/completions", "/embeddings" and so on."""
        if self.provider == "qianfan_v1":
            return self.path.partition(PATH_PREFIX)[2]
        services = ("/chat/completions", "/embeddings", "/images/generations")
        return next((each for each in services if self.path.endswith(each)), "")

    @property
    def is_streaming(self) -> bool:
        return self.body.get("stream") is True

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the environment that hold the keys."""
        match self.key_use:
            case KeyUse.NONE:
                return ()
            case KeyUse.BEARER:
                return (BEARER_NAMES.get(self.provider, "API_KEY"),)
            case KeyUse.TOKEN:
                return ("QIANFAN_AK", "QIANFAN_SK")
            case KeyUse.SIGNATURE:
                return ("QIANFAN_ACCESS_KEY", "QIANFAN_SECRET_KEY")


def _key_use(provider: str, query: str, is_authorized: bool) -> KeyUse:
    if query.startswith("access_token="):
        return KeyUse.TOKEN
    if not is_authorized:
        return KeyUse.NONE
    return KeyUse.SIGNATURE if provider == "qianfan_v1" else KeyUse.BEARER
