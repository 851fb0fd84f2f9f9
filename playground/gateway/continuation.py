"""A reply that a model cut off at its length is asked on, until it is whole."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace

from playground.gateway.client import stream_reply
from playground.gateway.connection import DEFAULT_TIMEOUTS, Connection, Timeouts
from playground.gateway.events import Event, Finished, TextDelta, ToolCallDelta
from playground.gateway.runtime import DEFAULT_RUNTIME, Runtime
from playground.gateway.values import ChatMessage, ChatRequest, FinishReason

DEFAULT_PROMPT = "继续"
DEFAULT_MAX_ROUNDS = 5


async def stream_continued(
    request: ChatRequest,
    connection: Connection,
    *,
    max_rounds: int = DEFAULT_MAX_ROUNDS,
    prompt: str = DEFAULT_PROMPT,
    timeouts: Timeouts = DEFAULT_TIMEOUTS,
    runtime: Runtime = DEFAULT_RUNTIME,
) -> AsyncGenerator[Event, None]:
    """Like `client.stream_reply`, but ask on with `prompt` while the reply is cut off.

    The deltas of all rounds flow on as one reply, with one `Finished` at the end: the last
    one, with usage and timing of all rounds. A reply that is still cut off after `max_rounds`
    says so in its finish reason.
    Raises: GatewayError, in any round; what came before it stays good.
    """
    finished: Finished | None = None
    for number in range(1, max_rounds + 1):
        turn = _Turn()
        reply = stream_reply(request, connection, timeouts=timeouts, runtime=runtime)
        async with aclosing(reply) as events:
            async for event in events:
                turn.take(event)
                if isinstance(event, Finished):
                    finished = _joined(finished, event)
                else:
                    yield event
        if number == max_rounds or not turn.can_go_on:
            break
        said = ChatMessage("assistant", turn.text), ChatMessage("user", prompt)
        request = replace(request, messages=(*request.messages, *said))
    if finished is not None:
        yield finished


@dataclass(slots=True)
class _Turn:
    """What a model said in one round."""

    text: str = ""
    _calls_tool: bool = False
    _is_cut_off: bool = False

    def take(self, event: Event) -> None:
        match event:
            case TextDelta():
                self.text += event.text
            case ToolCallDelta():
                self._calls_tool = True
            case Finished():
                self._is_cut_off = event.finish_reason == FinishReason.LENGTH

    @property
    def can_go_on(self) -> bool:
        # Half a tool call cannot be continued, nor a reply that has only been thought of.
        return self._is_cut_off and not self._calls_tool and bool(self.text.strip())


def _joined(earlier: Finished | None, later: Finished) -> Finished:
    if earlier is None:
        return later
    usage = earlier.usage + later.usage if earlier.usage and later.usage else None
    return replace(later, usage=usage, timing=earlier.timing + later.timing)
