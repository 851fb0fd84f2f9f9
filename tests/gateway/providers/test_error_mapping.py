"""What the codes of each provider are told as; the tables repeat the protocol's row by row."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.gateway import (
    ERROR_MESSAGES,
    ApplicationKey,
    AuthenticationError,
    BearerKey,
    Connection,
    ContentFilteredError,
    ContextLengthError,
    IamKey,
    InvalidRequestError,
    NotFoundError,
    PermissionDeniedError,
    ProviderUnavailableError,
    RateLimitError,
)
from playground.gateway.errors import GatewayError
from playground.gateway.provider_errors import PlainAnswer
from playground.gateway.providers import qianfan_v1_errors, qianfan_v2_errors
from playground.gateway.registry import PROVIDERS

IAM = IamKey("ALTAKdummy", "secret")
KEYS = (IAM, BearerKey("key-for-tests"), ApplicationKey("api-key-for-tests", "secret-for-tests"))
DOCUMENT = Path(__file__).parents[3] / "docs/reference/error-codes.md"

# Code, message, class, our code, tried again.
V1_ROWS = [
    (1, "Unknown error", ProviderUnavailableError, "provider_unavailable", False),
    (
        *(2, "Service temporarily unavailable"),
        *(ProviderUnavailableError, "provider_overloaded", True),
    ),
    (3, "Unsupported openapi method", NotFoundError, "model_not_on_v1", False),
    (4, "Open api request limit reached", RateLimitError, "provider_rate_limited", False),
    (6, "No permission to access data", PermissionDeniedError, "permission_denied", False),
    (13, "Get service token failed", AuthenticationError, "authentication_failed", False),
    (14, "IAM Certification failed", AuthenticationError, "signature_mismatch", False),
    (
        *(15, "app not exists or create failed"),
        *(ProviderUnavailableError, "application_not_ready", True),
    ),
    (
        *(17, "Open api daily request limit reached"),
        *(PermissionDeniedError, "service_not_opened", False),
    ),
    (18, "Open api qps request limit reached", RateLimitError, "rate_limited", True),
    (19, "Open api total request limit reached", RateLimitError, "quota_exhausted", False),
    (100, "Invalid parameter", AuthenticationError, "authentication_failed", False),
    (
        *(110, "Access token invalid or no longer valid"),
        *(AuthenticationError, "access_token_expired", False),
    ),
    (111, "Access token expired", AuthenticationError, "access_token_expired", False),
    (216100, "invalid param", InvalidRequestError, "plugin_argument_invalid", False),
    (216203, "image", InvalidRequestError, "plugin_argument_invalid", False),
    (216400, "backend error", ProviderUnavailableError, "provider_unavailable", False),
    (336000, "Internal error", ProviderUnavailableError, "provider_unavailable", False),
    (336001, "Invalid Argument", InvalidRequestError, "invalid_request", False),
    (336002, "Invalid JSON", InvalidRequestError, "invalid_request", False),
    (336003, "Invalid parameter", InvalidRequestError, "invalid_request", False),
    (
        *(336003, "message content can not be empty"),
        *(InvalidRequestError, "message_content_blank", False),
    ),
    (
        *(336003, "function_call's name can't be blank"),
        *(InvalidRequestError, "function_name_blank", False),
    ),
    (
        *(336003, "the length of messages must be an odd number"),
        *(InvalidRequestError, "messages_invalid", False),
    ),
    (336003, "messages length must be odd", InvalidRequestError, "messages_invalid", False),
    (336003, "invalid role in message 2", InvalidRequestError, "messages_invalid", False),
    (336004, "permission error", PermissionDeniedError, "permission_denied", False),
    (336005, "API name not exist", NotFoundError, "model_not_found", False),
    (
        *(336006, "the role of message with odd index in the messages must be assistant"),
        *(InvalidRequestError, "messages_invalid", False),
    ),
    (
        *(336007, "the max input characters is 20000"),
        *(ContextLengthError, "context_over_limit", False),
    ),
    (336007, "too long", ContextLengthError, "context_too_long", False),
    (
        *(336100, "the server is high load, please try again"),
        *(ProviderUnavailableError, "provider_overloaded", True),
    ),
    (336101, "Invalid HTTP Method", InvalidRequestError, "invalid_request", False),
    (336103, "Prompt tokens too long", ContextLengthError, "context_too_long", False),
    (336104, "invalid system", ContentFilteredError, "system_prompt_filtered", False),
    (336105, "invalid user_setting", ContentFilteredError, "system_prompt_filtered", False),
    (336501, "Rate limit reached for RPM", RateLimitError, "rate_limited", True),
    (336502, "Rate limit reached for TPM", RateLimitError, "token_rate_limited", True),
    (500000, "console internal error", ProviderUnavailableError, "provider_unavailable", True),
    # Codes that no table has.
    (336999, "new", InvalidRequestError, "invalid_request", False),
    (424242, "new", ProviderUnavailableError, "provider_unavailable", False),
]

# Status, code, type, message, class, our code, tried again.
BAD, DENIED, LIMITED = "invalid_request_error", "access_denied", "rate_limit_exceeded"
UNSAFE, BROKEN = "unsafe_request", "Internal_error"
V2_ROWS = [
    (400, "malformed_json", BAD, "", InvalidRequestError, "invalid_request", False),
    (400, "invalid_model", BAD, "model is empty", InvalidRequestError, "model_missing", False),
    (400, "invalid_messages", BAD, "", InvalidRequestError, "messages_invalid", False),
    (
        *(400, "invalid_messages", BAD, "message content can not be empty"),
        *(InvalidRequestError, "message_content_blank", False),
    ),
    (
        *(400, "characters_too_long", BAD, "the max input characters is 8000"),
        *(ContextLengthError, "context_over_limit", False),
    ),
    (
        *(400, "tokens_too_long", BAD, "Prompt tokens too long"),
        *(ContextLengthError, "context_too_long", False),
    ),
    (400, "invalid_argument", BAD, "", InvalidRequestError, "invalid_request", False),
    (
        *(400, "invalid_argument", BAD, "function_call's name can't be blank"),
        *(InvalidRequestError, "function_name_blank", False),
    ),
    (
        *(400, "invalid_image_generation_prompt", BAD, ""),
        *(InvalidRequestError, "image_prompt_invalid", False),
    ),
    (
        *(400, "invalid_image_generation_refer_image", BAD, ""),
        *(InvalidRequestError, "reference_image_invalid", False),
    ),
    (400, "invalid_image_url", BAD, "", InvalidRequestError, "image_url_invalid", False),
    (
        *(400, "invalid_plugin_argument", BAD, ""),
        *(InvalidRequestError, "plugin_argument_invalid", False),
    ),
    (400, "image_url_unsafe", UNSAFE, "", ContentFilteredError, "image_filtered", False),
    (
        *(401, "invalid_iam_token", BAD, "IAM Certification failed"),
        *(AuthenticationError, "access_token_expired", False),
    ),
    (401, "invalid_appid", DENIED, "", AuthenticationError, "application_id_invalid", False),
    (
        *(401, "invalid_model", BAD),
        "The model does not exist or you do not have access to it.",
        *(NotFoundError, "model_not_accessible", False),
    ),
    (
        *(401, "no_parameter_permission", DENIED, ""),
        *(PermissionDeniedError, "parameter_not_permitted", False),
    ),
    (403, "system_unsafe", UNSAFE, "", ContentFilteredError, "system_prompt_filtered", False),
    (
        *(403, "user_setting_unsafe", UNSAFE, ""),
        *(ContentFilteredError, "system_prompt_filtered", False),
    ),
    (403, "functions_unsafe", UNSAFE, "", ContentFilteredError, "tools_filtered", False),
    (403, "account_overdue", DENIED, "", PermissionDeniedError, "account_overdue", False),
    (403, "model_offline", DENIED, "", NotFoundError, "model_offline", False),
    (405, "method_not_supported", BAD, "", InvalidRequestError, "invalid_request", False),
    *(
        (429, code, LIMITED, "", RateLimitError, our_code, True)
        for code, our_code in {
            "rpm_rate_limit_exceeded": "rate_limited",
            "tpm_rate_limit_exceeded": "token_rate_limited",
            "input_tpm_rate_limit_exceeded": "token_rate_limited",
            "output_tpm_rate_limit_exceeded": "token_rate_limited",
            "user_rate_limit_exceeded": "rate_limited",
            "preemptible_rate_limit_exceeded": "provider_rate_limited",
            "cluster_rate_limit_exceeded": "provider_rate_limited",
            "cluster_rpm_rate_limit_exceeded": "provider_rate_limited",
            "cluster_tpm_rate_limit_exceeded": "provider_rate_limited",
            "Offline_batch_reasoning_refused": "provider_rate_limited",
            "a_new_limit": "rate_limited",
        }.items()
    ),
    *(
        (500, code, BROKEN, "", ProviderUnavailableError, "provider_unavailable", True)
        for code in (
            *("internal_error", "dispatch_internal_error", "image_generation_interal_error"),
            "a_new_fault",
        )
    ),
    # Codes that no table has are judged by their type, and then by their status.
    (200, "new", UNSAFE, "", ContentFilteredError, "content_filtered", False),
    (400, "new", "", "", InvalidRequestError, "invalid_request", False),
    (401, "new", BAD, "", AuthenticationError, "authentication_failed", False),
    (403, "new", DENIED, "", PermissionDeniedError, "permission_denied", False),
    (429, "new", "", "", RateLimitError, "rate_limited", True),
    (503, "", "", "", ProviderUnavailableError, "provider_unavailable", True),
]

# Status, code, message, class, our code: of the gate in front of V1, V2 and the console.
GATE_ROWS = [
    (403, "AccessDenied", "", PermissionDeniedError, "permission_denied"),
    (
        *(403, "AccessDenied", "NotFound, cause: Could not find credential."),
        *(AuthenticationError, "unknown_access_key"),
    ),
    (
        *(403, "AccessDenied"),
        "SignatureDoesNotMatch, cause: Fail to authn user: Signature does not match",
        *(AuthenticationError, "signature_mismatch"),
    ),
    (403, "NotFound", "Could not find credential.", AuthenticationError, "unknown_access_key"),
    (403, "InvalidAccessKeyId", "", AuthenticationError, "unknown_access_key"),
    (400, "InvalidHTTPAuthHeader", "", AuthenticationError, "signature_mismatch"),
    (400, "RequestExpired", "", AuthenticationError, "signature_expired"),
    (400, "SignatureDoesNotMatch", "", AuthenticationError, "signature_mismatch"),
    (400, "InappropriateJSON", "", InvalidRequestError, "invalid_request"),
]


def mapped(provider: str, answer: PlainAnswer, auth: object = IAM) -> GatewayError:
    connection = Connection(provider, "https://models.example.com", auth)
    return PROVIDERS[provider](connection).map_error(answer)


@pytest.mark.parametrize(("code", "message", "error_class", "our_code", "retryable"), V1_ROWS)
def test_v1_codes(code, message, error_class, our_code, retryable):
    payload = {"error_code": code, "error_msg": message, "id": "as-1"}

    error = mapped("qianfan_v1", PlainAnswer(200, {}, payload))

    assert (type(error), error.code, error.retryable) == (error_class, our_code, retryable)
    assert (error.provider_code, error.provider_message) == (str(code), message)
    assert error.request_id == "as-1"
    assert error.user_message.endswith(".")


@pytest.mark.parametrize(
    ("status", "code", "kind", "message", "error_class", "our_code", "retryable"), V2_ROWS
)
def test_v2_codes(status, code, kind, message, error_class, our_code, retryable):
    payload = {"error": {"code": code, "message": message, "type": kind}, "id": "as-1"}

    error = mapped("qianfan_v2", PlainAnswer(status, {}, payload))

    assert (type(error), error.code, error.retryable) == (error_class, our_code, retryable)
    assert error.provider_code == (code or kind)
    assert error.request_id == "as-1"
    assert error.user_message.endswith(".")


@pytest.mark.parametrize("provider", ["qianfan_v1", "qianfan_v2"])
@pytest.mark.parametrize(("status", "code", "message", "error_class", "our_code"), GATE_ROWS)
def test_codes_of_the_gate(provider, status, code, message, error_class, our_code):
    payload = {"requestId": "r-1", "code": code, "message": message}
    headers = {"x-bce-error-code": code, "x-bce-error-message": message, "x-bce-request-id": "r-1"}

    with_body = mapped(provider, PlainAnswer(status, {}, payload))
    without = mapped(provider, PlainAnswer(status, headers))

    for error in (with_body, without):
        assert (type(error), error.code, error.retryable) == (error_class, our_code, False)
        assert error.request_id == "r-1"


def test_a_reason_may_stand_in_the_code_of_the_gate():
    headers = {"x-bce-error-code": "SignatureDoesNotMatch, cause: Signature does not match"}

    error = mapped("qianfan_v1", PlainAnswer(400, headers))

    assert (error.code, error.provider_code) == ("signature_mismatch", "SignatureDoesNotMatch")
    assert error.provider_message.endswith("cause: Signature does not match")


def test_an_unknown_refusal_of_the_gate_is_a_matter_of_the_signature():
    error = mapped("qianfan_v1", PlainAnswer(400, {"x-bce-error-code": "SomethingNew"}))

    assert error.code == "signature_mismatch"


def test_the_limit_is_taken_out_of_the_message():
    payload = {"error_code": 336007, "error_msg": "the max input characters is 20000"}

    error = mapped("qianfan_v1", PlainAnswer(200, {}, payload))

    assert error.message_parameters == {"limit": 20_000}
    assert "at most 20000 characters" in error.user_message


def test_the_time_to_wait_is_kept():
    payload = {"error": {"code": "rpm_rate_limit_exceeded"}}

    error = mapped("qianfan_v2", PlainAnswer(429, {"retry-after": "7"}, payload))

    assert (error.retryable, error.retry_after_seconds) == (True, 7.0)


def test_a_pasted_v2_key_is_wrong_and_not_expired():
    payload = {"error": {"code": "invalid_iam_token", "message": "no"}}

    error = mapped("qianfan_v2", PlainAnswer(401, {}, payload), BearerKey("key"))

    assert error.code == "authentication_failed"


def test_every_code_of_qianfan_stands_in_a_row_and_in_the_document():
    v1 = {str(row[0]) for row in V1_ROWS}
    v2 = {row[1] for row in V2_ROWS}
    gate = {row[1] for row in GATE_ROWS}
    document = DOCUMENT.read_text()

    assert set(qianfan_v1_errors.ERROR_RULES) <= v1 | gate
    # Types, and names that older documents spell in another way.
    rest = set(qianfan_v2_errors.ERROR_RULES) - v2 - gate
    assert {code for code in rest if "_genration_" not in code} == {UNSAFE, BROKEN, LIMITED}
    for code in (*qianfan_v1_errors.ERROR_RULES, *qianfan_v2_errors.ERROR_RULES):
        assert f"`{code}`" in document


@pytest.mark.parametrize(
    ("status", "payload", "error_class"),
    [
        (400, {"error": {"code": "context_length_exceeded"}}, ContextLengthError),
        (401, {"error": {"code": "invalid_api_key"}}, AuthenticationError),
        (404, {"error": "model 'x' not found"}, NotFoundError),
        (404, {"detail": "Not Found"}, NotFoundError),
        (400, {"object": "error", "message": "bad", "code": 400}, InvalidRequestError),
        (200, {"error": {"type": "server_error", "message": "x"}}, ProviderUnavailableError),
        (200, {"error": {"message": "x"}}, GatewayError),
    ],
)
def test_openai_compatible_codes(status, payload, error_class):
    error = mapped("openai_compatible", PlainAnswer(status, {}, payload), BearerKey("key"))

    assert type(error) is error_class


KNOWN_CODES = st.sampled_from(
    [*qianfan_v1_errors.ERROR_RULES, *qianfan_v2_errors.ERROR_RULES, "server_error"]
)
KNOWN_TEXTS = st.sampled_from(
    [row[1] for row in V1_ROWS] + ["the max input characters is " + "9" * 40]
)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | KNOWN_CODES | KNOWN_TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
FACTS = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("code", "message", "type", "param"), JSON_VALUES)
)
ERROR_KEYS = (
    *("error", "error_code", "error_msg", "error_description", "code", "message", "detail"),
    *("id", "log_id", "requestId", "object"),
)
PAYLOADS = st.fixed_dictionaries({}, optional=dict.fromkeys(ERROR_KEYS, JSON_VALUES | FACTS))
HEADERS = st.dictionaries(
    st.sampled_from(
        ["x-bce-error-code", "x-bce-error-message", "x-baidu-request-id", "retry-after"]
    ),
    st.text(max_size=50) | KNOWN_CODES,
)


@pytest.mark.parametrize("provider", PROVIDERS)
@given(
    status=st.integers(100, 599),
    headers=HEADERS,
    payload=PAYLOADS | st.dictionaries(st.text(), JSON_VALUES, max_size=3),
    auth=st.sampled_from(KEYS),
)
def test_whatever_a_provider_answers_is_told_in_a_sentence(
    provider, status, headers, payload, auth
):
    error = mapped(provider, PlainAnswer(status, headers, payload), auth)

    assert isinstance(error, GatewayError)
    assert error.code in ERROR_MESSAGES
    assert error.user_message.endswith(".")
    assert error.provider == provider
    assert len(error.provider_code) <= 100
    assert len(error.provider_message) <= 500
