from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.gateway import MODELS, ModelSpec, Task, find_model, models_for, parameters_for
from playground.gateway.catalog.overlay import overlay_models, overlay_services

PREFIX = "https://aip.baidubce.com/rpc/2.0/ai_custom/v1/wenxinworkshop"
BUILT_IN = [model for model in MODELS if model.provider == "qianfan_v1"]


def service(name: str, path: str, **more: object) -> dict[str, object]:
    return {"name": name, "url": f"{PREFIX}/{path}", "chargeStatus": "OPENED", **more}


def listed(*common: object, custom: tuple[object, ...] = ()) -> dict[str, object]:
    return {"log_id": "1", "result": {"common": [*common], "custom": [*custom]}}


def found(payload: dict[str, object], name: str) -> ModelSpec:
    (spec,) = [spec for spec in overlay_services(payload) if spec.name == name]
    return spec


def test_an_empty_list_leaves_the_built_in_table():
    assert list(overlay_services({})) == BUILT_IN


def test_a_known_model_keeps_what_is_known_and_moves_to_the_listed_endpoint():
    spec = found(listed(service("ernie-4.0-8k", "chat/completions_pro_2")), "ERNIE-4.0-8K")
    known = find_model("qianfan_v1", "ERNIE-4.0-8K")

    assert (spec.endpoint, spec.charge_status) == ("completions_pro_2", "OPENED")
    assert (spec.max_input_characters, spec.parameters) == (20_000, known.parameters)
    assert not spec.is_custom


def test_a_model_is_known_by_its_old_name_as_well():
    specs = overlay_services(listed(service("ERNIE-Bot-4", "chat/completions_pro")))

    assert [spec.name for spec in specs] == [spec.name for spec in BUILT_IN]


def test_a_new_name_at_a_known_endpoint_has_the_known_limits():
    spec = found(listed(service("ERNIE-Next", "chat/completions_pro")), "ERNIE-Next")

    assert spec.max_input_characters == 20_000
    assert spec.aliases == ()


def test_a_new_model_takes_every_sensible_parameter():
    spec = found(listed(service("ERNIE-5", "chat/ernie-5")), "ERNIE-5")

    assert (spec.endpoint, spec.task) == ("ernie-5", Task.CHAT)
    assert spec.parameters == parameters_for("qianfan_v1", endpoint="ernie-5")
    assert spec.max_input_characters is None


@pytest.mark.parametrize(
    ("path", "task", "endpoint"),
    [
        ("chat/mine", Task.CHAT, "mine"),
        ("completions/mine", Task.COMPLETION, "mine"),
        ("embeddings/mine", Task.EMBEDDING, "mine"),
        ("text2image/mine", Task.IMAGE, "mine"),
        ("image2text/mine", Task.IMAGE_TO_TEXT, "mine"),
        ("reranker/mine", Task.RERANK, "mine"),
        ("plugin/mine/", Task.PLUGIN, "mine"),
        ("erniebot/mine", Task.PLUGIN, "erniebot/mine"),
    ],
)
def test_the_address_says_what_a_service_does(path, task, endpoint):
    spec = found(listed(custom=(service("Mine", path),)), "Mine")

    assert (spec.task, spec.endpoint, spec.is_custom) == (task, endpoint, True)
    assert spec.parameters == parameters_for("qianfan_v1", endpoint="mine", task=task)


def test_own_services_come_last_and_do_not_replace_models_of_the_same_name():
    custom = (service("ERNIE-4.0-8K", "chat/mine_1"), service("ERNIE-4.0-8K", "chat/mine_2"))

    specs = overlay_services(listed(service("ERNIE-5", "chat/ernie-5"), custom=custom))

    assert [spec.endpoint for spec in specs[-3:]] == ["ernie-5", "mine_1", "mine_2"]
    assert [spec.is_custom for spec in specs[-3:]] == [False, True, True]
    assert len(specs) == len(BUILT_IN) + 3


@pytest.mark.parametrize(
    ("states", "is_listed"),
    [
        ([], True),
        (["Done"], True),
        (["Something new"], True),
        (["Failed", "Done"], True),
        (["Deploying"], False),
        (["Stopped", "failed"], False),
    ],
)
def test_a_service_that_does_not_run_is_left_out(states, is_listed):
    versions = [{"trainType": "x", "serviceStatus": state} for state in states]

    specs = overlay_services(listed(custom=(service("Mine", "chat/mine", versionList=versions),)))

    assert ("Mine" in [spec.name for spec in specs]) == is_listed


