"""What secrets look like in a text: keys of known shapes, and values that are called a secret.

No library: detect-secrets, the best known, reads files, not texts (Yelp/detect-secrets issue 713),
keeps its settings in globals, and looks for any string of high entropy. A false alarm teaches
people to look away, so what has no shape of its own counts only where it is named as a secret.

Where the shapes are from (looked up 2026-11-30):
- Qianfan: keys as in docs/reference/providers.md; access tokens as Baidu's OAuth issues them,
  a shape that is typical and not promised.
- AWS: GetAccessKeyInfo in the STS reference; AKIA begins long-lived keys, ASIA temporary ones.
- GitHub: changelog of 2021-03-31, authentication token formats; github_pat_ as in gitleaks.
- OpenAI and those who took over its prefix, Slack, Google, Hugging Face: the rules of gitleaks.
- JSON Web Tokens: RFC 7519, three parts in base64url, the first two JSON objects. PEM: RFC 7468.
  Bearer: RFC 6750. Addresses with a password: RFC 3986, 3.2.1.

Time is linear in the length of a text: a shape begins with letters of its own, and an open run of
characters can begin once only, for none of them may stand before it; all else is bounded.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# In a key of a known shape they say that it is none.
_MADE_UP: Final = re.compile(
    r"example|sample|placeholder|dummy|fake|your|x{4}|\*{3}|\.{3}|redacted|change.?me|insert",
    re.IGNORECASE,
)
# In what only its name makes a secret, these say so too.
_STAND_IN: Final = re.compile(
    r"pass.?w(?:or)?d|p.ssw.rd|secret|token|test|12345678|abcdef|qwerty|null|none|undefined|here"
    r"|^root|^admin|^guest|^postgres|://|^[$%@/~.&]|^[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)+$",
    re.IGNORECASE,
)
# The token that every page about JSON Web Tokens shows: {"sub":"1234567890.
_JWT_EXAMPLE: Final = ".eyJzdWIiOiIxMjM0NTY3ODkw"
_BITS_PER_CHARACTER: Final = 3.0
_LONG: Final = 16


class SecretKind(TextChoices):
    """What a secret seems to be, in words; it is never stored."""

    QIANFAN_KEY = "qianfan_key", _("Qianfan API key")
    QIANFAN_TOKEN = "qianfan_token", _("Qianfan access token")
    API_KEY = "api_key", _("API key")
    AWS_KEY = "aws_key", _("AWS access key")
    GITHUB_TOKEN = "github_token", _("GitHub token")
    SLACK_TOKEN = "slack_token", _("Slack token")
    GOOGLE_KEY = "google_key", _("Google API key")
    HUGGING_FACE_TOKEN = "hugging_face_token", _("Hugging Face token")
    WEB_TOKEN = "web_token", _("JSON Web Token")
    PRIVATE_KEY = "private_key", _("Private key")
    AUTHORIZATION = "authorization", _("Authorization header")
    ADDRESS = "address", _("Password in an address")
    ASSIGNMENT = "assignment", _("Password or key")


@dataclass(frozen=True, slots=True)
class SecretText:
    """A part of a text that looks like a secret; not to be stored, logged or shown whole."""

    kind: SecretKind
    value: str


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a kind of secret is written; the group `value` is the secret, if not all of it."""

    kind: SecretKind
    pattern: re.Pattern[str]
    is_real: Callable[[str], bool]


def find_secrets(text: str) -> Iterator[SecretText]:
    """Find what looks like a secret, in the order of the text, no part of it twice."""
    found = []
    for rank, shape in enumerate(_SHAPES):
        for match in shape.pattern.finditer(text):
            group = "value" if "value" in shape.pattern.groupindex else 0
            if shape.is_real(match[group]):
                found.append((match.start(group), rank, match.end(group)))
    end = 0
    for start, rank, stop in sorted(found):
        if start >= end:
            end = stop
            yield SecretText(_SHAPES[rank].kind, text[start:stop])


def _is_meant(value: str) -> bool:
    return not _MADE_UP.search(value)


def _is_random(value: str) -> bool:
    """Is it meant, and too uneven to be words?"""
    has_both = re.search(r"[0-9]", value) and re.search(r"[A-Za-z]", value)
    return bool(has_both) and _bits_per_character(value) >= _BITS_PER_CHARACTER and _is_meant(value)


def _has_random_run(value: str) -> bool:
    """Is there a long part without a dash, as in no name that is put together of words?"""
    return _is_random(value) and any(
        len(run) >= _LONG and _is_random(run) for run in re.split(r"[-_]", value)
    )


