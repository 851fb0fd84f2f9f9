"""Scripts as people run them: a process of their own, in which every warning is an error."""

from __future__ import annotations

import sys

import pytest

from tests.sdk.conftest import APPLICATION, IAM, RunScript


def test_keys_may_be_set_in_the_script_before_or_after_the_import(run_script: RunScript):
    script = """
import os
os.environ["QIANFAN_AK"] = "key"
import playground.sdk as qianfan
os.environ["QIANFAN_SK"] = "secret"

chat_comp = qianfan.ChatCompletion(model="ERNIE-Bot")
resp = chat_comp.do(messages=[{
    "role": "user",
    "content": "你好，千帆"
}], top_p=0.8, temperature=0.9, penalty_score=1.0)

print(resp["result"])
"""

    assert "千帆" in run_script(script, settings={})


def test_keys_may_be_set_by_functions(run_script: RunScript):
    script = """
import playground.sdk as qianfan
qianfan.AK("key")
qianfan.SK("secret")
comp = qianfan.Completion()
resp = comp.do(model="ERNIE-Bot", prompt="Hello", stream=True)
for r in resp:
    print(r["result"], end="")
"""

    assert "Hello" in run_script(script, settings={})


def test_iam_keys_may_be_set_by_functions_or_the_config(run_script: RunScript):
    script = f"""
import playground.sdk as qianfan
qianfan.AccessKey({IAM["QIANFAN_ACCESS_KEY"]!r})
config = qianfan.get_config()
config.SecretKey = {IAM["QIANFAN_SECRET_KEY"]!r}
print(qianfan.ChatCompletion().do(messages=[{{"role": "user", "content": "Hello"}}])["result"])
"""

    assert "Hello" in run_script(script, settings={})


def test_keys_may_stand_in_a_file(run_script: RunScript, tmp_path):
    lines = [f"{name}={value}" for name, value in APPLICATION.items()]
    (tmp_path / ".env").write_text("\n".join(lines), encoding="utf-8")

    script = "import playground.sdk as qianfan; print(qianfan.Completion().do('Hello')['result'])"

    assert "Hello" in run_script(script, settings={})


def test_a_conversation_is_held_on_the_command_line(run_script: RunScript):
    script = """
import playground.sdk as qianfan
chat_comp = qianfan.ChatCompletion()
msgs = qianfan.Messages()
while len(msgs) < 6:
    msgs.append(input())
    resp = chat_comp.do(messages=msgs)
    print(resp)
    msgs.append(resp)
"""

    output = run_script(script, stdin="One\nTwo\nThree\n")

    assert output.count("Response(code=200") == 3
    assert "turn 3" in output


def test_an_asynchronous_script_leaves_nothing_open(run_script: RunScript):
    script = """
import asyncio
import playground.sdk as qianfan

async def main():
    chat_comp = qianfan.ChatCompletion()
    messages = [{"role": "user", "content": "Hello"}]
    resp = await chat_comp.ado(messages=messages)
    print(resp["body"]["result"])
    async for r in await chat_comp.ado(messages=messages, stream=True):
        print(r["result"], end="")
    # Given up half way, and never looked at.
    stream = await chat_comp.ado(messages=messages, endpoint="my-fault-deltas-500", stream=True)
    await anext(stream)
    await chat_comp.ado(messages=messages, endpoint="my-fault-deltas-500", stream=True)
    results = await qianfan.Completion().abatch_do(["One", "Two"], worker_num=10)
    print(len(results))

asyncio.run(main())
asyncio.run(main())
"""

    assert run_script(script).count("Hello") == 4


def test_blocking_calls_work_inside_a_running_loop(run_script: RunScript):
    script = """
import asyncio
import playground.sdk as qianfan

async def cell():
    chat_comp = qianfan.ChatCompletion()
    messages = [{"role": "user", "content": "Hello"}]
    print(chat_comp.do(messages=messages)["result"])
    print("".join(r["result"] for r in chat_comp.do(messages=messages, stream=True)))
    print(qianfan.Completion().batch_do(["Hello"]).results()[0]["result"])

asyncio.run(cell())
"""

    assert run_script(script).count("Hello") == 3


