"""What the codes of each provider are told as."""

from __future__ import annotations

import pytest

from playground.gateway import (
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
from playground.gateway.registry import PROVIDERS

IAM = IamKey("ALTAKdummy", "secret")


def mapped(provider: str, answer: PlainAnswer, auth: object = IAM) -> GatewayError:
    connection = Connection(provider, "https://models.example.com", auth)
    return PROVIDERS[provider](connection).map_error(answer)


@pytest.mark.parametrize(
    ("code", "error_class", "our_code", "retryable"),
    [
        (2, ProviderUnavailableError, "provider_overloaded", True),
        (3, NotFoundError, "model_not_found", False),
        (4, RateLimitError, "quota_exhausted", False),
        (6, PermissionDeniedError, "permission_denied", False),
        (14, AuthenticationError, "signature_mismatch", False),
        (17, PermissionDeniedError, "service_not_opened", False),
        (18, RateLimitError, "rate_limited", True),
        (110, AuthenticationError, "access_token_expired", False),
        (111, AuthenticationError, "access_token_expired", False),
        (336003, InvalidRequestError, "invalid_request", False),
        (336006, InvalidRequestError, "messages_invalid", False),
        (336007, ContextLengthError, "context_too_long", False),
        (336100, ProviderUnavailableError, "provider_overloaded", True),
        (336103, ContextLengthError, "context_too_long", False),
        (336104, ContentFilteredError, "system_prompt_filtered", False),
        (336501, RateLimitError, "rate_limited", True),
        (336502, RateLimitError, "token_rate_limited", True),
        (336999, InvalidRequestError, "invalid_request", False),
        (424242, ProviderUnavailableError, "provider_unavailable", False),
    ],
)
def test_v1_codes(code, error_class, our_code, retryable):
    error = mapped("qianfan_v1", PlainAnswer(200, {}, {"error_code": code, "error_msg": "no"}))

    assert (type(error), error.code, error.retryable) == (error_class, our_code, retryable)
    assert error.provider_code == str(code)


def test_v1_refusals_of_the_gateway_before_it_have_no_body():
    headers = {"x-bce-error-code": "NotFound", "x-bce-error-message": "Could not find credential."}

    error = mapped("qianfan_v1", PlainAnswer(403, headers))

    assert error.code == "signature_mismatch"
    assert error.provider_message == "Could not find credential."


@pytest.mark.parametrize(
    ("status", "code", "error_class", "our_code"),
    [
        (400, "invalid_messages", InvalidRequestError, "messages_invalid"),
        (400, "invalid_argument", InvalidRequestError, "invalid_request"),
        (400, "characters_too_long", ContextLengthError, "context_too_long"),
        (400, "image_url_unsafe", ContentFilteredError, "content_filtered"),
        (401, "invalid_model", NotFoundError, "model_not_found"),
        (401, "invalid_iam_token", AuthenticationError, "access_token_expired"),
        (401, "invalid_appid", AuthenticationError, "authentication_failed"),
        (403, "system_unsafe", ContentFilteredError, "system_prompt_filtered"),
        (403, "account_overdue", PermissionDeniedError, "service_not_opened"),
        (429, "rpm_rate_limit_exceeded", RateLimitError, "rate_limited"),
        (429, "tpm_rate_limit_exceeded", RateLimitError, "token_rate_limited"),
        (429, "something_new", RateLimitError, "rate_limited"),
        (500, "internal_error", ProviderUnavailableError, "provider_unavailable"),
        (503, "", ProviderUnavailableError, "provider_unavailable"),
    ],
)
def test_v2_codes(status, code, error_class, our_code):
    payload = {"error": {"code": code, "message": "no", "type": "x"}, "id": "as-1"}

    error = mapped("qianfan_v2", PlainAnswer(status, {}, payload))

    assert (type(error), error.code) == (error_class, our_code)
    assert error.request_id == "as-1"


def test_a_pasted_v2_key_is_wrong_and_not_expired():
    payload = {"error": {"code": "invalid_iam_token", "message": "no"}}

    error = mapped("qianfan_v2", PlainAnswer(401, {}, payload), BearerKey("key"))

    assert error.code == "authentication_failed"


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
