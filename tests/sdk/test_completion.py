"""What the documents show of completion."""

from __future__ import annotations

import pytest

import playground.sdk as qianfan

pytestmark = pytest.mark.usefixtures("application_key")


def test_a_chat_model_answers_in_the_form_of_a_completion():
    resp = qianfan.Completion(model="ERNIE-Speed-8K").do(prompt="Hello", temperature=0.5)

    assert "Hello" in resp["result"]
    assert resp["object"] == "completion"
    assert resp.request.url.endswith("/chat/ernie_speed")
    assert resp.request.json_body == {
        "messages": [{"role": "user", "content": "Hello"}],
        "stream": False,
        "temperature": 0.5,
    }


@pytest.mark.parametrize(
    "target", [{"model": "SQLCoder-7B"}, {"endpoint": "sqlcoder_7b"}, {"endpoint": "my-service"}]
)
def test_a_completion_model_gets_the_prompt(target: dict[str, str]):
    resp = qianfan.Completion(**target).do("SELECT")

    assert resp["result"]
    assert "/completions/" in resp.request.url
    assert resp.request.json_body["prompt"] == "SELECT"


async def test_streams_and_asynchronous_twins_answer_alike():
    comp = qianfan.Completion()

    whole = comp.do(prompt="Hello")["result"]
    frames = list(comp.do(prompt="Hello", stream=True))
    later = await comp.ado(prompt="Hello")
    later_frames = [frame async for frame in await comp.ado(prompt="Hello", stream=True)]

    assert later["body"]["result"] == whole
    for streamed in (frames, later_frames):
        assert "".join(frame["result"] for frame in streamed) == whole
        assert {frame["object"] for frame in streamed} == {"completion"}


def test_a_batch_is_read_as_the_documents_do():
    prompt_list = ["Hello", " ", "Glad to meet you"]

    task = qianfan.Completion().batch_do(prompt_list, worker_num=10)
    in_turn = [item.result() for item in task]
    results = task.results()
    task.wait()

    assert task.finished_count() == task.total_count() == 3
    for prompt, one, other in zip(prompt_list, in_turn, results, strict=True):
        if prompt.strip():
            assert one["result"] == other["result"]
            assert prompt in one["result"]
        else:
            assert isinstance(one, qianfan.GatewayError)


async def test_an_asynchronous_batch_is_a_list():
    results = await qianfan.Completion().abatch_do(["One", "Two"], worker_num=10)

    assert ["One" in results[0]["result"], "Two" in results[1]["result"]] == [True, True]


def test_item_0_is_sent_once(http):
    before = http.get("/sandbox/stats").json()["prompts"]

    qianfan.Completion().batch_do(["One", "Two", "Three"]).wait()

    assert http.get("/sandbox/stats").json()["prompts"] - before == 3


def test_models_for_prompts_are_listed():
    assert "SQLCoder-7B" in qianfan.Completion.models()
    assert qianfan.Completion.get_model_info("ERNIE-3.5-8K").max_input_chars == 20_000