def test_the_newer_list_tells_own_services_by_their_id():
    items = [
        service("ERNIE-5", "chat/ernie-5", serviceId="svcp-1", chargeStatus="Free"),
        service("Mine", "chat/mine", serviceId="svco-1", runStatus="Serving"),
        service("Idle", "chat/idle", serviceId="svco-2", runStatus="Stopped"),
    ]

    specs = overlay_services({"requestId": "r", "result": {"serviceList": items}})

    assert [(spec.name, spec.is_custom) for spec in specs[-2:]] == [
        *(("ERNIE-5", False), ("Mine", True))
    ]
    assert specs[-2].charge_status == "Free"


@pytest.mark.parametrize(
    "item",
    [
        {},
        {"name": "Mine"},
        {"name": "", "url": f"{PREFIX}/chat/mine"},
        {"name": ["Mine"], "url": f"{PREFIX}/chat/mine"},
        {"name": "Mine", "url": 7},
        {"name": "Mine", "url": "mine"},
        {"name": "Mine", "url": f"{PREFIX}/chat/"},
        {"name": "Mine", "url": f"{PREFIX}/chat/.."},
        {"name": "Mine", "url": f"{PREFIX}/chat/mine?x=1"},
        {"name": "Mine", "url": f"{PREFIX}/chat/a b"},
        {"name": "Mine", "url": f"{PREFIX}/speech/mine"},
        {"name": "Mine", "url": "https://qianfan.baidubce.com/v2/chat/completions"},
        "Mine",
        None,
    ],
)
def test_what_cannot_be_called_is_left_out(item):
    assert list(overlay_services(listed(item, custom=(item,)))) == BUILT_IN


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
KINDS = st.sampled_from(["chat", "embeddings", "plugin", "erniebot", "v2", ""])
URLS = st.builds(lambda kind, rest: f"{PREFIX}/{kind}/{rest}", KINDS, st.text(max_size=20))
ITEMS = st.fixed_dictionaries(
    {},
    optional={
        "name": JSON_VALUES,
        "url": JSON_VALUES | URLS,
        "chargeStatus": JSON_VALUES,
        "serviceId": JSON_VALUES,
        "runStatus": JSON_VALUES,
        "versionList": JSON_VALUES,
    },
)
LISTS = st.lists(ITEMS | JSON_VALUES, max_size=4) | JSON_VALUES
RESULTS = st.fixed_dictionaries(
    {}, optional={"common": LISTS, "custom": LISTS, "serviceList": LISTS}
)


@given(st.fixed_dictionaries({"result": RESULTS | JSON_VALUES}))
def test_whatever_the_console_answers_gives_models_that_can_be_called(payload):
    specs = overlay_services(payload)

    assert len(specs) >= len(BUILT_IN)
    for spec in specs:
        last = spec.endpoint.removeprefix("erniebot/")
        assert spec.name
        assert last.isascii()
        assert not set(last) & set("/?#%\\ ")
        assert last.strip(".")


def test_listed_ids_are_laid_over_the_models_of_v2():
    specs = overlay_models("qianfan_v2", ("ERNIE-4.0-8K", "ernie-9", "", "ernie-9"))
    built_in = [model for model in MODELS if model.provider == "qianfan_v2"]

    assert list(specs[:-1]) == built_in
    assert (specs[-1].name, specs[-1].endpoint, specs[-1].task) == ("ernie-9", "ernie-9", Task.CHAT)
    assert specs[-1].parameters == parameters_for("qianfan_v2", endpoint="ernie-9")


@pytest.mark.parametrize(
    ("model_id", "task"),
    [
        ("qwen3-embedding-8b", Task.EMBEDDING),
        ("text-embedding-3-small", Task.EMBEDDING),
        ("bge-m3", Task.EMBEDDING),
        ("qwen3-reranker-4b", Task.RERANK),
        ("bge-reranker-large", Task.RERANK),
        ("flux.1-dev", Task.IMAGE),
        ("gpt-image-1", Task.IMAGE),
        ("qwen3-32b", Task.CHAT),
    ],
)
def test_an_id_tells_what_a_model_does(model_id, task):
    (spec,) = overlay_models("openai_compatible", (model_id,))

    assert spec.task == task
    assert models_for("openai_compatible", task) == ()
