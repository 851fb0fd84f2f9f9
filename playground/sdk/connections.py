"""Which key a client calls with, and where: its own arguments first, then the shared settings."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from playground.gateway.authentication import (
    AccessToken,
    ApplicationKey,
    Authentication,
    BearerKey,
    IamKey,
    NoKey,
)
from playground.gateway.connection import Connection, EgressPolicy
from playground.gateway.limits import RateLimits
from playground.gateway.tokens import cache_key
from playground.sdk.config import Config
from playground.sdk.errors import InvalidArgumentError

V1: Final = "qianfan_v1"
V2: Final = "qianfan_v2"

# The arguments of a client, and the settings that they stand before.
ARGUMENTS: Final[Mapping[str, str]] = {
    "ak": "AK",
    "sk": "SK",
    "access_key": "ACCESS_KEY",
    "secret_key": "SECRET_KEY",
    "access_token": "ACCESS_TOKEN",
    "bearer_token": "BEARER_TOKEN",
    "api_key": "BEARER_TOKEN",
    "app_id": "APP_ID",
    "query_per_second": "QPS_LIMIT",
    "request_per_minute": "RPM_LIMIT",
    "token_per_minute": "TPM_LIMIT",
}

_MISSING_KEY: Final[Mapping[str, str]] = {
    V1: "no key: give ak and sk (or access_key and secret_key), or set QIANFAN_AK and QIANFAN_SK"
    " (or QIANFAN_ACCESS_KEY and QIANFAN_SECRET_KEY)",
    V2: "no key: V2 takes access_key and secret_key, or a bearer_token, or QIANFAN_ACCESS_KEY and"
    " QIANFAN_SECRET_KEY, or QIANFAN_BEARER_TOKEN; the ak and sk of an application are for V1",
}


def connect(provider: str, given: Mapping[str, Any], config: Config) -> Connection:
    """Make the connection of a client that was made with the arguments `given`.

    Raises: InvalidArgumentError if there is no key, or a limit that makes no sense.
    """

    def read(name: str) -> Any:
        return given.get(name) or config.get(name)

    # A whole key among the arguments is used, whatever else is set.
    auth = _find_key(provider, given.get) or _find_key(provider, read)
    if config.get("NO_AUTH"):
        auth = NoKey()
    if auth is None:
        raise InvalidArgumentError(_MISSING_KEY[provider])
    iam_base_url, console_base_url = config.get("IAM_BASE_URL"), config.get("CONSOLE_API_BASE_URL")
    base_url = config.get("BASE_URL") if provider == V1 else console_base_url
    return Connection(
        provider,
        base_url,
        auth,
        iam_base_url=iam_base_url,
        console_base_url=console_base_url,
        application_id=read("APP_ID"),
        egress=_egress_to(base_url, iam_base_url, console_base_url),
        limit_key=_limit_key(auth, base_url),
        limits=_limits(read),
    )


def _find_key(provider: str, read: Callable[[str], str | None]) -> Authentication | None:
    ak, sk = read("AK"), read("SK")
    access_key, secret_key = read("ACCESS_KEY"), read("SECRET_KEY")
    access_token, bearer_token = read("ACCESS_TOKEN"), read("BEARER_TOKEN")
    if provider == V1 and ak and sk:
        return ApplicationKey(ak, sk)
    if provider == V1 and access_token:
        return AccessToken(access_token)
    if provider == V2 and bearer_token:
        return BearerKey(bearer_token)
    if access_key and secret_key:
        return IamKey(access_key, secret_key)
    return None


def _egress_to(*base_urls: str) -> EgressPolicy:
    # What whoever runs the script has named may be anywhere; an address that a platform names,
    # as that of a picture, must be public.
    return EgressPolicy(tuple(sorted({urlsplit(url).netloc for url in base_urls})))


def _limit_key(auth: Authentication, base_url: str) -> str:
    match auth:
        case ApplicationKey(key) | IamKey(key) | BearerKey(key) | AccessToken(key):
            return cache_key("sdk", base_url, key)
        case NoKey():
            return cache_key("sdk", base_url)


def _limits(read: Callable[[str], float]) -> RateLimits:
    per_second, per_minute, tokens = read("QPS_LIMIT"), read("RPM_LIMIT"), read("TPM_LIMIT")
    if per_second and per_minute:
        raise InvalidArgumentError("limit the requests per second or per minute, not both")
    if min(per_second, per_minute, tokens) < 0:
        raise InvalidArgumentError("a limit cannot be less than 0")
    return RateLimits(
        requests_per_second=per_second or None,
        requests_per_minute=math.ceil(per_minute) or None,
        tokens_per_minute=math.ceil(tokens) or None,
    )
