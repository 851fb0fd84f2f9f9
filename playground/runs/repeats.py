"""What a run was asked, read back from what it sent, so that a page can ask it again.

A page that is opened with `?run=<uuid>` fills itself with `prefill(user, request.GET.get("run"),
as_kind=…)`, which is None where there is no such run of theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID

from playground.accounts.models import User
from playground.credentials.models import Credential
from playground.credentials.services import providers_of
from playground.gateway import (
    JSON,
    ChatMessage,
    Task,
    find_completion_model,
    find_model,
    parameters_for,
)
from playground.gateway.payloads import as_object
from playground.lib.uuids import uuid_of
from playground.runs.models import Run, RunKind
from playground.runs.sent_bodies import Sent, read_sent

# What a model has to do for a run of a kind.
TASKS: Final[Mapping[RunKind, Task]] = {
    RunKind.CHAT: Task.CHAT,
    RunKind.CREDENTIAL_TEST: Task.CHAT,
    RunKind.COMPLETION: Task.COMPLETION,
    RunKind.EMBEDDING: Task.EMBEDDING,
    RunKind.PLUGIN: Task.PLUGIN,
    RunKind.IMAGE: Task.IMAGE,
    RunKind.IMAGE_TO_TEXT: Task.IMAGE_TO_TEXT,
}
_FIELDS: Final = (
    *("uuid", "kind", "provider", "model", "endpoint", "request", "title"),
    *("credential__uuid", "credential__kind"),
)


@dataclass(frozen=True, slots=True)
class Prefill:
    """A call to be made again, or as one of another kind.

    `text` is what was asked: the last question, the prompt, or all texts, a line each; `turns`
    are what was said before it. `credential` is None where this person may not call with it now,
    and what does not fit the kind asked for is empty: the page chooses its usual.
    """

    run: UUID
    kind: RunKind
    credential: Credential | None
    provider: str
    model: str
    endpoint: str
    parameters: Mapping[str, JSON]
    text: str
    system: str = ""
    turns: tuple[ChatMessage, ...] = ()
    texts: tuple[str, ...] = ()
    tools: tuple[Mapping[str, JSON], ...] = ()
    plugins: tuple[str, ...] = ()
    variables: Mapping[str, JSON] = field(default_factory=dict)
    file_url: str = ""
    is_streaming: bool = True

    def as_kind(self, kind: RunKind) -> Prefill:
        """Return it for a call of another kind, with the model and parameters that it shares."""
        if TASKS[kind] == TASKS[self.kind]:
            return replace(self, kind=kind)
        fits = _does_task(self, TASKS[kind])
        model = self.model if fits else ""
        endpoint = self.endpoint if fits else ""
        known = parameters_for(self.provider, model, endpoint, TASKS[kind]) if fits else ()
        names = {spec.name for spec in known}
        kept = {name: value for name, value in self.parameters.items() if name in names}
        return replace(self, kind=kind, model=model, endpoint=endpoint, parameters=kept)


def prefill(
    user: User, run: UUID | str | None, *, as_kind: RunKind | None = None
) -> Prefill | None:
    """Read back what a run of this person was asked; None where there is no such run."""
    uuid = uuid_of(run) if isinstance(run, str) else run
    if uuid is None:
        return None
    found = Run.objects.visible_to(user).select_related("credential").only(*_FIELDS)
    asked = found.filter(uuid=uuid).first()
    if asked is None:
        return None
    given = prefill_of(asked, user)
    return given if as_kind is None else given.as_kind(as_kind)


def prefill_of(run: Run, user: User) -> Prefill:
    sent = sent_of(run)
    return Prefill(
        run=run.uuid,
        kind=RunKind(run.kind),
        credential=usable_credential(run, user),
        provider=run.provider,
        model=run.model,
        endpoint=run.endpoint,
        parameters=sent.parameters,
        text=sent.text,
        system=sent.system,
        turns=sent.turns,
        texts=sent.texts,
        tools=sent.tools,
        plugins=sent.plugins,
        variables=sent.variables,
        file_url=sent.file_url,
        is_streaming=sent.is_streaming,
    )


def sent_of(run: Run) -> Sent:
    """Read what a run sent; what is not written down before it ended is its title."""
    body = as_object(as_object(run.request).get("body"))
    return read_sent(body) if body else Sent(text=run.title)


def usable_credential(run: Run, user: User) -> Credential | None:
    """Return the credential of a run, if this person may call with it now."""
    if run.credential_id is None:
        return None
    usable = Credential.objects.usable_by(user).filter(pk=run.credential_id).first()
    return usable if usable and run.provider in providers_of(usable) else None


def _does_task(given: Prefill, task: Task) -> bool:
    """Can this model do another task than the one it did?"""
    is_text = {task, TASKS[given.kind]} <= {Task.CHAT, Task.COMPLETION}
    if not is_text:
        return False
    if given.provider != "qianfan_v1":
        # One address for both.
        return True
    if given.endpoint:
        return False
    if task == Task.CHAT:
        return find_model(given.provider, given.model, Task.CHAT) is not None
    return find_completion_model(given.provider, given.model) is not None
