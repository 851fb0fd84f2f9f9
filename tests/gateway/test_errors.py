from __future__ import annotations

import pickle
import re
from pathlib import Path

import pytest

from playground import gateway
from playground.gateway import ERROR_MESSAGES, ErrorDetails, GatewayError, MessageOrderError, errors
from playground.gateway.providers import openai_compatible, qianfan_v1_errors, qianfan_v2

SOURCES = Path(gateway.__file__).parent


def all_classes(root: type[GatewayError]) -> list[type[GatewayError]]:
    return [root, *(leaf for child in root.__subclasses__() for leaf in all_classes(child))]


@pytest.mark.parametrize("error_class", all_classes(GatewayError), ids=lambda c: c.__name__)
def test_every_error_says_something_and_can_be_pickled(error_class):
    error = error_class(details=ErrorDetails(provider="qianfan_v1", status_code=429))

    copy = pickle.loads(pickle.dumps(error))

    assert error.code in ERROR_MESSAGES
    assert (copy.code, copy.provider, copy.status_code) == (error.code, "qianfan_v1", 429)
    assert error.__doc__


@pytest.mark.parametrize("error_class", all_classes(GatewayError), ids=lambda c: c.__name__)
def test_every_error_stands_in_the_drawn_tree(error_class):
    assert f"{error_class.__name__} " in errors.__doc__ or error_class is GatewayError


@pytest.mark.parametrize(
    "rules",
    [qianfan_v1_errors.ERROR_RULES, qianfan_v2.ERROR_RULES, openai_compatible.ERROR_RULES],
)
def test_every_provider_code_leads_to_a_sentence(rules):
    for rule in rules.values():
        assert rule.make(errors.NO_DETAILS).user_message


def test_every_sentence_belongs_to_a_code_that_is_used():
    sources = "\n".join(
        path.read_text() for path in SOURCES.rglob("*.py") if path.name != "error_messages.py"
    )

    unused = [code for code in ERROR_MESSAGES if f'"{code}"' not in sources]

    assert unused == []


@pytest.mark.parametrize("code", ERROR_MESSAGES)
def test_every_sentence_ends_like_one_and_takes_only_names(code):
    sentence = ERROR_MESSAGES[code]

    assert sentence.endswith(".")
    assert "%" not in re.sub(r"%\([a-z]+\)s", "", sentence)


def test_a_sentence_is_filled_in():
    error = MessageOrderError("message_blank", position=2)

    assert error.user_message == "Message 3 is empty. Write something in it or delete it."
    assert error.message_parameters == {"number": 3}
    assert str(error) == f"message_blank: {error.user_message}"


def test_error_codes_are_documented():
    reference = Path(__file__).parents[2] / "docs/reference/error-codes.md"
    text = reference.read_text()

    assert [code for code in ERROR_MESSAGES if f"`{code}`" not in text] == []
