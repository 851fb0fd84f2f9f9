from __future__ import annotations

import pytest

from playground.credentials.models import CredentialKind
from playground.gateway import ModelSpec, ParameterSpec, Task
from playground.runs.model_offers import (
    ChosenModel,
    ParameterInput,
    model_groups,
    parameter_inputs,
)
from tests.factories import make_credential

V2 = ChosenModel("qianfan_v2")


@pytest.fixture
def credential(alice):
    parts = {"api_key": "bce-v3/ALTAK-x/y"}
    return make_credential(owner=alice, kind=CredentialKind.QIANFAN_V2, parts=parts)


def names(groups):
    return [model.name for group in groups for model in group.models]


def test_without_a_credential_nothing_is_offered():
    assert model_groups(None, {}, V2) == ()


def test_only_the_models_of_the_task_are_offered(credential):
    groups = model_groups(credential, {}, V2, Task.EMBEDDING)

    assert {model.task for group in groups for model in group.models} == {Task.EMBEDDING}


def test_a_chat_model_completes_prompts(credential):
    assert "ernie-lite-8k" in names(model_groups(credential, {}, V2, Task.COMPLETION))


def test_what_a_provider_lists_is_offered_in_the_place_of_the_catalogue(credential):
    listed = {"qianfan_v2": (ModelSpec("mine", "qianfan_v2", "mine"),)}

    assert names(model_groups(credential, listed, V2)) == ["mine"]


def test_what_is_chosen_is_offered_though_nobody_lists_it(credential):
    groups = model_groups(credential, {}, ChosenModel("qianfan_v2", "unheard-of"))

    assert "unheard-of" in names(groups)
    assert groups[0].chosen is not None
    assert groups[0].chosen.name == "unheard-of"


def test_own_services_are_a_group_of_their_own(credential):
    own = ModelSpec("Mine", "qianfan_v2", "am-1", is_custom=True)

    groups = model_groups(
        credential, {"qianfan_v2": (own,)}, ChosenModel("qianfan_v2", "Mine", "am-1")
    )

    assert groups[-1].models == (own,)
    assert groups[-1].chosen == own


def test_parameters_have_the_values_that_are_set():
    inputs = parameter_inputs(
        ChosenModel("qianfan_v2", "ernie-lite-8k"), {"temperature": 0.5, "unknown": 1}
    )

    values = {each.spec.name: each.value for each in inputs}
    assert values["temperature"] == 0.5
    assert values["top_p"] is None
    assert "unknown" not in values


def test_json_that_is_unfinished_stays_as_typed():
    spec = ParameterSpec("tools", "json")

    assert ParameterInput(spec, "[{").text == "[{"
    assert ParameterInput(spec, [1]).text == "[1]"
