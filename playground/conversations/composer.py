"""What the composer offers for the settings of a conversation."""

from __future__ import annotations

from collections.abc import Mapping

from playground.conversations.completion_settings import ChosenSettings
from playground.conversations.refusals import RequestRefused
from playground.conversations.tools import Function, function_parameters, read_functions
from playground.credentials.models import Credential
from playground.gateway import ModelSpec
from playground.runs import model_offers
from playground.runs.model_offers import (
    ChosenModel,
    ModelGroup,
    ParameterInput,
    remembered_lists,
)

__all__ = ["model_groups", "offered_functions", "parameter_inputs", "remembered_lists"]


def model_groups(
    credential: Credential | None,
    listed: Mapping[str, tuple[ModelSpec, ...]],
    settings: ChosenSettings,
) -> tuple[ModelGroup, ...]:
    """Group the chat models that a credential can call, see `runs.model_offers`."""
    return model_offers.model_groups(credential, listed, _chosen_model(settings))


def parameter_inputs(settings: ChosenSettings) -> list[ParameterInput]:
    """List the parameters of a model but those which the functions of the settings become."""
    inputs = model_offers.parameter_inputs(_chosen_model(settings), settings.parameters)
    functions = function_parameters(settings.provider)
    return [each for each in inputs if each.is_changed or each.spec.name not in functions]


def offered_functions(settings: ChosenSettings) -> tuple[Function, ...]:
    """List the functions of settings; none where what is kept cannot be read."""
    try:
        return read_functions(settings.tools)
    except RequestRefused:
        return ()


def _chosen_model(settings: ChosenSettings) -> ChosenModel:
    return ChosenModel(settings.provider, settings.model, settings.endpoint)
