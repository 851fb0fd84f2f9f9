from __future__ import annotations

import json
from typing import Any

import pytest

from playground.batches.faults import FAULT_MESSAGES
from playground.batches.models import BatchJob
from playground.batches.row_requests import RowFault, RowRequests
from playground.gateway import (
    ERROR_MESSAGES,
    ChatMessage,
    ChatRequest,
    CompletionRequest,
    EmbeddingRequest,
    ErniePluginRequest,
    ImageRequest,
    PluginRequest,
)

COLUMNS = ["text", "model", "temperature", "system", "messages"]
MESSAGES = [
    {"role": "system", "content": "Be kind."},
    {"role": "user", "content": "Hello"},
    {"role": "assistant", "content": "Hi!"},
    {"role": "user", "content": "Bye"},
]


def requests(**fields: Any) -> RowRequests:
    defaults: dict[str, Any] = {
        "columns": COLUMNS,
        "provider": "qianfan_v1",
        "model": "ERNIE-4.0-8K",
        "prompt_template": "Say {{text}}",
    }
    return RowRequests(BatchJob(**{**defaults, **fields}))


def row(**cells: str) -> list[str]:
    return [cells.get(column, "") for column in COLUMNS]


def faults(requests: RowRequests, **cells: str) -> list[tuple[str, str]]:
    return [(fault.code, fault.column) for fault in requests.check(row(**cells))]


def listed(*messages: dict[str, Any]) -> str:
    return json.dumps(messages, ensure_ascii=False)


def test_a_row_becomes_a_chat():
    made = requests(
        system_template="You are {{system}}.", parameters={"top_p": 0.5}, is_streaming=True
    )

    assert made.build(row(text="你好", system="kind")) == ChatRequest(
        (ChatMessage("user", "Say 你好"),),
        model="ERNIE-4.0-8K",
        system="You are kind.",
        parameters={"top_p": 0.5},
        is_streaming=True,
    )


@pytest.mark.parametrize(
    ("fields", "request_"),
    [
        (
            {"kind": "completion", "model": "SQLCoder-7B"},
            CompletionRequest("Say x", "SQLCoder-7B", is_streaming=False),
        ),
        (
            {"kind": "embedding", "model": "bge-large-zh"},
            EmbeddingRequest(("Say x",), "bge-large-zh"),
        ),
        (
            {"kind": "image", "model": "", "parameters": {"n": 2}},
            ImageRequest("Say x", parameters={"n": 2}),
        ),
        (
            {"kind": "plugin", "model": "", "endpoint": "mine", "plugins": ["uuid-1"]},
            PluginRequest("Say x", "mine", ("uuid-1",), is_streaming=False),
        ),
        (
            {"kind": "plugin", "model": "", "plugins": ["eChart"]},
            ErniePluginRequest((ChatMessage("user", "Say x"),), ("eChart",), is_streaming=False),
        ),
        (
            {"model": "", "endpoint": "mine"},
            ChatRequest((ChatMessage("user", "Say x"),), endpoint="mine", is_streaming=False),
        ),
    ],
)
def test_each_kind_has_its_request(fields: dict[str, Any], request_: Any):
    made = requests(**fields)

    assert made.build(row(text="x")) == request_
    assert made.check(row(text="x")) == []


def test_a_kind_without_system_prompt_leaves_it_aside():
    made = requests(kind="completion", system_template="Be kind.", messages_column="messages")

    assert made.check(row(text="x", messages="no JSON")) == []


def test_cells_beat_what_is_set_for_all_rows():
    made = requests(
        endpoint="mine",
        system_template="Be kind.",
        parameters={"temperature": 0.1, "top_p": 0.5},
        model_column="model",
        temperature_column="temperature",
        system_column="system",
    )

    built = made.build(row(text="x", model="ERNIE-Speed-8K", temperature="0.9", system="Be rude."))

    assert isinstance(built, ChatRequest)
    assert (built.model, built.endpoint, built.system) == ("ERNIE-Speed-8K", "", "Be rude.")
    assert built.parameters == {"temperature": 0.9, "top_p": 0.5}


def test_empty_cells_leave_what_is_set_for_all_rows():
    made = requests(
        system_template="Be kind.",
        parameters={"temperature": 0.1},
        model_column="model",
        temperature_column="temperature",
        system_column="system",
        messages_column="messages",
    )

    built = made.build(row(text="x", model=" ", temperature=" ", system="\n", messages=" "))

    assert isinstance(built, ChatRequest)
    assert (built.model, built.system) == ("ERNIE-4.0-8K", "Be kind.")
    assert built.parameters == {"temperature": 0.1}
    assert built.messages == (ChatMessage("user", "Say x"),)


