"""What the documents show of function calling."""

from __future__ import annotations

import json

import pytest

import playground.sdk as qianfan

pytestmark = pytest.mark.usefixtures("application_key")

FUNCTIONS = [
    {
        "name": "get_file_num",
        "description": "获取内部数据库中以某一编程语言编写的文件数量",
        "parameters": {
            "type": "object",
            "properties": {"language": {"type": "string", "description": "例如：python、go、java"}},
            "required": ["language"],
        },
    }
]
QUESTION = "请帮我查询一下数据库中用go以及java撰写的代码文件数量"


@pytest.mark.parametrize("model", [None, "ERNIE-3.5-8K"])
def test_functions_are_called_until_the_answer_is_there(model: str | None):
    f = qianfan.Function(model=model)
    msgs = qianfan.QfMessages()
    msgs.append(QUESTION, role="user")
    resp = f.do(messages=msgs, functions=FUNCTIONS)

    calls = []
    while resp.get("function_call") is not None:
        calls.append(resp["function_call"])
        msgs.append(resp, role="assistant")
        msgs.append(json.dumps({"return": 512}), role="function")
        resp = f.do(messages=msgs, functions=FUNCTIONS)

    assert [call["name"] for call in calls] == ["get_file_num"]
    assert "language" in json.loads(calls[0]["arguments"])
    assert "512" in resp["body"]["result"]
    assert [turn["role"] for turn in msgs] == ["user", "assistant", "function"]


async def test_the_model_that_has_no_words_for_functions_is_taught_some():
    f = qianfan.Function()

    resp = await f.ado(
        [{"role": "user", "content": QUESTION}], functions=FUNCTIONS, system="Be brief."
    )

    body = resp.request.json_body
    assert resp.request.url.endswith("/chat/ernie-func-8k")
    assert "functions" not in body
    assert body["system"].startswith("Be brief.")
    assert "名称：get_file_num" in body["system"]
    assert resp["result"] == ""


def test_it_chats_without_functions():
    resp = qianfan.Function().do([{"role": "user", "content": "Hello"}])

    assert "Hello" in resp["result"]
    assert "system" not in resp.request.json_body


def test_calls_in_words_are_not_streamed():
    with pytest.raises(qianfan.InvalidArgumentError):
        qianfan.Function().do(
            [{"role": "user", "content": QUESTION}], functions=FUNCTIONS, stream=True
        )