def _is_password(value: str) -> bool:
    """Is it of three kinds of characters, or of two and long?"""
    kinds = [r"[a-z]", r"[A-Z]", r"[0-9]", r"[^A-Za-z0-9_]"]
    is_mixed = sum(bool(re.search(kind, value)) for kind in kinds) >= 3
    is_long = len(value) >= _LONG and len(re.findall(r"[0-9]", value)) >= 3
    return (is_mixed or is_long) and _is_random(value) and not _STAND_IN.search(value)


def _is_web_token(value: str) -> bool:
    return _is_meant(value) and _JWT_EXAMPLE not in value


def _is_password_of_address(value: str) -> bool:
    is_uneven = len(set(value)) >= 5 and not value.isalpha()
    return is_uneven and _is_meant(value) and not _STAND_IN.search(value)


def _bits_per_character(value: str) -> float:
    """Return the entropy of the characters (Shannon)."""
    counts = Counter(value).values()
    return -sum(n / len(value) * math.log2(n / len(value)) for n in counts)


# Of shapes that begin at the same place, the first counts.
_SHAPES: Final = (
    _Shape(
        SecretKind.QIANFAN_KEY,
        re.compile(r"(?<![A-Za-z0-9])bce-v3/ALTAK-[A-Za-z0-9]{8,64}/[A-Za-z0-9]{16,128}"),
        _is_meant,
    ),
    _Shape(
        SecretKind.QIANFAN_TOKEN,
        re.compile(
            r"(?<![A-Za-z0-9.])2[45]\.[0-9a-f]{32}\.[0-9]{4,10}\.[0-9]{10}\.[0-9]{1,12}-[0-9]{1,12}"
        ),
        _is_meant,
    ),
    _Shape(
        SecretKind.API_KEY,
        re.compile(r"(?<![A-Za-z0-9_-])sk-[A-Za-z0-9_-]{20,}"),
        _has_random_run,
    ),
    _Shape(
        SecretKind.AWS_KEY,
        re.compile(r"(?<![A-Za-z0-9])A[KS]IA[A-Z0-9]{16}(?![A-Za-z0-9])"),
        _is_meant,
    ),
    _Shape(
        SecretKind.GITHUB_TOKEN,
        re.compile(
            r"(?<![A-Za-z0-9_])"
            r"(?:gh[oprsu]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})"
        ),
        _is_random,
    ),
    _Shape(
        SecretKind.SLACK_TOKEN,
        re.compile(r"(?<![A-Za-z0-9-])(?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{20,}"),
        _is_random,
    ),
    _Shape(
        SecretKind.GOOGLE_KEY,
        re.compile(r"(?<![A-Za-z0-9_-])AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])"),
        _is_meant,
    ),
    _Shape(
        SecretKind.HUGGING_FACE_TOKEN,
        re.compile(r"(?<![A-Za-z0-9_])hf_[A-Za-z0-9]{34}(?![A-Za-z0-9])"),
        _is_meant,
    ),
    _Shape(
        SecretKind.WEB_TOKEN,
        re.compile(
            r"(?<![A-Za-z0-9_.-])eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{16,}"
        ),
        _is_web_token,
    ),
    _Shape(
        SecretKind.PRIVATE_KEY,
        re.compile(
            r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,2}PRIVATE KEY(?: BLOCK)?-----"
            r"(?:\s|\\[nr]){0,8}(?P<value>[A-Za-z0-9+/]{32,64})"
        ),
        _is_random,
    ),
    _Shape(
        SecretKind.AUTHORIZATION,
        re.compile(
            r"(?:authorization[\"'\\]{0,2}\s{0,3}[:=]\s{0,3}[\"'\\]{0,2}(?:basic|token)"
            r"|(?<![a-z])bearer)[ \t]{1,4}(?P<value>[A-Za-z0-9._~+/=-]{16,})",
            re.IGNORECASE,
        ),
        _is_random,
    ),
    _Shape(
        SecretKind.ADDRESS,
        re.compile(r"://[^\s:/@\"'`<>{}\[\]]{0,100}:(?P<value>[^\s/@\"'`<>{}\[\]]{1,200})@"),
        _is_password_of_address,
    ),
    _Shape(
        SecretKind.ASSIGNMENT,
        re.compile(
            r"(?:passw(?:or)?d|passphrase|pwd|secret|(?:api|access|secret|private|account)[ _-]?key"
            r"|(?<!page)(?<!page[_-])(?<!next)(?<!next[_-])(?<!csrf)(?<!csrf[_-])token"
            r"|(?<![a-z0-9])sk|密码|口令|密钥|私钥|令牌)"
            r"[\"'`*_\\]{0,3}\s{0,3}(?::\s{0,3}str\s{0,3}=|[:=]>|:=|[:：]|=(?!=)|[是为])"
            r"[*_]{0,3}\s{0,3}[\"'`*\\]{0,3}"
            r"(?P<value>[!#-&+-:<-Z^_a-z|~*]{8,200}+)(?![(\[])",
            re.IGNORECASE,
        ),
        _is_password,
    ),
)