def test_a_model_is_an_error_only_where_the_catalogue_is_closed():
    v1 = requests(model_column="model")
    v2 = requests(model_column="model", provider="qianfan_v2", model="ernie-4.0-8k")

    (fault,) = v1.check(row(text="x", model="gpt-9"))

    assert (fault.code, fault.column, fault.value) == ("model_unknown", "model", "gpt-9")
    assert fault.parameters == {"model": "gpt-9"}
    assert v2.check(row(text="x", model="gpt-9")) == []


def test_a_row_without_model_needs_one_where_there_is_no_default():
    made = requests(provider="openai_compatible", model="", model_column="model")

    assert faults(made, text="x") == [("model_missing", "model")]
    assert faults(made, text="x", model="any") == []


def test_the_model_of_a_row_must_take_the_parameters_of_all():
    made = requests(model_column="model", parameters={"penalty_score": 1.5, "stop": ["x"]})

    assert faults(made, text="x", model="ChatLaw") == [
        ("parameter_unknown", "model"),
        ("parameter_unknown", "model"),
    ]
    assert faults(made, text="x", model="ERNIE-Speed-8K") == []


@pytest.mark.parametrize(
    ("temperature", "code"),
    [
        ("0.5", None),
        ("1", None),
        (" 1e-1 ", None),
        ("0", "parameter_out_of_open_range"),
        ("1.01", "parameter_out_of_open_range"),
        ("-1", "parameter_out_of_open_range"),
        ("nan", "parameter_out_of_open_range"),
        ("inf", "parameter_out_of_open_range"),
        ("warm", "parameter_not_number"),
        ("0,5", "parameter_not_number"),
        ("1_0", "parameter_not_number"),
    ],
)
def test_a_temperature_is_a_number_in_the_range_of_the_model(temperature: str, code: str | None):
    made = requests(temperature_column="temperature")

    found = made.check(row(text="x", temperature=temperature))

    assert [fault.code for fault in found] == ([] if code is None else [code])
    for fault in found:
        assert (fault.column, fault.value) == ("temperature", temperature)


def test_the_range_of_the_temperature_is_that_of_the_model_of_the_row():
    made = requests(
        provider="qianfan_v2",
        model="ernie-4.0-8k",
        model_column="model",
        temperature_column="temperature",
    )

    assert faults(made, text="x", temperature="1.5") != []
    assert faults(made, text="x", temperature="1.5", model="some-open-model") == []


def test_a_list_of_messages_is_sent_in_the_place_of_the_prompt():
    made = requests(messages_column="messages", system_template="Be brief.")

    built = made.build(row(messages=listed(*MESSAGES)))

    assert isinstance(built, ChatRequest)
    assert built.system == "Be kind."
    assert [message.content for message in built.messages] == ["Hello", "Hi!", "Bye"]
    assert made.check(row(messages=listed(*MESSAGES))) == []


def test_messages_may_stand_in_an_object_beside_a_system_prompt():
    made = requests(messages_column="messages", prompt_template="")
    cell = json.dumps({"system": "Be kind.", "messages": MESSAGES[1:]})

    built = made.build(row(messages=cell))

    assert isinstance(built, ChatRequest)
    assert (built.system, len(built.messages)) == ("Be kind.", 3)
    assert made.check(row(messages=cell)) == []


def test_the_system_column_beats_the_system_message():
    made = requests(messages_column="messages", system_column="system")

    built = made.build(row(messages=listed(*MESSAGES), system="Be rude."))

    assert isinstance(built, ChatRequest)
    assert built.system == "Be rude."
    assert built.messages[0].role == "user"


def test_names_in_messages_are_kept():
    made = requests(provider="openai_compatible", model="m", messages_column="messages")

    built = made.build(row(messages=listed({"role": "user", "content": "x", "name": "ann"})))

    assert isinstance(built, ChatRequest)
    assert built.messages == (ChatMessage("user", "x", "ann"),)


def test_messages_go_to_plugins_as_history_and_question():
    application = requests(kind="plugin", model="", endpoint="mine", messages_column="messages")

    built = application.build(row(messages=listed(*MESSAGES[1:])))

    assert isinstance(built, PluginRequest)
    assert built.query == "Bye"
    assert [message.role for message in built.history] == ["user", "assistant"]
    assert faults(application, messages=listed(*MESSAGES[1:3])) == [
        ("message_last_not_user", "messages")
    ]
    assert faults(application, messages=listed(*MESSAGES)) == [
        ("system_prompt_unsupported", "messages")
    ]


