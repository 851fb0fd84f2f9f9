"""The published vectors of bce-auth-v1, and what a verifier must refuse."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from playground.sandbox.signing import (
    Authorization,
    SignatureError,
    SignedRequest,
    canonical_query,
    canonical_request,
    sign,
    verify,
)

ACCESS_KEY = "ALTAKdummy0000000000000000"
SECRET_KEY = "0123456789abcdef0123456789abcdef"
DATE = "2024-01-02T03:04:05Z"
SIGNED_AT = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
CHAT = "/rpc/2.0/ai_custom/v1/wenxinworkshop/chat/eb-instant"

VECTORS = {
    "chat": (
        SignedRequest(
            "POST",
            CHAT,
            "",
            {
                "content-type": "application/json",
                "host": "aip.baidubce.com",
                "request_id": "sdk-py-0.0.0-AAAAAAAAAAAAAAAA",
                "x-bce-date": DATE,
            },
        ),
        "1b95502ac5a254d05985d8bfad7ff39509997c72d4fb7d104177922f482d0fea",
        "43052230cf48565a4a36d30f39033d25b03620c28c07224eef097487d1ba2208",
    ),
    "bearer": (
        SignedRequest(
            "GET",
            "/v1/BCE-BEARER/token",
            "expireInSeconds=43200",
            {
                "content-type": "application/json",
                "host": "iam.bj.baidubce.com",
                "x-bce-date": DATE,
            },
        ),
        "cd12eddf189aa4cbc873e62a2e6d6dcda5145cf0e18c1b0e8bbe7e073383204f",
        "52d05abe74740f043988f6616ecfa3e3be417b0ac72d9d9af2726135410c8a7f",
    ),
    "console": (
        SignedRequest(
            "POST",
            "/v2/service",
            "Action=DescribeServices",
            {
                "content-type": "application/json",
                "host": "qianfan.baidubce.com",
                "request-source": "qianfan_py_sdk_v0.4.12.3",
                "x-bce-date": DATE,
            },
        ),
        "8b83c0d0696e6952ba261a429187c936be69c1da3e77dcaafc5ef62a9abe34dd",
        "8d6bc74f206af4da7611f86fa6224f6fee651ab34c6ce6a07afbdbc7a95c6f35",
    ),
    "local port": (
        SignedRequest("POST", CHAT, "", {"host": "127.0.0.1:8866", "x-bce-date": DATE}),
        "188d391f87534c7f02d181158f10daedae2328c9977f38e87d3636dfc59e8475",
        "3f627f54c79185aed481af73ad1847848d26edfc0b9431ac8d0615cec2099f33",
    ),
}


def signed(request: SignedRequest, names: tuple[str, ...] | None = None) -> SignedRequest:
    """Return `request` with an authorization header over `names`, by default all headers."""
    names = tuple(request.headers) if names is None else names
    authorization = Authorization(ACCESS_KEY, DATE, 300, names, "")
    signature = sign(request, authorization, SECRET_KEY)
    header = f"{authorization.prefix}/{';'.join(names)}/{signature}"
    headers = {**request.headers, "authorization": header}
    return SignedRequest(request.method, request.path, request.query_string, headers)


@pytest.mark.parametrize("name", VECTORS)
def test_the_vectors_come_out_as_published(name: str) -> None:
    request, canonical_sha256, signature = VECTORS[name]
    names = tuple(request.headers)

    canonical = canonical_request(request, names)

    assert hashlib.sha256(canonical.encode()).hexdigest() == canonical_sha256
    authorization = Authorization(ACCESS_KEY, DATE, 300, names, signature)
    assert sign(request, authorization, SECRET_KEY) == signature


def test_the_query_is_encoded_and_sorted() -> None:
    assert canonical_query("b=2+%2F%E4%B8%AD&a=") == "a=&b=2%20%2F%E4%B8%AD"


def test_the_order_of_signed_headers_does_not_matter() -> None:
    request, _, signature = VECTORS["chat"]
    names = tuple(reversed(request.headers))

    accepted = verify(signed(request, names), {ACCESS_KEY: SECRET_KEY}, SIGNED_AT)

    assert accepted.signature == signature


def test_a_header_that_was_not_signed_may_change() -> None:
    request = signed(VECTORS["chat"][0], ("host", "x-bce-date"))
    headers = {**request.headers, "request_id": "another"}

    changed = SignedRequest(request.method, request.path, request.query_string, headers)

    assert verify(changed, {ACCESS_KEY: SECRET_KEY}, SIGNED_AT).access_key == ACCESS_KEY


@pytest.mark.parametrize(
    ("method", "path", "query", "host"),
    [
        ("GET", CHAT, "", "aip.baidubce.com"),
        ("POST", CHAT + "x", "", "aip.baidubce.com"),
        ("POST", CHAT, "a=1", "aip.baidubce.com"),
        ("POST", CHAT, "", "aip.baidubce.com:80"),
    ],
)
def test_a_changed_request_is_refused(method: str, path: str, query: str, host: str) -> None:
    headers = {**signed(VECTORS["chat"][0]).headers, "host": host}

    with pytest.raises(SignatureError) as refused:
        verify(SignedRequest(method, path, query, headers), {ACCESS_KEY: SECRET_KEY}, SIGNED_AT)

    assert refused.value.code == "SignatureDoesNotMatch"


def test_a_signature_expires() -> None:
    request = signed(VECTORS["chat"][0])

    assert verify(request, {ACCESS_KEY: SECRET_KEY}, SIGNED_AT + timedelta(seconds=300))
    with pytest.raises(SignatureError) as refused:
        verify(request, {ACCESS_KEY: SECRET_KEY}, SIGNED_AT + timedelta(seconds=301))

    assert refused.value.code == "RequestExpired"


def test_a_signature_from_the_future_is_refused() -> None:
    with pytest.raises(SignatureError) as refused:
        verify(signed(VECTORS["chat"][0]), {ACCESS_KEY: SECRET_KEY}, SIGNED_AT - timedelta(hours=1))

    assert refused.value.code == "RequestExpired"


def test_an_unknown_access_key_is_refused() -> None:
    with pytest.raises(SignatureError) as refused:
        verify(signed(VECTORS["chat"][0]), {}, SIGNED_AT)

    assert (refused.value.status_code, refused.value.code) == (403, "InvalidAccessKeyId")


@pytest.mark.parametrize(
    "header",
    ["", "bce-auth-v1", "bce-auth-v1/a/b/c/d/e", "bce-auth-v1/a/b/3/d", "Bearer x"],
)
def test_a_malformed_header_is_refused(header: str) -> None:
    request = SignedRequest("POST", CHAT, "", {"authorization": header, "host": "a"})

    with pytest.raises(SignatureError) as refused:
        verify(request, {"a": "b"}, SIGNED_AT)

    assert refused.value.code == "InvalidHTTPAuthHeader"


def test_the_host_must_be_signed() -> None:
    with pytest.raises(SignatureError) as refused:
        verify(signed(VECTORS["chat"][0], ("x-bce-date",)), {ACCESS_KEY: SECRET_KEY}, SIGNED_AT)

    assert refused.value.code == "InvalidHTTPAuthHeader"
