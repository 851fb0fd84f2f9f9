"""The official `qianfan` package, unmodified, works with the sandbox in each way it can sign in."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from tests.sandbox.official import APPLICATION, BEARER, IAM, run_client

PROGRAM = Path(__file__).with_name("qianfan_client.py")


@pytest.mark.parametrize("keys", [APPLICATION, IAM], ids=["oauth", "signed"])
def test_v1_works_with_the_official_package(
    sandbox: str, http: httpx.Client, tmp_path: Path, keys: dict[str, str]
) -> None:
    before = http.get("/sandbox/stats").json()

    results = run_client(PROGRAM, sandbox, "v1", keys, tmp_path)

    assert "Hello from the official client" in results["text"]
    assert results["streamed"] == results["async_text"] == results["text"] == results["retried"]
    assert results["is_end"] is True
    assert results["request_id"].startswith("sdk-py-")
    assert results["error_code"] == 18
    assert results["async_frames"] == 31
    tokens = http.get("/sandbox/stats").json()["access_tokens_issued"]
    assert (tokens > before["access_tokens_issued"]) == (keys is APPLICATION)


@pytest.mark.parametrize("keys", [APPLICATION, IAM], ids=["oauth", "signed"])
def test_v1_calls_functions_for_the_official_package(
    sandbox: str, tmp_path: Path, keys: dict[str, str]
) -> None:
    results = run_client(PROGRAM, sandbox, "v1_functions", keys, tmp_path)

    assert json.loads(results["call"]["arguments"]) == {"location": "Beijing"}
    assert 'get_weather → {"sky": "clear"}' in results["answer"]
    # It asks to go on by itself, and joins both parts.
    assert results["joined"].count("not a model") + results["joined"].count("不是模型") == 2


@pytest.mark.parametrize("keys", [APPLICATION, IAM], ids=["oauth", "signed"])
def test_v1_completes_and_looks_for_the_official_package(
    sandbox: str, tmp_path: Path, keys: dict[str, str]
) -> None:
    results = run_client(PROGRAM, sandbox, "v1_texts", keys, tmp_path)

    completion, chat, seen = results["completion"], results["chat"], results["seen"]
    assert (completion["object"], completion["is_safe"]) == ("completion", 1)
    assert completion["result"] == results["own"]
    # A chat model is asked through the chat path, and the package renames the object.
    assert chat["object"] == "completion"
    assert "need_clear_history" in chat
    assert "BMP of 16 × 16 pixels" in seen["result"]
    assert "medium gray" in seen["result"]
    assert results["seen_streamed"] == seen["result"]


@pytest.mark.parametrize("keys", [APPLICATION, IAM], ids=["oauth", "signed"])
def test_v1_runs_plugins_for_the_official_package(
    sandbox: str, tmp_path: Path, keys: dict[str, str]
) -> None:
    results = run_client(PROGRAM, sandbox, "v1_plugins", keys, tmp_path)

    assert results["whole"]["meta_info"]["request"]["city"] == "Beijing"
    assert results["frames"][0]["plugin_id"] == "uuid-weatherforecast"
    text = "".join(frame["result"] for frame in results["frames"][1:])
    assert text == results["whole"]["result"]
    for model in ("EBPlugin", "EBPluginV2"):
        drawn, events = results[model]["drawn"], results[model]["events"]
        assert '"data":["apples","pears"]' in drawn["result"]
        assert {event["_event"] for event in events} == {"pluginMeta", "plugin", "chat"}
        assert events[-1]["usage"]["plugins"] == drawn["usage"]["plugins"]
        text = "".join(event.get("result", "") for event in events)
        assert text == drawn["result"]


@pytest.mark.parametrize("keys", [APPLICATION, IAM], ids=["oauth", "signed"])
def test_v1_works_in_batches_with_the_official_package(
    sandbox: str, tmp_path: Path, keys: dict[str, str]
) -> None:
    results = run_client(PROGRAM, sandbox, "v1_batches", keys, tmp_path)

    for name, word in (("chats", "number"), ("completions", "prompt")):
        for answers in (results[name], results[f"async_{name}"]):
            assert [f"“{word} {n}”" in text for n, text in enumerate(answers)] == [True] * 4
    assert results["mixed"] == [0, 336006]


@pytest.mark.parametrize("keys", [BEARER, IAM], ids=["key", "exchanged"])
def test_v2_works_with_the_official_package(
    sandbox: str, tmp_path: Path, keys: dict[str, str]
) -> None:
    results = run_client(PROGRAM, sandbox, "v2", keys, tmp_path)

    assert "Hello from the official client" in results["text"]
    assert results["streamed"] == results["text"]
    assert results["call"] == {"name": "get_weather", "arguments": '{"location":"Beijing"}'}
    assert 'get_weather → {"sky": "clear"}' in results["answer"]
    assert [f"“number {n}”" in text for n, text in enumerate(results["batch"])] == [True] * 4
