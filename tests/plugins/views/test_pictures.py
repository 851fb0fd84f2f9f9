"""Pictures of other hosts: fetched when asked for, if they are pictures and may be reached."""

from __future__ import annotations

import base64
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import orjson
import pytest
from asgiref.sync import sync_to_async
from django.urls import reverse

from playground.plugins.findings import Link, pictures_in
from tests.plugins.talks import make_talk, make_turn, signed_in

pytestmark = pytest.mark.django_db(transaction=True)

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


class _Host(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((self.path, self.headers.get("Cookie")))
        if self.path == "/away.png":
            self.send_response(302)
            self.send_header("Location", "/pixel.png")
            self.end_headers()
            return
        body = PIXEL if self.path == "/pixel.png" else b"<svg onload=alert(1)></svg>"
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments):
        pass


@pytest.fixture
def host():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Host)
    server.asked = []
    server.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def allowed_host(host, settings):
    settings.EGRESS_ALLOWED = [host.url.removeprefix("http://")]
    return host


@sync_to_async
def turn_with(owner, credential, address):
    payload = {"plugin_id": "p", "response": {"result": {"image": address}}}
    steps = orjson.dumps({"step": "plugin", "part": "meta_info", "payload": payload}).decode()
    return make_turn(make_talk(owner, credential), run_steps=steps + "\n")


async def asked_by(user, turn, address):
    client = await signed_in(user)
    url = reverse("plugins:picture", args=[turn.uuid, Link(address).key])
    return await client.get(url)


async def test_a_picture_comes_through_the_server(alice, sandbox_credential, allowed_host):
    address = f"{allowed_host.url}/pixel.png"
    turn = await turn_with(alice, sandbox_credential, address)

    response = await asked_by(alice, turn, address)

    assert (response.content, response.headers["Content-Type"]) == (PIXEL, "image/png")
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert allowed_host.asked == [("/pixel.png", None)]


@pytest.mark.parametrize("path", ["/page.png", "/away.png"])
async def test_what_is_no_picture_or_leads_elsewhere_is_not_shown(
    alice, sandbox_credential, allowed_host, path
):
    address = allowed_host.url + path
    turn = await turn_with(alice, sandbox_credential, address)

    response = await asked_by(alice, turn, address)

    assert (response.status_code, len(allowed_host.asked)) == (502, 1)
    assert response.headers["Content-Type"].startswith("text/plain")
    assert b"svg" not in response.content


async def test_a_private_address_is_never_asked(alice, sandbox_credential, host):
    address = f"{host.url}/pixel.png"
    turn = await turn_with(alice, sandbox_credential, address)

    response = await asked_by(alice, turn, address)

    assert (response.status_code, host.asked) == (502, [])


async def test_only_what_the_turn_names_is_fetched(alice, sandbox_credential, allowed_host):
    turn = await turn_with(alice, sandbox_credential, f"{allowed_host.url}/pixel.png")

    response = await asked_by(alice, turn, f"{allowed_host.url}/other.png")

    assert (response.status_code, allowed_host.asked) == (404, [])


async def test_a_stranger_fetches_nothing(alice, charlie, sandbox_credential, allowed_host):
    address = f"{allowed_host.url}/pixel.png"
    turn = await turn_with(alice, sandbox_credential, address)

    response = await asked_by(charlie, turn, address)

    assert (response.status_code, allowed_host.asked) == (404, [])


def test_the_pictures_of_an_answer_are_found_once():
    text = (
        "![a](https://a.example/1) ![](https://a.example/1 'x') [b](https://b.example/2) ![c](/3)"
    )

    assert pictures_in(text) == [Link("https://a.example/1")]
