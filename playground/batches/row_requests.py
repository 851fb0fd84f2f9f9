"""From the cells of a row to the request that is made of it, or to what is wrong with the row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, assert_never

from playground.batches.call_targets import CallTargets, Target
from playground.batches.mapping_faults import MESSAGE_KINDS
from playground.batches.message_lists import MessageList, read_message_list
from playground.batches.models import BatchJob, BatchKind
from playground.gateway import (
    ChatMessage,
    ChatRequest,
    CompletionRequest,
    EmbeddingRequest,
    ErniePluginRequest,
    GatewayError,
    ImageRequest,
    PluginRequest,
    Task,
    UnsupportedFeatureError,
    default_model,
)
from playground.gateway.checks import check_request
from playground.gateway.messages import check_messages
from playground.lib.prompt_templates import PromptTemplate, match_column
from playground.runs.batch_calls import BatchRequest
from playground.tables import Fault

# One row may hold a thousand bad messages; the first of them tell what is wrong.
_MAX_FAULTS: Final = 20
_NONE: Final[Mapping[str, Any]] = MappingProxyType({})


class RowFault(Exception):
    """A row of which no request can be made."""

    def __init__(
        self, code: str, column: str = "", value: str = "", parameters: Mapping[str, Any] = _NONE
    ) -> None:
        super().__init__(code)
        self.code, self.column, self.value, self.parameters = code, column, value, parameters


@dataclass(slots=True)
class _Draft:
    """The parts of a request; `listed` is what the messages column says, if it says something."""

    target: Target
    prompt: str = ""
    system: str = ""
    listed: MessageList | None = None

    @property
    def messages(self) -> tuple[ChatMessage, ...]:
        return self.listed.messages if self.listed else (ChatMessage("user", self.prompt),)


class RowRequests:
    """Makes the requests of one job's rows.

    What is the same for all rows is worked out once. What a kind of call has no place for, such
    as the system prompt of a completion, is left aside: pages do not offer it there.
    """

    def __init__(self, job: BatchJob) -> None:
        self._job = job
        self._kind = BatchKind(job.kind)
        self._targets = CallTargets(job)
        self._prompt = PromptTemplate(job.prompt_template, job.columns)
        self._system = PromptTemplate(job.system_template, job.columns)
        self._plugins = tuple(job.plugins)
        self._is_chat = self._kind is BatchKind.CHAT
        takes_messages = self._kind in MESSAGE_KINDS
        self._messages_at = self._position(job.messages_column) if takes_messages else None
        self._model_at = self._position(job.model_column)
        self._temperature_at = self._position(job.temperature_column)
        self._system_at = self._position(job.system_column) if self._is_chat else None

    def build(self, cells: Sequence[str]) -> BatchRequest:
        """Make the request of a row; its contents are judged by whoever sends it.

        Raises: RowFault.
        """
        draft = self._draft(cells)
        for fault in (*draft.target.faults, *(draft.listed.faults if draft.listed else ())):
            raise RowFault(fault.code, fault.column, fault.value, fault.parameters)
        return self._request(draft)

    def check(self, cells: Sequence[str]) -> list[Fault]:
        """List all that is wrong with a row; empty for one that can be called."""
        draft = self._draft(cells)
        faults = list(draft.target.faults)
        if draft.listed is None and self._is_blank(draft.prompt, cells):
            faults.append(self._blank_fault(cells))
        elif draft.listed is not None and draft.listed.faults:
            faults += draft.listed.faults
        else:
            faults += self._content_faults(draft, cells)
        return faults[:_MAX_FAULTS]

    def _draft(self, cells: Sequence[str]) -> _Draft:
        draft = _Draft(
            self._targets.of(_cell(cells, self._model_at), _cell(cells, self._temperature_at))
        )
        listed = _cell(cells, self._messages_at)
        if listed and not listed.isspace():
            draft.listed = read_message_list(listed, self._job.messages_column)
        else:
            draft.prompt = self._prompt.render(cells)
        system = self._system_prompt(draft.listed, cells)
        draft.system = "" if system.isspace() else system
        return draft

    def _system_prompt(self, listed: MessageList | None, cells: Sequence[str]) -> str:
        """Return the nearest to the row: that of its cell, of its messages, or of all rows."""
        system = _cell(cells, self._system_at)
        if system and not system.isspace():
            return system
        if listed is not None and listed.system:
            return listed.system
        # A plugin has none; one among the messages of a row was meant, and is a fault.
        return self._system.render(cells) if self._is_chat else ""

    def _request(self, draft: _Draft) -> BatchRequest:
        target, is_streaming = draft.target, self._job.is_streaming
        model, endpoint, parameters = target.model, target.endpoint, target.parameters
        match self._kind:
            case BatchKind.CHAT:
                return ChatRequest(
                    *(draft.messages, model, endpoint, draft.system),
                    parameters=parameters,
                    is_streaming=is_streaming,
                )
            case BatchKind.COMPLETION:
                return CompletionRequest(draft.prompt, model, endpoint, parameters, is_streaming)
            case BatchKind.EMBEDDING:
                return EmbeddingRequest((draft.prompt,), model, endpoint, parameters)
            case BatchKind.IMAGE:
                return ImageRequest(draft.prompt, model, endpoint, parameters)
            case BatchKind.PLUGIN:
                return self._plugin_request(draft)
            case _:
                assert_never(self._kind)

    def _plugin_request(self, draft: _Draft) -> PluginRequest | ErniePluginRequest:
        target, is_streaming = draft.target, self._job.is_streaming
        if not target.endpoint:
            return ErniePluginRequest(
                draft.messages,
                self._plugins,
                target.model or default_model(self._job.provider, Task.PLUGIN),
                target.parameters,
                is_streaming,
            )
        messages = draft.messages
        return PluginRequest(
            messages[-1].content if messages else "",
            target.endpoint,
            self._plugins,
            history=messages[:-1],
            parameters=target.parameters,
            is_streaming=is_streaming,
        )

    def _content_faults(self, draft: _Draft, cells: Sequence[str]) -> list[Fault]:
        request = self._request(draft)
        try:
            if self._kind is BatchKind.PLUGIN and draft.listed is not None:
                self._check_turns(draft)
            check_request(request, self._job.provider)
        except GatewayError as error:
            parameters: dict[str, Any] = dict(error.message_parameters)
            if draft.listed is not None and "number" in parameters:
                parameters["number"] += draft.listed.skipped
            column, value = self._culprit(error.code, draft, cells)
            return [Fault.at(error.code, column, value, **parameters)]
        return []

    def _check_turns(self, draft: _Draft) -> None:
        """Check messages where the request itself is not judged by them. Raises: GatewayError."""
        if draft.system:
            raise UnsupportedFeatureError("system_prompt_unsupported")
        # Any endpoint will do: the order is the same for all.
        check_messages(ChatRequest(draft.messages, endpoint="plugin"), self._job.provider)

    def _is_blank(self, prompt: str, cells: Sequence[str]) -> bool:
        """Does a row give nothing to its prompt, whatever words all rows have in common?"""
        positions = self._prompt.positions
        for position in positions:
            cell = cells[position]
            if cell and not cell.isspace():
                return False
        return bool(positions) or not prompt.strip()

    def _blank_fault(self, cells: Sequence[str]) -> Fault:
        if self._messages_at is not None and not self._prompt.positions:
            return Fault("messages_blank", self._job.messages_column)
        column, value = self._of(self._prompt.positions, cells)
        return Fault.at("prompt_blank", column, value)

    def _culprit(self, code: str, draft: _Draft, cells: Sequence[str]) -> tuple[str, str]:
        """Name the column that a fault most likely comes from, and what stands there."""
        if code == "system_prompt_unsupported" and _cell(cells, self._system_at).strip():
            return self._of((self._system_at,), cells)
        if draft.listed is not None:
            return self._of((self._messages_at,), cells)
        if code == "system_prompt_unsupported":
            # The model of the row cannot have it, or the model of all rows cannot.
            return self._of((self._model_at,), cells)
        return self._of((*self._prompt.positions, *self._system.positions, self._system_at), cells)

    def _of(self, positions: Sequence[int | None], cells: Sequence[str]) -> tuple[str, str]:
        """Return name and cell of the column with the longest cell."""
        known = [position for position in positions if position is not None]
        if not known:
            return "", ""
        longest = max(known, key=lambda position: len(cells[position]))
        return self._job.columns[longest], cells[longest]

    def _position(self, column: str) -> int | None:
        return match_column(column, self._job.columns) if column else None


def _cell(cells: Sequence[str], position: int | None) -> str:
    return "" if position is None else cells[position]
