"""Look for secrets in exactly the text that a link would show, and say where they stand.

Pictures are not looked at. Nor are texts compared with the keys that the sharer can use: to share
would decrypt every one of them, and what most look like is known. What is found is shown to the
sharer alone, and neither stored nor logged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from playground.conversations.models import MessageRole
from playground.shares.secret_shapes import SecretKind, find_secrets
from playground.shares.snapshots import SharedMessage, Snapshot

# More findings, or more places of one, nobody reads; they are counted.
MAX_FINDINGS: Final = 10
MAX_PLACES: Final = 5
_MASKED_FROM: Final = 4


@dataclass(frozen=True, slots=True)
class Place:
    """A field that is shown, and the turn or column that it belongs to, if any."""

    part: str | Promise
    of: str | Promise = ""


@dataclass(slots=True)
class Finding:
    """A secret, as its sharer recognizes it, and where it stands."""

    kind: SecretKind
    masked: str
    places: list[Place] = field(default_factory=list)

    @property
    def shown_places(self) -> list[Place]:
        return self.places[:MAX_PLACES]

    @property
    def further_places(self) -> int:
        return max(0, len(self.places) - MAX_PLACES)


class SecretsFoundError(Exception):
    """What would be shown looks like it holds secrets, and its sharer has not accepted that."""

    def __init__(self, findings: list[Finding], acceptance: str) -> None:
        super().__init__()
        self.findings = findings[:MAX_FINDINGS]
        self.further = max(0, len(findings) - MAX_FINDINGS)
        # Sent back, it shares these secrets, and no others that have come since.
        self.acceptance = acceptance


def require_acceptance(snapshot: Snapshot, *, title: str, accepted: str) -> None:
    """Let a snapshot pass in which there is no secret but those that were accepted.

    Raises: SecretsFoundError.
    """
    found: dict[str, Finding] = {}
    for place, text in _texts(snapshot, title):
        for secret in find_secrets(text):
            masked = f"{secret.value[:_MASKED_FROM]}…"
            finding = found.setdefault(secret.value, Finding(secret.kind, masked))
            if place not in finding.places[-1:]:
                finding.places.append(place)
    if not found:
        return
    acceptance = salted_hmac(__name__, "\0".join(sorted(found)), algorithm="sha256").hexdigest()
    if not constant_time_compare(acceptance, accepted):
        raise SecretsFoundError(list(found.values()), acceptance)


def _texts(snapshot: Snapshot, title: str) -> Iterator[tuple[Place, str]]:
    """Go through what the page of a link shows, from top to bottom."""
    yield Place(_("Title")), title
    yield Place(_("System prompt")), snapshot.get("system", "")
    yield from _parameters(snapshot.get("parameters", {}))
    turn = 0
    for message in snapshot["messages"]:
        turn += message["role"] == MessageRole.USER
        of = _("Turn %(number)s") % {"number": max(1, turn)}
        if message["role"] == MessageRole.USER:
            yield Place(_("Question"), of), message["text"]
        elif message["role"] == MessageRole.TOOL:
            part = _("Result of %(name)s") % {"name": message.get("name", "")}
            yield Place(part, of), message["text"]
        else:
            yield from _reply(message, of)
    for number, column in enumerate(snapshot.get("columns", ()), start=1):
        of = _("Column %(number)s (%(name)s)") % {"number": number, "name": column["name"]}
        yield Place(_("Name"), of), column["name"]
        yield from _parameters(column.get("parameters", {}), of)
        if column["reply"]:
            yield from _reply(column["reply"], of)


def _parameters(
    parameters: Mapping[str, Any], of: str | Promise = ""
) -> Iterator[tuple[Place, str]]:
    for name, value in parameters.items():
        yield Place(_("Parameter %(name)s") % {"name": name}, of), f"{name}: {value}"


def _reply(reply: SharedMessage, of: str | Promise) -> Iterator[tuple[Place, str]]:
    yield Place(_("Reasoning"), of), reply.get("reasoning", "")
    yield Place(_("Reply"), of), reply["text"]
    for call in reply.get("calls", ()):
        part = _("Call of %(name)s") % {"name": call["name"]}
        yield Place(part, of), f"{call['name']}\n{call['arguments']}"
    if figures := reply.get("figures"):
        yield Place(_("Model"), of), figures["model"]
