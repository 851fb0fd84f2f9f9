"""Makes tokens of keys: OAuth for an application's key, a bearer token for an IAM key."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx

from playground.gateway.authentication import ApplicationKey, IamKey, key_text
from playground.gateway.connection import Timeouts
from playground.gateway.egress import validate_base_url
from playground.gateway.errors import AuthenticationError, GatewayError, MalformedResponseError
from playground.gateway.payloads import as_text, parse_object
from playground.gateway.provider_errors import PlainAnswer, describe_failure, error_from_status
from playground.gateway.providers.base import USER_AGENT, Provider
from playground.gateway.providers.bce_errors import BCE_RULES
from playground.gateway.runtime import Runtime
from playground.gateway.signing import sign_request
from playground.gateway.tokens import Token, cache_key
from playground.gateway.transport import send
from playground.gateway.values import JSON

DEFAULT_IAM_BASE_URL = "https://iam.bj.baidubce.com"

_BEARER_LIFETIME_SECONDS = 43_200
# Where the answer does not say: short, for a token that is still good can be fetched again.
_UNKNOWN_LIFETIME_SECONDS = 3_600.0
_MAX_LIFETIME_SECONDS = 400 * 86_400.0
_TIMEOUTS = Timeouts(first_byte_seconds=15.0, idle_seconds=15.0, total_seconds=30.0)


async def fetch_application_token(
    auth: ApplicationKey, provider: Provider, runtime: Runtime, rejected: str
) -> str:
    """Return an OAuth access token, from the cache if there is a good one.

    Raises: AuthenticationError, and whatever sending can raise.
    """

    async def fetch() -> Token:
        request = _token_request("POST", f"{provider.base_url}/oauth/2.0/token")
        # The interface wants the secret in the query: never log these addresses.
        request.url = request.url.copy_merge_params(
            {
                "grant_type": "client_credentials",
                "client_id": key_text(auth.api_key),
                "client_secret": key_text(auth.secret_key),
            }
        )
        answer = await _ask(request, provider, runtime)
        token = as_text(answer.payload.get("access_token"))
        if not token:
            raise _oauth_error(answer, provider)
        return Token(token, _lifetime(answer.payload.get("expires_in")))

    key = cache_key("oauth", provider.base_url, auth.api_key, auth.secret_key)
    return await runtime.tokens.get(key, fetch, rejected=rejected)


async def fetch_bearer_token(
    auth: IamKey, provider: Provider, runtime: Runtime, rejected: str
) -> str:
    """Return a bearer token exchanged for an IAM key, from the cache if there is a good one.

    Raises: AuthenticationError, PermissionDeniedError, and whatever sending can raise.
    """
    connection = provider.connection
    base_url = validate_base_url(connection.iam_base_url or DEFAULT_IAM_BASE_URL, connection.egress)

    async def fetch() -> Token:
        request = _token_request("GET", f"{base_url}/v1/BCE-BEARER/token")
        request.url = request.url.copy_set_param("expireInSeconds", _BEARER_LIFETIME_SECONDS)
        sign_request(request, auth, runtime.now())
        answer = await _ask(request, provider, runtime)
        token = as_text(answer.payload.get("token"))
        if not token:
            raise _exchange_error(answer, provider)
        return Token(token, _lifetime_until(answer.payload.get("expireTime"), runtime.now()))

    key = cache_key("bearer", base_url, auth.access_key, auth.secret_key)
    return await runtime.tokens.get(key, fetch, rejected=rejected)


def _token_request(method: str, url: str) -> httpx.Request:
    headers = {
        "Content-Type": "application/json",
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "User-Agent": USER_AGENT,
    }
    return httpx.Request(method, url, headers=headers, content=b"{}" if method == "POST" else None)


async def _ask(request: httpx.Request, provider: Provider, runtime: Runtime) -> PlainAnswer:
    transport = runtime.transport_for(provider.connection.egress)
    async with await send(transport, request, _TIMEOUTS, provider.name) as answer:
        body = await answer.read_all()
    headers = dict(answer.headers)
    try:
        return PlainAnswer(answer.status_code, headers, parse_object(body))
    except MalformedResponseError:
        return PlainAnswer(answer.status_code, headers)


def _oauth_error(answer: PlainAnswer, provider: Provider) -> GatewayError:
    details = describe_failure(answer, provider.name, provider.connection.auth)
    if as_text(answer.payload.get("error")):
        # The status of these answers is not reliable, and both faults are `invalid_client`.
        is_key_unknown = "unknown client" in details.provider_message.lower()
        return AuthenticationError(
            "unknown_api_key" if is_key_unknown else "wrong_secret_key", details=details
        )
    return error_from_status(details)


def _exchange_error(answer: PlainAnswer, provider: Provider) -> GatewayError:
    details = describe_failure(answer, provider.name, provider.connection.auth)
    if rule := BCE_RULES.get(details.provider_code):
        return rule.make(details)
    if details.provider_code and answer.status_code < 500:
        return AuthenticationError("signature_mismatch", details=details)
    return error_from_status(details)


def _lifetime(seconds: JSON) -> float:
    if isinstance(seconds, int | float) and 0 < seconds <= _MAX_LIFETIME_SECONDS:
        return float(seconds)
    return _UNKNOWN_LIFETIME_SECONDS


def _lifetime_until(moment: JSON, now: float) -> float:
    try:
        expires_at = datetime.fromisoformat(as_text(moment))
    except ValueError:
        return _UNKNOWN_LIFETIME_SECONDS
    if expires_at.tzinfo is None:
        expires_at = expires_at.replace(tzinfo=UTC)
    return _lifetime(expires_at.timestamp() - now)
