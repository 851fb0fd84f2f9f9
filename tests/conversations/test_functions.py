"""A model calls functions and hears their results, through the real ASGI application."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from channels.db import database_sync_to_async

from playground.conversations.models import Conversation, Message, MessageRole
from playground.runs.models import Run
from playground.runs.steps import tool_calls_of
from tests.conversations.sockets import ENDS, connected, text_of
from tests.factories import make_credential

pytestmark = pytest.mark.django_db(transaction=True)

WEATHER = {
    "name": "get_weather",
    "description": "Look up the weather",
    "parameters": {
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
    },
    "mock": {"sky": "clear"},
}
TIME = {**WEATHER, "name": "get_time", "description": "Look up the time"}
BOTH = json.dumps([WEATHER, TIME])
PROVIDERS = {
    "qianfan_v1": "ERNIE-4.0-8K",
    "qianfan_v2": "ernie-4.0-8k",
    "openai_compatible": "ernie-4.0-8k",
}


@pytest.fixture(params=PROVIDERS)
def provider(request):
    return request.param


@pytest.fixture
def credential(settings, alice, sandbox, sandbox_url, provider):
    """Return a credential that reaches the sandbox by this provider."""
    if provider != "openai_compatible":
        return sandbox
    settings.EGRESS_ALLOWED = ["127.0.0.1"]
    key = "bce-v3/ALTAK-sandbox/0123456789abcdef0123456789abcdef"
    return make_credential(
        owner=alice, kind=provider, parts={"key": key}, base_url=f"{sandbox_url}/v2"
    )


def asking(provider, **fields):
    return {"provider": provider, "model": PROVIDERS[provider], "tools": BOTH, **fields}


def answer_to(frames, *texts, **fields):
    """Make the frame that answers the calls of the reply that these frames brought."""
    results = [{"message": str(uuid4()), "text": text} for text in texts]
    return {
        "conversation": frames[0]["conversation"],
        "message": frames[0]["reply"],
        "results": results,
        "reply": str(uuid4()),
        **fields,
    }


async def run_of(frames):
    return await Run.objects.aget(uuid=frames[-1]["run"])


async def test_a_call_is_answered_and_the_model_goes_on(alice, credential, provider):
    async with connected(alice) as page:
        asked = await page.ask(credential, "Call get_weather for Paris", **asking(provider))
        given = answer_to(asked, '{"sky": "clear"}')
        await page.send("results.submit", **given)
        answered = await page.receive_until(*ENDS)

    assert asked[-1]["finish_reason"] == "tool_calls"
    steps = "".join(frame["text"] for frame in asked if frame["type"] == "run.steps")
    called = await run_of(asked)
    assert called.steps == steps
    (call,) = tool_calls_of(steps)
    assert (call.name, json.loads(call.arguments)) == ("get_weather", {"city": "Paris"})
    assert answered[0]["message"] == given["results"][0]["message"]
    assert answered[0]["parent"] == asked[0]["reply"]
    assert "clear" in text_of(answered)
    result = await Message.objects.select_related("parent").aget(role=MessageRole.TOOL)
    assert (result.tool_name, str(result.parent.uuid)) == ("get_weather", asked[0]["reply"])


async def test_the_provider_is_told_the_call_in_its_own_words(alice, credential, provider):
    async with connected(alice) as page:
        asked = await page.ask(credential, "Call get_weather for Paris", **asking(provider))
        await page.send("results.submit", **answer_to(asked, '{"sky": "clear"}'))
        answered = await page.receive_until(*ENDS)

    body = (await run_of(answered)).request["body"]
    _question, calling, result = body["messages"]
    if provider == "qianfan_v1":
        assert [each["name"] for each in body["functions"]] == ["get_weather", "get_time"]
        assert calling["function_call"]["name"] == "get_weather"
        assert result == {
            "role": "function",
            "name": "get_weather",
            "content": '{"sky": "clear"}',
        }
    else:
        assert [each["function"]["name"] for each in body["tools"]] == ["get_weather", "get_time"]
        (call,) = calling["tool_calls"]
        assert call["id"] == result["tool_call_id"] != ""
        assert result["content"] == '{"sky": "clear"}'
    assert "mock" not in json.dumps(body)


async def test_the_next_prompt_tells_of_the_call_and_its_result(alice, credential, provider):
    async with connected(alice) as page:
        asked = await page.ask(credential, "Call get_weather for Paris", **asking(provider))
        await page.send("results.submit", **answer_to(asked, '{"sky": "clear"}'))
        answered = await page.receive_until(*ENDS)
        frames = await page.ask(
            credential,
            "Thank you",
            conversation=asked[0]["conversation"],
            parent=answered[0]["reply"],
            **asking(provider, tools=""),
        )

    roles = [each["role"] for each in (await run_of(frames)).request["body"]["messages"]]
    tool = "function" if provider == "qianfan_v1" else "tool"
    assert roles == ["user", "assistant", tool, "assistant", "user"]


async def test_several_calls_of_one_turn_are_answered_together(alice, sandbox):
    async with connected(alice) as page:
        asked = await page.ask(
            sandbox, "Call get_weather and get_time for Paris", **asking("qianfan_v2")
        )
        await page.send("results.submit", **answer_to(asked, '{"sky": "clear"}', "noon"))
        answered = await page.receive_until(*ENDS)

    _question, calling, *results = (await run_of(answered)).request["body"]["messages"]
    assert [each["tool_call_id"] for each in results] == [
        call["id"] for call in calling["tool_calls"]
    ]
    assert [each["content"] for each in results] == ['{"sky": "clear"}', "noon"]
    first, second = [each async for each in Message.objects.filter(role=MessageRole.TOOL)]
    assert second.parent_id == first.pk


async def test_calls_of_v1_get_ids_where_another_provider_goes_on(alice, sandbox):
    async with connected(alice) as page:
        asked = await page.ask(sandbox, "Call get_weather for Paris", **asking("qianfan_v1"))
        settings = {
            "credential": str(sandbox.uuid),
            "provider": "qianfan_v2",
            "model": "ernie-4.0-8k",
            "tools": BOTH,
        }
        await page.send("results.submit", **answer_to(asked, "{}", settings=settings))
        answered = await page.receive_until(*ENDS)

    _question, calling, result = (await run_of(answered)).request["body"]["messages"]
    assert calling["tool_calls"][0]["id"] == result["tool_call_id"] != ""
    assert answered[-1]["status"] == "succeeded"


async def test_other_results_make_a_branch_of_their_own(alice, sandbox):
    async with connected(alice) as page:
        asked = await page.ask(sandbox, "Call get_weather for Paris", **asking("qianfan_v2"))
        await page.send("results.submit", **answer_to(asked, '{"sky": "clear"}'))
        await page.receive_until(*ENDS)
        await page.send("results.submit", **answer_to(asked, '{"sky": "gray"}'))
        again = await page.receive_until(*ENDS)

    assert "gray" in text_of(again)
    caller = await Message.objects.aget(uuid=asked[0]["reply"])
    assert await caller.children.acount() == 2


async def test_a_reply_to_results_can_be_generated_again(alice, sandbox):
    async with connected(alice) as page:
        asked = await page.ask(sandbox, "Call get_weather for Paris", **asking("qianfan_v2"))
        given = answer_to(asked, '{"sky": "clear"}')
        await page.send("results.submit", **given)
        await page.receive_until(*ENDS)
        await page.send(
            "completion.regenerate",
            conversation=asked[0]["conversation"],
            message=given["results"][-1]["message"],
            reply=str(uuid4()),
        )
        again = await page.receive_until(*ENDS)

    assert "clear" in text_of(again)
    last = await Message.objects.aget(uuid=given["results"][-1]["message"])
    assert await last.children.acount() == 2


async def test_the_same_results_again_change_nothing(alice, sandbox):
    async with connected(alice) as page:
        asked = await page.ask(sandbox, "Call get_weather for Paris", **asking("qianfan_v2"))
        given = answer_to(asked, '{"sky": "clear"}')
        await page.send("results.submit", **given)
        first = await page.receive_until(*ENDS)
        await page.send("results.submit", **given)
        second = await page.receive_until(*ENDS)

    assert second[-1] == first[-1]
    assert await Message.objects.acount() == 4


async def test_a_page_that_comes_late_gets_the_steps_it_lacks(alice, sandbox):
    async with connected(alice) as page:
        asked = await page.ask(sandbox, "Call get_weather for Paris", **asking("qianfan_v2"))
    run = await run_of(asked)

    async with connected(alice) as page:
        await page.send("run.attach", run=str(run.uuid), offset=0, steps_offset=5)
        frames = await page.receive_until(*ENDS)

    (steps,) = [frame for frame in frames if frame["type"] == "run.steps"]
    assert (steps["offset"], steps["text"]) == (5, run.steps[5:])


@pytest.mark.parametrize("texts", [(), ("  ",), ("1", "2")])
async def test_each_call_needs_its_result(alice, sandbox, texts):
    async with connected(alice) as page:
        asked = await page.ask(sandbox, "Call get_weather for Paris", **asking("qianfan_v2"))
        await page.send("results.submit", **answer_to(asked, *texts))
        refused = await page.receive()

    assert (refused["type"], refused["code"]) == ("request.refused", "results_incomplete")
    assert await Message.objects.acount() == 2


async def test_a_reply_without_calls_takes_no_results(alice, sandbox):
    async with connected(alice) as page:
        asked = await page.ask(sandbox)
        await page.send("results.submit", **answer_to(asked, "{}"))
        refused = await page.receive()

    assert refused["code"] == "turn_not_answerable"


@pytest.mark.parametrize(
    "results", [None, "x", ["x"], [{"message": "no-id", "text": "x"}], [{"text": "x"}]]
)
async def test_results_that_are_none_are_refused(alice, sandbox, results):
    async with connected(alice) as page:
        asked = await page.ask(sandbox, "Call get_weather for Paris", **asking("qianfan_v2"))
        await page.send("results.submit", **{**answer_to(asked, "{}"), "results": results})
        refused = await page.receive()

    assert refused["code"] == "malformed_frame"


async def test_a_stranger_answers_nothing(alice, charlie, sandbox):
    async with connected(alice) as page:
        asked = await page.ask(sandbox, "Call get_weather for Paris", **asking("qianfan_v2"))
    async with connected(charlie) as page:
        await page.send("results.submit", **answer_to(asked, "{}"))
        refused = await page.receive()

    assert refused["code"] == "not_found"
    assert await Message.objects.acount() == 2


async def test_a_model_that_cannot_call_functions_is_not_asked(alice, sandbox):
    async with connected(alice) as page:
        frames = await page.ask(sandbox, provider="qianfan_v1", model="ERNIE-Lite-8K", tools=BOTH)

    assert (frames[-1]["code"], frames[-1]["field"]) == ("tools_unsupported", "model")
    assert await Run.objects.acount() == 0


async def test_with_functions_off_any_model_is_asked(alice, sandbox):
    async with connected(alice) as page:
        frames = await page.ask(
            sandbox, provider="qianfan_v1", model="ERNIE-Lite-8K", tools=BOTH, tool_choice="none"
        )

    assert frames[-1]["type"] == "completion.finished"
    assert "functions" not in (await run_of(frames)).request["body"]


async def test_a_choice_that_a_provider_has_no_words_for_is_explained(alice, sandbox):
    async with connected(alice) as page:
        frames = await page.ask(sandbox, **asking("qianfan_v1", tool_choice="required"))

    assert frames[-1]["code"] == "tool_choice_unsupported"
    assert "Name one" in frames[-1]["message"]


async def test_faulty_functions_are_refused_in_words(alice, sandbox):
    async with connected(alice) as page:
        frames = await page.ask(sandbox, **asking("qianfan_v2", tools='[{"name": "a b"}]'))

    refused = frames[-1]
    assert (refused["code"], refused["field"]) == ("tool_name_invalid", "tools")
    assert "Function 1" in refused["message"]


async def test_functions_stay_with_the_conversation(alice, sandbox):
    async with connected(alice) as page:
        await page.ask(sandbox, **asking("qianfan_v2", tools=BOTH, tool_choice="get_time"))

    conversation = await Conversation.objects.aget()
    assert (conversation.tools, conversation.tool_choice) == (BOTH, "get_time")


async def test_a_second_answer_waits_for_the_first(alice, sandbox):
    slow = {"provider": "qianfan_v2", "endpoint": "my-fault-deltas-200--delta-20"}
    async with connected(alice) as page:
        asked = await page.ask(
            sandbox, "Call get_weather and get_time for Paris", **asking("qianfan_v2")
        )
        settings = {"credential": str(sandbox.uuid), **slow}
        first = answer_to(asked, "1", "2", settings=settings)
        await page.send("results.submit", **first)
        started = await page.receive_until("completion.delta")
        await page.send("results.submit", **answer_to(asked, "3", "4"))
        frames = await page.receive_until("request.refused")
        await page.send("completion.stop", run=started[0]["run"], seen=1)
        await page.receive_until("completion.finished")

    assert frames[-1]["code"] == "conversation_busy"
    results = Message.objects.filter(role=MessageRole.TOOL)
    assert await database_sync_to_async(results.count)() == 2