@pytest.mark.parametrize(
    ("cell", "code", "number"),
    [
        ("[", "messages_not_json", None),
        ("hello", "messages_not_json", None),
        ('{"role": "user"}', "messages_not_list", None),
        ('"text"', "messages_not_list", None),
        ("1", "messages_not_list", None),
        ('{"messages": {}}', "messages_not_list", None),
        ('{"messages": [], "system": 1}', "messages_not_list", None),
        ("[]", "messages_empty", None),
        ("[1]", "message_not_object", 1),
        (listed(MESSAGES[1], {"role": "robot", "content": "x"}), "message_role_unknown", 2),
        (listed({"role": ["user"], "content": "x"}), "message_role_unknown", 1),
        (listed({"content": "x"}), "message_role_unknown", 1),
        (listed({"role": "user", "content": None}), "message_content_not_text", 1),
        (listed({"role": "user", "content": [{}]}), "message_content_not_text", 1),
        (listed({"role": "user", "content": "x", "name": 1}), "message_name_not_text", 1),
        (listed({"role": "user", "content": " "}), "message_blank", 1),
        (listed(MESSAGES[0], MESSAGES[1], MESSAGES[1]), "message_expected_assistant", 3),
        (listed(*MESSAGES[:3]), "message_last_not_user", 3),
        (listed(MESSAGES[1], MESSAGES[0]), "message_system_not_first", 2),
        ("[" * 5_000, "messages_not_json", None),
        ("[" * 500 + "]" * 500, "message_not_object", 1),
    ],
)
def test_what_is_wrong_with_messages_is_told_with_its_number(
    cell: str, code: str, number: int | None
):
    made = requests(messages_column="messages")

    (fault,) = made.check(row(messages=cell))

    assert (fault.code, fault.column) == (code, "messages")
    assert code in {**FAULT_MESSAGES, **ERROR_MESSAGES}
    assert fault.value
    assert cell.startswith(fault.value[:1]) or code.startswith("message_")
    if number is not None:
        assert fault.parameters["number"] == number


def test_no_message_is_judged_by_the_prompt():
    made = requests(messages_column="messages", prompt_template="")

    assert faults(made) == [("messages_blank", "messages")]


def test_a_row_that_gives_nothing_to_its_prompt_is_at_fault():
    made = requests(prompt_template="Say {{text}} {{model}}")

    assert faults(made, text=" ", system="x") == [("prompt_blank", "text")]
    assert faults(made, model="x") == []


def test_a_prompt_that_is_too_long_is_the_fault_of_the_longest_cell():
    made = requests(prompt_template="{{system}} {{text}}", model="ERNIE-4.0-8K")

    (fault,) = made.check(row(text="x" * 30_000, system="y"))

    assert (fault.code, fault.column) == ("context_too_many_characters", "text")
    assert fault.value == "x" * 200


def test_a_system_prompt_must_be_one_that_the_model_of_the_row_takes():
    made = requests(model_column="model", system_template="Be kind.", system_column="system")

    assert faults(made, text="x", model="Yi-34B-Chat") == [("system_prompt_unsupported", "model")]
    assert faults(made, text="x", model="Yi-34B-Chat", system="Be rude.") == [
        ("system_prompt_unsupported", "system")
    ]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"kind": "embedding", "model": "Embedding-V1"}, "text_too_long"),
        ({"kind": "image", "model": ""}, "prompt_too_long"),
        ({"kind": "plugin", "model": "", "endpoint": "mine"}, "prompt_too_long"),
    ],
)
def test_other_services_have_their_limits(fields: dict[str, Any], code: str):
    assert faults(requests(**fields), text="x" * 1_100) == [(code, "text")]


def test_all_faults_of_a_row_are_told_at_once():
    made = requests(
        model_column="model", temperature_column="temperature", messages_column="messages"
    )

    found = faults(made, model="gpt-9", temperature="hot", messages="[1, 2]")

    assert found == [
        ("model_unknown", "model"),
        ("parameter_not_number", "temperature"),
        ("message_not_object", "messages"),
        ("message_not_object", "messages"),
    ]


def test_no_row_has_faults_without_end():
    made = requests(messages_column="messages")

    assert len(made.check(row(messages=json.dumps([1] * 1_000)))) == 20


def test_a_row_at_fault_is_not_built():
    made = requests(temperature_column="temperature")

    with pytest.raises(RowFault) as caught:
        made.build(row(text="x", temperature="hot"))

    fault = caught.value
    assert (fault.code, fault.column, fault.value) == ("parameter_not_number", "temperature", "hot")
    assert fault.parameters == {"parameter": "temperature"}


@pytest.mark.parametrize("cell", ["{{model}}", "{x.__class__}", "{% debug %}", "%s"])
def test_cells_are_no_templates(cell: str):
    made = requests(prompt_template="{{text}}", system_template="{{system}}")

    built = made.build(row(text=cell, system=cell, model="secret"))

    assert isinstance(built, ChatRequest)
    assert (built.messages[0].content, built.system) == (cell, cell)
