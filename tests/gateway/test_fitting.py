from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.gateway.catalog import find_model
from playground.gateway.errors import ContextLengthError, GatewayError
from playground.gateway.fitting import fit_messages
from playground.gateway.messages import check_messages, model_of, split_system
from playground.gateway.token_estimates import estimate_request_tokens
from playground.gateway.values import ChatMessage, ChatRequest, ToolCall

PROVIDER = "qianfan_v1"
ROLES = {"s": "system", "u": "user", "a": "assistant", "t": "tool"}
MODEL = find_model(PROVIDER, "ERNIE-3.5-8K")
LIMIT = MODEL.max_input_characters


def turn(role: str, length: int) -> ChatMessage:
    # Of one word, so that the tokens stay few.
    calls = (ToolCall("lookup", "{}"),) if role == "c" else ()
    return ChatMessage(
        ROLES.get(role, "assistant"), "x" * length, "lookup" if role == "t" else "", calls
    )


def request_of(roles: str, length: int, **values: object) -> ChatRequest:
    return ChatRequest(
        tuple(turn(role, length) for role in roles), **{"model": MODEL.name, **values}
    )


def roles_of(request: ChatRequest) -> str:
    letters = {role: letter for letter, role in ROLES.items()}
    return "".join(
        "c" if message.tool_calls else letters[message.role] for message in request.messages
    )


@pytest.mark.parametrize("roles", ["", "s", "u", "uau", "suau"])
def test_a_request_that_fits_comes_back_as_it_is(roles: str):
    request = request_of(roles, 10)

    assert fit_messages(request, PROVIDER) is request


@pytest.mark.parametrize("values", [{"endpoint": "my-own"}, {"model": "no-such-model"}])
def test_without_a_known_limit_nothing_goes(values: dict[str, str]):
    request = request_of("uauau", LIMIT, **values)

    assert fit_messages(request, PROVIDER) is request


@pytest.mark.parametrize(
    ("roles", "fraction", "kept"),
    [
        ("uau", 0.5, "u"),
        ("uauau", 0.3, "uau"),
        ("suauau", 0.3, "su"),
        ("uauauau", 0.19, "uauau"),
        # The call, its result and the answer go with the question.
        ("uctauau", 0.3, "uau"),
        ("uauct", 0.3, "uct"),
        ("uauctau", 0.2, "uctau"),
    ],
)
def test_whole_exchanges_go_the_oldest_first(roles: str, fraction: float, kept: str):
    request = request_of(roles, int(LIMIT * fraction))

    fitted = fit_messages(request, PROVIDER)

    assert roles_of(fitted) == kept
    check_messages(fitted, PROVIDER)


def test_the_system_prompt_of_the_request_counts_too():
    request = request_of("uau", LIMIT // 4, system="y" * (LIMIT // 2))

    fitted = fit_messages(request, PROVIDER)

    assert roles_of(fitted) == "u"
    assert fitted.system == request.system


def test_tokens_are_a_limit_of_their_own():
    # Two characters a token: the limit of tokens is met long before that of characters.
    text = "a " * (MODEL.max_input_tokens * 3 // 5)
    messages = tuple(ChatMessage(ROLES[role], text) for role in "uau")
    assert sum(len(message.content) for message in messages) < LIMIT

    fitted = fit_messages(ChatRequest(messages, model=MODEL.name), PROVIDER)

    assert roles_of(fitted) == "u"


@pytest.mark.parametrize("roles", ["u", "uau", "suau", "uact"])
def test_a_last_exchange_that_is_too_long_is_an_error(roles: str):
    with pytest.raises(ContextLengthError) as caught:
        fit_messages(request_of(roles, LIMIT + 1), PROVIDER)

    assert caught.value.code == "context_too_many_characters"
    assert str(LIMIT) in caught.value.user_message


LENGTHS = st.integers(1, LIMIT * 2 // 3)
WORDS = st.sampled_from(["语" * 7_000, "a " * 4_000])
TURNS = st.builds(turn, st.sampled_from("suact"), LENGTHS)
WORDY_TURNS = st.builds(ChatMessage, st.sampled_from(["user", "assistant"]), WORDS)
ANY_TURNS = st.lists(TURNS | WORDY_TURNS, max_size=8)
ORDERED_ROLES = st.from_regex(r"s?(u(ct){0,2}a){0,4}u(ct){0,2}", fullmatch=True)
ORDERED_TURNS = ORDERED_ROLES.flatmap(
    lambda roles: st.tuples(*(st.builds(turn, st.just(role), LENGTHS) for role in roles))
)
REQUESTS = st.builds(
    lambda turns, system: ChatRequest(tuple(turns), model=MODEL.name, system=system),
    ORDERED_TURNS | ANY_TURNS,
    st.sampled_from(["", "y" * (LIMIT // 5)]),
)


@given(REQUESTS)
def test_what_remains_fits_and_ends_as_it_did(request_: ChatRequest):
    try:
        fitted = fit_messages(request_, PROVIDER)
    except ContextLengthError:
        return

    if request_.messages:
        (system, turns), (same_system, rest) = split_system(request_), split_system(fitted)
        assert system == same_system
        assert turns[len(turns) - len(rest) :] == rest
        characters = len(system) + sum(len(message.content) for message in rest)
        assert characters <= LIMIT
        assert estimate_request_tokens(fitted) <= model_of(fitted, PROVIDER).max_input_tokens


def _order_fault(request: ChatRequest) -> str:
    try:
        check_messages(request, PROVIDER)
    except ContextLengthError:
        return ""
    except GatewayError as error:
        return error.code
    return ""


@given(REQUESTS)
def test_messages_in_order_stay_in_order(request_: ChatRequest):
    if _order_fault(request_):
        return
    try:
        fitted = fit_messages(request_, PROVIDER)
    except ContextLengthError:
        return

    check_messages(fitted, PROVIDER)
