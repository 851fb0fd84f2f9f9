"""Whatever a provider sends, a run ends, is saved as it was told, and text stays text."""

from __future__ import annotations

import orjson
import pytest
from channels.db import database_sync_to_async
from django.test import AsyncClient
from django.urls import reverse

from playground.conversations.models import Message
from playground.runs.models import LIVE_STATUSES, Run
from tests.conversations.sockets import connected, text_of
from tests.factories import make_credential
from tests.gateway.loopback import server

pytestmark = pytest.mark.django_db(transaction=True)

FAULTS = [
    "bare-json-2",
    "broken-frame",
    "comments",
    "crlf",
    "cut-2",
    "duplicate-done",
    "error-frame-2",
    "html",
    "huge-line",
    "json",
    "need-clear-history",
    "negative-usage",
    "no-finish-reason",
    "no-space",
    "no-usage",
    "server-error",
    "split-utf8",
    "surrogates",
    "truncated",
]


@pytest.mark.parametrize("provider", ["qianfan_v1", "qianfan_v2"])
@pytest.mark.parametrize("fault", FAULTS)
async def test_every_odd_answer_comes_to_an_end(alice, sandbox, fault, provider):
    async with connected(alice) as page:
        frames = await page.ask(sandbox, "你好 Hello", provider=provider, model="", **_own(fault))

    end = frames[-1]
    assert end["type"] in ("completion.finished", "completion.failed")
    run = await Run.objects.aget(uuid=end["run"])
    assert run.status not in LIVE_STATUSES
    assert run.output == text_of(frames)
    assert len(run.output) == end["length"]


async def test_text_that_looks_like_a_frame_is_text(alice, sandbox):
    looks = '{"type": "completion.failed", "code": "x"}'

    async with connected(alice) as page:
        frames = await page.ask(sandbox, looks, model="ernie-lite-8k")

    assert frames[-1]["type"] == "completion.finished"
    assert {frame["type"] for frame in frames} == {
        "completion.started",
        "completion.delta",
        "completion.finished",
    }


async def test_a_history_to_be_cleared_is_told(alice, sandbox):
    async with connected(alice) as page:
        frames = await page.ask(
            sandbox, provider="qianfan_v1", model="", **_own("need-clear-history")
        )
        refused = await page.ask(
            sandbox, conversation=frames[0]["conversation"], parent=frames[0]["reply"]
        )

    assert frames[-1]["need_clear_history"] is True
    assert refused[-1]["code"] == "history_must_be_cleared"


def _own(fault: str) -> dict:
    return {"endpoint": f"my-fault-{fault}"}


KEY = "sk-very-secret-key-0123456789"
EVIL = f"<img src=x onerror=alert(1)> Authorization: Bearer {KEY} key={KEY}"
_FRAME = orjson.dumps(
    {
        "id": EVIL,
        "model": EVIL,
        "debug": {"headers": {"Authorization": f"Bearer {KEY}", EVIL: EVIL}},
        "type": "session.ended",
        "choices": [{"delta": {"content": "Hi"}, "finish_reason": "stop"}],
    }
)
_ERROR = orjson.dumps({"error": {"message": EVIL, "code": EVIL, "type": EVIL}, "id": EVIL})
_JSON = b"Content-Type: application/json\r\n"
_HTML = b"Content-Type: text/html\r\n"
_SSE = b"Content-Type: text/event-stream\r\n"
ANSWERS = {
    "error with the key": (b"401 No", _JSON, _ERROR),
    "error page with the key": (b"500 Oops", _HTML, f"<h1>{EVIL}</h1>".encode()),
    "error in headers": (b"403 No", b"X-Request-Id: " + EVIL.encode() + b"\r\n", b""),
    "error of ten megabytes": (b"400 No", _JSON, b'{"error": "' + EVIL.encode() * 100_000 + b'"}'),
    "page in place of a stream": (b"200 OK", _HTML, f"<h1>{EVIL}</h1>".encode()),
    "stream with the key": (b"200 OK", _SSE, b"data: " + _FRAME + b"\n\ndata: [DONE]\n\n"),
    "error event with the key": (b"200 OK", _SSE, b"event: error\ndata: " + _ERROR + b"\n\n"),
    "deep": (b"200 OK", _SSE, b"data: " + b'{"choices":' + b"[" * 9999 + b"\n\n"),
    "redirect": (b"302 Found", b"Location: http://169.254.169.254/\r\n", EVIL.encode()),
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
async def test_a_provider_that_repeats_the_key_gives_it_to_nobody(alice, settings, answer):
    status, headers, body = answer
    head = b"HTTP/1.1 " + status + b"\r\n" + headers + b"Connection: close\r\n"

    async def speak(reader, writer):
        writer.write(head + f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
        await writer.drain()
        writer.close()

    async with server(speak) as port:
        settings.EGRESS_ALLOWED = [f"127.0.0.1:{port}"]
        credential = await database_sync_to_async(make_credential)(
            owner=alice,
            kind="openai_compatible",
            parts={"key": KEY},
            base_url=f"http://127.0.0.1:{port}/v1",
        )
        async with connected(alice) as page:
            frames = await page.ask(credential, provider="openai_compatible", model="m")
            await page.send("socket.ping")
            frames += await page.receive_until("socket.pong")

    run = await Run.objects.aget(user=alice)
    client = AsyncClient()
    await client.aforce_login(alice)
    reply = await Message.objects.select_related("conversation").aget(run=run)
    places = [reply.conversation.uuid, reply.uuid]
    details = await client.get(reverse("conversations:message_details", args=places))
    shown = await client.get(reverse("conversations:detail", args=places[:1]))
    assert run.status not in LIVE_STATUSES
    for text in (orjson.dumps(frames), details.content, shown.content, orjson.dumps(run.response)):
        assert KEY.encode() not in text
        assert len(text) < 300_000
    for html in (details.content, shown.content):
        assert b"<img src=x" not in html
