"""`python -m playground.server [options of daphne]`: the server process of every way to run."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import sys
from functools import partial
from typing import Any

# Twisted takes its event loop when daphne is imported, so the policy comes before.
if sys.platform != "win32":
    import uvloop

    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playground.settings")

from daphne.cli import CommandLineInterface
from daphne.server import Server
from django.conf import settings
from twisted.internet import reactor
from twisted.internet.defer import Deferred

from playground import embedded
from playground.flow_control import cut_off_if_broken, gate_of, remove_gate
from playground.request_bodies import BoundedRequest, serving_bodies, take_body

logger = logging.getLogger(__name__)

APPLICATION = "playground.asgi:application"
# The longest prompt and system prompt that are taken fit in, whatever they are written in. What is
# longer than allowed but fits too is refused in words; only an attack is cut off.
MAX_FRAME_BYTES = 16 << 20
# The same in a form, and what else a form has beside the largest file.
MAX_FORM_BYTES = 16 << 20
# Its interface is one of zope's, which mypy reads only with a plug-in.
_reactor: Any = reactor


class PlaygroundServer(Server):
    """Daphne with an orderly end, for it has no lifespan events, and with patience."""

    def __init__(self, application: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(serving_bodies(application), *args, **kwargs)

    def run(self) -> None:
        _reactor.addSystemEventTrigger("before", "shutdown", _end_runs)
        _reactor.callWhenRunning(self._say_why_a_socket_closes)
        _reactor.callWhenRunning(self._bound_requests)
        # What start-up made stays for good; looking through it again and again costs streams time.
        _reactor.callWhenRunning(gc.freeze)
        super().run()
        embedded.stop()

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        if scope["type"] == "http":
            take_body(protocol, scope)
        queue = super().create_application(protocol, scope)
        answer = self.connections.get(protocol, {}).get("application_instance")
        if answer is not None and scope["type"] == "http":
            answer.add_done_callback(partial(cut_off_if_broken, protocol))
        return queue

    async def handle_reply(self, protocol: Any, message: dict[str, Any]) -> None:
        """Hand on what the application sends, pieces of a long answer as fast as they are read."""
        if message["type"] != "http.response.body":
            await super().handle_reply(protocol, message)
            return
        has_more = message.get("more_body", False)
        gate = gate_of(protocol) if has_more else None
        if not has_more:
            remove_gate(protocol)
        await super().handle_reply(protocol, message)
        if gate is not None:
            await gate.passed()

    def _say_why_a_socket_closes(self) -> None:
        # A connection that is just dropped looks like a broken network: the page would come back
        # and send the same frame again, for ever.
        self.ws_factory.setProtocolOptions(failByDrop=False)

    def _bound_requests(self) -> None:
        BoundedRequest.max_bytes = settings.BATCH_MAX_FILE_BYTES + MAX_FORM_BYTES
        build_protocol = self.http_factory.buildProtocol

        def build_bounded(address: Any) -> Any:
            protocol = build_protocol(address)
            protocol.requestFactory = BoundedRequest
            return protocol

        self.http_factory.buildProtocol = build_bounded


def _end_runs() -> Deferred[Any]:
    ending = asyncio.ensure_future(_shut_down())
    ending.add_done_callback(_log_failure)
    return Deferred.fromFuture(ending)


def _log_failure(ending: asyncio.Future[None]) -> None:
    # Twisted goes on with the shutdown, and would say nothing.
    if error := ending.exception():
        logger.error("The live runs were not closed in order", exc_info=error)


async def _shut_down() -> None:
    # Not above: models can be imported only once the application has been.
    from playground.gateway.transport import close_transports
    from playground.runs import services

    await services.shut_down(timeout=settings.DRAIN_SECONDS)
    await close_transports()


class PlaygroundCommandLine(CommandLineInterface):
    server_class = PlaygroundServer

    def __init__(self) -> None:
        super().__init__()
        # No access log unless asked for: the paths of sign-in links are secrets.
        self.parser.set_defaults(
            verbosity=0,
            websocket_max_message_size=MAX_FRAME_BYTES,
            websocket_max_frame_size=MAX_FRAME_BYTES,
        )


def main(options: list[str]) -> None:
    PlaygroundCommandLine().run([*options, APPLICATION])
    # The threads of requests that were cut off wait for a loop that is gone, and Python would wait
    # for these threads.
    logging.shutdown()
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
