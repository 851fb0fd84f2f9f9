"""Malformed frames are answered, and the socket lives on."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from playground.conversations.frame_reading import MAX_TEXT_CHARACTERS
from playground.conversations.models import Conversation
from playground.gateway import parameters_for
from tests.conversations.sockets import ENDS, connected, prompt

pytestmark = pytest.mark.django_db(transaction=True)

DEEP = '{"type": "socket.ping", "x": ' + "[" * 5000 + "]" * 5000 + "}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not json",
        "null",
        "[]",
        '"prompt.submit"',
        "{}",
        '{"type": 7}',
        '{"type": ["prompt.submit"]}',
        '{"type": null}',
        '{"type": "prompt.submit", "text": "\\ud800"}',
        '{"type": "prompt.submit", "x": NaN}',
        DEEP,
        '{"type": "socket.ping"',
    ],
)
async def test_what_is_not_a_frame_is_answered(alice, text):
    async with connected(alice) as page:
        await page.communicator.send_input({"type": "websocket.receive", "text": text})
        refused = await page.receive()
        await page.send("socket.ping")
        pong = await page.receive()

    assert refused["type"] == "request.refused"
    assert refused["code"] == "malformed_frame"
    assert pong["type"] == "socket.pong"


async def test_a_binary_frame_is_answered(alice):
    async with connected(alice) as page:
        await page.communicator.send_to(bytes_data=b'{"type": "socket.ping"}')

        assert (await page.receive())["code"] == "malformed_frame"


@pytest.mark.parametrize("type_", ["", "nonsense", "session.ended", "conversation.changed"])
async def test_an_unknown_type_is_answered_and_not_obeyed(alice, type_):
    async with connected(alice) as page:
        await page.send(type_)
        refused = await page.receive()
        await page.send("socket.ping")
        pong = await page.receive()

    assert refused["in_reply_to"] == type_
    assert refused["code"] == "unknown_frame"
    assert pong["type"] == "socket.pong"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"conversation": None}, "conversation"),
        ({"conversation": 5}, "conversation"),
        ({"message": "not-a-uuid"}, "message"),
        ({"message": "{" + "0" * 34 + "}"}, "message"),
        ({"reply": ["x"]}, "reply"),
        ({"parent": ""}, "parent"),
        ({"parent": {}}, "parent"),
        ({"text": None}, "text"),
        ({"text": 10**400}, "text"),
        ({"settings": []}, "settings"),
        ({"settings": {"parameters": []}}, "settings"),
        ({"settings": {"is_streaming": "yes"}}, "settings"),
        ({"settings": {"credential": "x"}}, "credential"),
        ({"settings": {"model": 1}}, "model"),
    ],
)
async def test_a_wrong_field_is_named(alice, sandbox, changes, field):
    async with connected(alice) as page:
        await page.communicator.send_to(text_data=json.dumps(prompt(sandbox) | changes))
        refused = await page.receive()

    assert refused["code"] == "malformed_frame"
    # orjson takes no number of this size, so that the frame is refused as a whole.
    assert refused.get("field") == (field if 10**400 not in changes.values() else None)


@pytest.mark.parametrize("offset", [-1, 1.5, "0", True, None, 2**60])
async def test_a_wrong_offset_is_refused(alice, offset):
    async with connected(alice) as page:
        await page.send("run.attach", run=str(uuid4()), offset=offset)
        refused = await page.receive()

    assert (refused["code"], refused["field"]) == ("malformed_frame", "offset")


@pytest.mark.parametrize("text", ["", "  \n ", "\x00"])
async def test_a_blank_prompt_is_refused(alice, sandbox, text):
    async with connected(alice) as page:
        frames = await page.ask(sandbox, text)

    assert frames[-1]["code"] == "message_blank"
    assert not await Conversation.objects.aexists()


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"parameters": {"temperature": 99}}, "parameter_out_of_open_range", "temperature"),
        ({"parameters": {"unheard_of": 1}}, "parameter_unknown", "unheard_of"),
        ({"provider": "openai_compatible"}, "provider_mismatch", "provider"),
    ],
)
async def test_wrong_settings_are_refused_before_anything_is_saved(
    alice, sandbox, changes, code, field
):
    async with connected(alice) as page:
        frames = await page.ask(sandbox, **({"model": "ernie-4.0-8k"} | changes))

    assert (frames[-1]["code"], frames[-1]["field"]) == (code, field)
    assert not await Conversation.objects.aexists()


async def test_characters_that_no_database_takes_are_left_out(alice, sandbox):
    frame = prompt(sandbox, "a\x00b", model="ernie-4.0-8k", parameters={"stop": ["c\x00d"]})
    frame["settings"]["system"] = "e\x00f"

    async with connected(alice) as page:
        await page.communicator.send_to(text_data=json.dumps(frame))
        frames = await page.receive_until(*ENDS)

    assert frames[-1]["type"] == "completion.finished"
    conversation = await Conversation.objects.aget()
    assert (conversation.title, conversation.system) == ("ab", "ef")
    assert conversation.parameters == {"stop": ["cd"]}


@pytest.mark.parametrize(
    "value", [[], {}, [["x"]], {"a": 1}, -1, 1e308, 2**63, "", "x" * 100_000, ["\x00"], [None]]
)
async def test_odd_parameters_are_answered(alice, sandbox, value):
    specs = parameters_for("qianfan_v2", "ernie-4.0-8k", "")

    async with connected(alice) as page:
        codes = {
            (await page.ask(sandbox, model="ernie-4.0-8k", parameters={spec.name: value}))[-1].get(
                "code"
            )
            for spec in specs
        }

    assert "internal_error" not in codes


@pytest.mark.parametrize("key", ["text", "system"])
async def test_a_text_beyond_all_measure_is_refused_in_words(alice, sandbox, key):
    frame = prompt(sandbox)
    holder = frame if key == "text" else frame["settings"]
    holder[key] = "字" * (MAX_TEXT_CHARACTERS + 1)

    async with connected(alice) as page:
        await page.communicator.send_to(text_data=json.dumps(frame, ensure_ascii=False))
        refused = await page.receive()

    assert (refused["code"], refused["field"]) == ("text_too_long", key)
    assert refused["reply"] == frame["reply"]


async def test_a_failing_frame_does_not_end_the_socket(alice, sandbox, monkeypatch, caplog):
    def broken(**kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr("playground.conversations.consumers.submit_prompt", broken)

    async with connected(alice) as page:
        frames = await page.ask(sandbox)
        await page.send("socket.ping")
        pong = await page.receive()

    assert frames[-1]["code"] == "internal_error"
    assert pong["type"] == "socket.pong"
    assert "ZeroDivisionError" in caplog.text