def test_a_loop_that_nobody_ends_leaves_nothing_open(run_script: RunScript):
    # As in a notebook, whose loop runs on between the cells.
    script = """
import asyncio, atexit
loop = asyncio.new_event_loop()
# So that Python does not complain of the loop itself.
atexit.register(loop.close)
import playground.sdk as qianfan
for _ in range(2):
    print(loop.run_until_complete(qianfan.Completion().ado("Hello"))["result"])
"""

    assert run_script(script).count("Hello") == 2


def test_a_stream_that_is_given_up_leaves_nothing_open(run_script: RunScript):
    script = """
import playground.sdk as qianfan
for r in qianfan.ChatCompletion(endpoint="my-fault-deltas-500").do(
    messages=[{"role": "user", "content": "Hello"}], stream=True
):
    print(r["result"])
    break
"""

    assert run_script(script) == "w0 \n"


def test_threads_share_a_client(run_script: RunScript):
    script = """
from concurrent.futures import ThreadPoolExecutor
import playground.sdk as qianfan

comp = qianfan.Completion()
with ThreadPoolExecutor(10) as pool:
    results = list(pool.map(lambda number: comp.do(f"Hello {number}"), range(40)))
print(sum(f"Hello {number}" in resp["result"] for number, resp in enumerate(results)))
"""

    assert run_script(script) == "40\n"


@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")
def test_a_forked_process_calls_on(run_script: RunScript):
    script = """
import multiprocessing
import playground.sdk as qianfan

comp = qianfan.Completion()

def ask(number):
    return comp.do(f"Hello {number}")["result"]

print("Hello first" in ask("first"))
with multiprocessing.get_context("fork").Pool(2) as pool:
    print(sum("Hello" in result for result in pool.map(ask, range(4))))
    pool.close()
    pool.join()
print("Hello last" in ask("last"))
"""

    assert run_script(script) == "True\n4\nTrue\n"


def test_responses_go_from_process_to_process(run_script: RunScript):
    script = """
import pickle
import playground.sdk as qianfan

resp = qianfan.Completion().do("Hello")
copy = pickle.loads(pickle.dumps(resp))
print(copy == resp, copy.request == resp.request, copy.headers == resp.headers)
print(b"secret" in pickle.dumps(resp))
"""

    assert run_script(script) == "True True True\nFalse\n"


def test_the_end_of_the_program_ends_a_batch_and_says_so(run_script: RunScript):
    script = """
import logging, sys
import playground.sdk as qianfan

logging.basicConfig(stream=sys.stdout, format="%(message)s")
task = qianfan.Completion().batch_do(["Hello"] * 5, worker_num=2, endpoint="my-fault-hang")
print(task.finished_count(), task.total_count(), flush=True)
"""

    output = run_script(script)

    assert output == ("0 5\nThe program ended before 5 of a batch's items were answered\n")


def test_an_interrupt_ends_a_batch(run_script: RunScript):
    script = """
import os, signal, threading
import playground.sdk as qianfan

task = qianfan.Completion().batch_do(["Hello"] * 5, worker_num=2, endpoint="my-fault-hang")
threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
try:
    task.results()
except KeyboardInterrupt:
    print([type(result).__name__ for result in task.results()])
"""

    assert run_script(script) == f"{['BatchClosedError'] * 5}\n"


def test_nothing_of_the_product_is_imported(run_script: RunScript):
    script = """
import sys
import playground.sdk
print(sorted(name for name in sys.modules
             if name.split(".")[0] in ("django", "channels", "celery", "qianfan")
             or name.startswith("playground.") and name.split(".")[1] not in ("gateway", "sdk")))
"""

    assert run_script(script, settings={}) == "[]\n"


def test_importing_reads_no_settings_and_starts_no_thread(run_script: RunScript):
    script = """
import threading
import playground.sdk
print(threading.active_count())
"""

    assert run_script(script, settings={"QIANFAN_LLM_API_RETRY_COUNT": "nonsense"}) == "1\n"
