from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from playground.batches.faults import FAULT_MESSAGES, REQUEST_MESSAGES, fault_sentence
from playground.batches.mapping_faults import mapping_faults
from playground.batches.models import BatchJob
from playground.gateway import ERROR_MESSAGES

ROOT = Path(__file__).resolve().parent.parent.parent


def job(**fields: Any) -> BatchJob:
    defaults: dict[str, Any] = {
        "columns": ["text", "lang"],
        "credential_id": 1,
        "provider": "qianfan_v1",
        "model": "ERNIE-4.0-8K",
        "prompt_template": "Say {{text}}",
    }
    return BatchJob(**{**defaults, **fields})


def found(**fields: Any) -> list[tuple[str, str]]:
    return [(fault.name, fault.code) for fault in mapping_faults(job(**fields))]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"model": ""},
        {"endpoint": "mine", "parameters": {"top_k": 3}},
        {"endpoint": "https://aip.baidubce.com/rpc/2.0/ai_custom/v1/wenxinworkshop/chat/mine"},
        {"provider": "openai_compatible", "model": "any"},
        {"provider": "openai_compatible", "model": "", "model_column": "lang"},
        {"provider": "openai_compatible", "model": "", "endpoint": "a/b"},
        {"prompt_template": "", "messages_column": "text"},
        {"prompt_template": "The same for all rows"},
        {"kind": "completion"},
        {"kind": "embedding", "model": "", "system_template": "{{left over}}"},
        {"kind": "image", "model": ""},
        {"kind": "plugin", "model": "", "endpoint": "mine"},
        {"kind": "plugin", "model": "", "plugins": ["eChart"]},
    ],
)
def test_what_can_be_asked_has_no_fault(fields: dict[str, Any]):
    assert found(**fields) == []


@pytest.mark.parametrize(
    ("fields", "name", "code"),
    [
        ({"credential_id": None}, "credential", "credential_missing"),
        ({"provider": ""}, "credential", "credential_missing"),
        ({"prompt_template": " "}, "prompt_template", "prompt_missing"),
        (
            {"prompt_template": "", "kind": "image", "model": "", "messages_column": "text"},
            *("prompt_template", "prompt_missing"),
        ),
        ({"prompt_template": "{{nope}}"}, "prompt_template", "column_unknown"),
        ({"system_template": "{{nope}}"}, "system_template", "column_unknown"),
        ({"model_column": "nope"}, "model_column", "column_unknown"),
        ({"temperature_column": "nope"}, "temperature_column", "column_unknown"),
        ({"system_column": "nope"}, "system_column", "column_unknown"),
        ({"messages_column": "nope"}, "messages_column", "column_unknown"),
        ({"model": "gpt-9"}, "model", "model_unknown"),
        ({"provider": "openai_compatible", "model": ""}, "model", "model_missing"),
        ({"endpoint": "a/b"}, "endpoint", "endpoint_invalid"),
        ({"parameters": {"top_p": 2}}, "parameters", "parameter_out_of_range"),
        ({"parameters": {"colour": "red"}}, "parameters", "parameter_unknown"),
        (
            {"kind": "plugin", "provider": "qianfan_v2", "model": ""},
            *("kind", "kind_unsupported"),
        ),
        ({"kind": "plugin", "model": ""}, "plugins", "plugins_missing"),
        (
            {"model": "Yi-34B-Chat", "system_template": "Be kind."},
            *("system_template", "system_prompt_unsupported"),
        ),
        (
            {"kind": "embedding", "model": "", "temperature_column": "lang"},
            *("temperature_column", "parameter_unknown"),
        ),
    ],
)
def test_what_cannot_be_asked_is_told(fields: dict[str, Any], name: str, code: str):
    assert found(**fields) == [(name, code)]


def test_all_faults_are_told_at_once():
    assert found(
        model="ERNIE-4.0-8K",
        prompt_template="{{a}} {{b}}",
        parameters={"top_p": 2, "temperature": 0},
    ) == [
        ("parameters", "parameter_out_of_range"),
        ("parameters", "parameter_out_of_open_range"),
        ("prompt_template", "column_unknown"),
        ("prompt_template", "column_unknown"),
    ]


def test_every_fault_has_a_sentence():
    faults = mapping_faults(job(prompt_template="{{nope}}", model_column="left"))
    sentences = [fault_sentence(fault.code, fault.parameters) for fault in faults]

    assert {fault.code for fault in faults} <= {*FAULT_MESSAGES, *ERROR_MESSAGES}
    assert ["nope" in sentences[0], "left" in sentences[1]] == [True, True]


@pytest.mark.parametrize("code", REQUEST_MESSAGES)
def test_every_fault_of_what_is_asked_is_documented(code: str):
    document = (ROOT / "docs" / "reference" / "batches.md").read_text(encoding="utf-8")
    sentence = re.sub(r"%\(\w+\)s", "…", str(REQUEST_MESSAGES[code]))

    assert f"| `{code}` | {sentence} |" in document


def test_no_sentence_is_left_over():
    folder = ROOT / "playground" / "batches"
    names = ("call_targets.py", "mapping_faults.py", "message_lists.py", "row_requests.py")
    source = "".join((folder / name).read_text(encoding="utf-8") for name in names)

    assert {code for code in REQUEST_MESSAGES if f'"{code}"' not in source} == set()
