"""The kinds of key a call can be made with. Secrets never show in a `repr`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from playground.gateway.errors import AuthenticationError


@dataclass(frozen=True, slots=True)
class ApplicationKey:
    """API Key and Secret Key of one Qianfan application: OAuth, V1 only."""

    api_key: str = field(repr=False)
    secret_key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class IamKey:
    """IAM Access Key and Secret Key of an account: signs V1, is exchanged for V2."""

    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class BearerKey:
    """A key that is sent as it is: Qianfan V2 and OpenAI-compatible servers."""

    key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AccessToken:
    """An OAuth token that somebody else has fetched: V1 only, and good until it expires."""

    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class NoKey:
    """For servers that ask for none."""


Authentication: TypeAlias = ApplicationKey | IamKey | BearerKey | AccessToken | NoKey


class KeyKind(StrEnum):
    """What a pasted key looks like."""

    APPLICATION_API_KEY = "application_api_key"
    APPLICATION_SECRET_KEY = "application_secret_key"
    IAM_ACCESS_KEY = "iam_access_key"
    IAM_SECRET_KEY = "iam_secret_key"
    V2_API_KEY = "v2_api_key"
    OPENAI_API_KEY = "openai_api_key"
    ACCESS_TOKEN = "access_token"
    UNKNOWN = "unknown"


# The first that fits wins, so the patterns go from the particular to the general.
_KEY_PATTERNS: tuple[tuple[KeyKind, re.Pattern[str]], ...] = (
    (KeyKind.V2_API_KEY, re.compile(r"bce-v\d+/\S+")),
    (KeyKind.IAM_ACCESS_KEY, re.compile(r"ALTAK\S+")),
    (KeyKind.OPENAI_API_KEY, re.compile(r"sk-\S+")),
    (KeyKind.ACCESS_TOKEN, re.compile(r"2[45]\.[0-9a-f]{32}\.\d+\.\d+\.\S+")),
    (KeyKind.IAM_SECRET_KEY, re.compile(r"[0-9a-f]{32}")),
    (KeyKind.APPLICATION_SECRET_KEY, re.compile(r"[0-9A-Za-z]{32}")),
    (KeyKind.APPLICATION_API_KEY, re.compile(r"[0-9A-Za-z]{24}")),
)


def recognize_key(text: str) -> KeyKind:
    """Tell from its look alone what kind of key a pasted text is."""
    text = text.strip()
    for kind, pattern in _KEY_PATTERNS:
        if pattern.fullmatch(text):
            return kind
    return KeyKind.UNKNOWN


def key_text(key: str) -> str:
    """Return a key as it may stand in a header or an address.

    Raises: AuthenticationError for characters no key has, line breaks above all.
    """
    key = key.strip()
    if not key or not key.isascii() or not key.isprintable() or " " in key:
        raise AuthenticationError
    return key
