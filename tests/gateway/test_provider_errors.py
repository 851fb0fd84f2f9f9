from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from playground.gateway import (
    ApplicationKey,
    AuthenticationError,
    BearerKey,
    ContextLengthError,
    IamKey,
    InvalidRequestError,
    MalformedResponseError,
    NoKey,
    NotFoundError,
    PermissionDeniedError,
    ProviderUnavailableError,
    RateLimitError,
)
from playground.gateway.errors import ErrorDetails
from playground.gateway.provider_errors import (
    ErrorRule,
    PlainAnswer,
    describe_failure,
    error_from_status,
    find_rate_limits,
    parse_retry_after,
    scrub,
    secrets_of,
)

NOW = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "error_class"),
    [
        (400, InvalidRequestError),
        (401, AuthenticationError),
        (402, PermissionDeniedError),
        (403, PermissionDeniedError),
        (404, NotFoundError),
        (418, InvalidRequestError),
        (429, RateLimitError),
        (500, ProviderUnavailableError),
        (529, ProviderUnavailableError),
        (302, MalformedResponseError),
        (200, MalformedResponseError),
    ],
)
def test_a_status_alone_says_much(status, error_class):
    assert type(error_from_status(ErrorDetails(status_code=status))) is error_class


@pytest.mark.parametrize(
    ("payload", "headers", "code", "message"),
    [
        ({"error_code": 18, "error_msg": "too fast"}, {}, "18", "too fast"),
        ({"error": {"code": "c", "message": "m", "type": "t"}}, {}, "c", "m"),
        ({"error": {"type": "t", "message": "m"}}, {}, "t", "m"),
        ({"error": {"code": 404, "message": "m"}}, {}, "404", "m"),
        ({"error": "boom"}, {}, "boom", "boom"),
        ({"error": "invalid_client", "error_description": "d"}, {}, "invalid_client", "d"),
        ({"requestId": "r", "code": "AccessDenied", "message": "m"}, {}, "AccessDenied", "m"),
        ({"detail": "Not Found"}, {}, "", "Not Found"),
        ({}, {"x-bce-error-code": "C", "x-bce-error-message": "M"}, "C", "M"),
        ({"error": {"code": None, "message": ["x"]}, "error_msg": {}}, {}, "", ""),
    ],
)
def test_the_facts_are_found_wherever_they_stand(payload, headers, code, message):
    details = describe_failure(PlainAnswer(400, headers, payload), "p", NoKey())

    assert (details.provider_code, details.provider_message) == (code, message)


def test_the_request_id_comes_from_the_body_or_a_header():
    headers = {"x-baidu-request-id": "from-header"}

    bodies = [{"id": "as-1"}, {"requestId": "r-1"}, {"request_id": "r-2"}, {"log_id": 17}, {}]

    found = [
        describe_failure(PlainAnswer(400, headers, body), "p", NoKey()).request_id
        for body in bodies
    ]

    assert found == ["as-1", "r-1", "r-2", "17", "from-header"]


@pytest.mark.parametrize(
    "auth",
    [
        ApplicationKey("0123456789abcdefghijklmn", "s3cr3t-s3cr3t-s3cr3t-s3cr3t-1234"),
        IamKey("ALTAK0123456789abcdef", "s3cr3t-s3cr3t-s3cr3t-s3cr3t-1234"),
        BearerKey("a-key-without-any-known-prefix"),
    ],
)
def test_keys_that_a_provider_quotes_are_masked(auth):
    quoted = " ".join(secrets_of(auth))
    payload = {"error": {"code": "invalid_api_key", "message": f"Incorrect key: {quoted}."}}

    details = describe_failure(PlainAnswer(401, {}, payload), "p", auth)

    for secret in secrets_of(auth):
        assert secret not in details.provider_message
    assert "***" in details.provider_message


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer SECRET-SECRET",
        "POST /chat?access_token=SECRET-SECRET&x=1",
        "?client_id=SECRET&client_secret=SECRET-SECRET",
        "key bce-v3/ALTAK-SECRET/SECRET is wrong",
        "key sk-SECRETSECRET is wrong",
        "bce-auth-v1/SECRET/2024/300/host/SECRET",
        "token 24.0123456789abcdef0123456789abcdef.2592000.1700000000.282335-1 expired",
    ],
)
def test_what_looks_like_a_key_is_masked_as_well(text):
    masked = scrub(text, ())

    assert "SECRET" not in masked
    assert "0123456789abcdef" not in masked
    assert "***" in masked


def test_a_key_at_the_edge_of_a_long_message_is_masked_before_the_cut():
    key = "a-key-without-any-known-prefix"
    message = "x" * 485 + key

    details = describe_failure(PlainAnswer(401, {}, {"error_msg": message}), "p", BearerKey(key))

    assert details.provider_message == "x" * 485 + "***"


def test_messages_are_short_and_clean():
    message = "a\x00\ud83c" + "x" * 10_000

    details = describe_failure(PlainAnswer(400, {}, {"error_msg": message}), "p", NoKey())

    assert len(details.provider_message) == 500
    assert details.provider_message.startswith("a\N{REPLACEMENT CHARACTER}x")


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        ("1.5", 1.5),
        ("", None),
        ("soon", None),
        ("-1", None),
        ("inf", None),
        ("٣", None),
        ("Tue, 02 Jan 2024 03:04:35 GMT", 30.0),
        ("Tue, 02 Jan 2024 03:00:00 GMT", 0.0),
    ],
)
def test_retry_after_is_seconds_or_a_date(value, seconds):
    assert parse_retry_after(value, NOW) == seconds


def test_rate_limits_are_read_from_their_headers():
    headers = {
        "x-ratelimit-remaining-tokens": "99",
        "x-ratelimit-limit-requests": "many",
        "x-other": "1",
    }

    assert find_rate_limits(headers) == {"remaining-tokens": 99}


def test_a_message_may_say_more_than_its_code():
    limit = ErrorRule(ContextLengthError, "context_over_limit")
    rule = ErrorRule(
        InvalidRequestError, by_message=((re.compile(r"at most (?P<limit>\d+)"), limit),)
    )

    refined = rule.make(ErrorDetails(provider_message="use at most 12 letters"))
    plain = rule.make(ErrorDetails(provider_message="no"))

    assert (refined.code, refined.message_parameters) == ("context_over_limit", {"limit": 12})
    assert type(refined) is ContextLengthError
    assert (type(plain), plain.code) == (InvalidRequestError, "invalid_request")
