from __future__ import annotations

from channels.testing import WebsocketCommunicator

from playground.asgi import application


async def test_a_socket_at_an_unknown_address_is_refused(db):
    headers = [(b"host", b"localhost:8000"), (b"origin", b"http://localhost:8000")]
    communicator = WebsocketCommunicator(application, "/ws/nothing/", headers=headers)

    is_accepted, _ = await communicator.connect()

    assert not is_accepted
