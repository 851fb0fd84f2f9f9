"""What the documents show of plugins."""

from __future__ import annotations

import pytest

import playground.sdk as qianfan

pytestmark = pytest.mark.usefixtures("application_key")

CHART = [{"role": "user", "content": "Draw a pie chart: 100 bugs, 100 wishes, 300 in all."}]


@pytest.mark.parametrize("name", ["query", "prompt"])
async def test_a_plugin_application_answers_a_text(name: str):
    plugin = qianfan.Plugin(endpoint="my-plugin")
    question = {name: "What does the handbook say?"}

    resp = plugin.do(**question)
    frames = list(plugin.do(**question, stream=True))
    later = await plugin.ado(**question)
    later_frames = [frame async for frame in await plugin.ado(**question, stream=True)]

    assert resp["result"] == later["result"]
    for streamed in (frames, later_frames):
        assert "".join(frame.get("result", "") for frame in streamed) == resp["result"]
    assert resp.request.url.endswith("/plugin/my-plugin/")
    assert resp.request.json_body["query"] == "What does the handbook say?"


def test_the_endpoint_may_be_that_of_the_call():
    resp = qianfan.Plugin().do(endpoint="my-plugin", prompt="Hello", plugins=["uuid-zhishiku"])

    assert resp["result"]
    assert resp.request.json_body["plugins"] == ["uuid-zhishiku"]


def test_what_a_plugin_found_is_told_when_asked_for():
    plugin = qianfan.Plugin(endpoint="my-plugin")

    assert "meta_info" in plugin.do("What does the handbook say?", verbose=True)
    assert "meta_info" not in plugin.do("What does the handbook say?")


@pytest.mark.parametrize("model", [None, "EBPlugin", "EBPluginV2"])
async def test_ernie_bot_uses_its_plugins(model: str | None):
    plugin = qianfan.Plugin(model=model) if model else qianfan.Plugin()

    resp = plugin.do(CHART, plugins=["eChart"])
    frames = list(plugin.do(CHART, plugins=["eChart"], stream=True))
    later = await plugin.ado(CHART, plugins=["eChart"])

    assert resp["result"] == later["result"]
    assert frames[-1]["is_end"] is True
    path = "plugin" if model == "EBPluginV2" else "plugins"
    assert resp.request.url.endswith(f"/erniebot/{path}")


def test_frames_of_the_second_version_say_what_they_are():
    frames = qianfan.Plugin(model="EBPluginV2").do(CHART, plugins=["eChart"], stream=True)

    assert {"pluginMeta", "plugin", "chat"} >= {frame["_event"] for frame in frames} != set()


def test_ernie_bot_takes_messages_and_texts():
    msgs = qianfan.QfMessages()
    msgs.append(CHART[0]["content"])
    plugin = qianfan.Plugin()

    answers = [plugin.do(query, plugins=["eChart"]) for query in (msgs, CHART[0]["content"])]

    assert [answer.request.json_body["messages"] for answer in answers] == [CHART, CHART]


def test_a_plugin_application_takes_no_messages():
    with pytest.raises(qianfan.InvalidArgumentError):
        qianfan.Plugin(endpoint="my-plugin").do(CHART)


async def test_batches_take_queries():
    plugin = qianfan.Plugin(endpoint="my-plugin")

    results = plugin.batch_do(["One", "Two"], worker_num=2).results()
    later = await plugin.abatch_do(["One", "Two"])

    assert [resp["result"] for resp in results] == [resp["result"] for resp in later]
