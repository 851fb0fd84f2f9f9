from __future__ import annotations

import hashlib

import httpx
import pytest

from playground.gateway import AuthenticationError, IamKey
from playground.gateway.signing import canonical_query, format_date, sign, sign_request

KEY = IamKey("ALTAKdummy0000000000000000", "0123456789abcdef0123456789abcdef")
NOW = 1_704_164_645.9
DATE = "2024-01-02T03:04:05Z"
CHAT = "/rpc/2.0/ai_custom/v1/wenxinworkshop/chat/eb-instant"
JSON_TYPE = "application/json"

# Computed with the signer of the official SDK and keys that open nothing.
VECTORS = [
    (
        *("POST", CHAT, []),
        {
            "content-type": JSON_TYPE,
            "host": "aip.baidubce.com",
            "request_id": "sdk-py-0.0.0-AAAAAAAAAAAAAAAA",
        },
        "43052230cf48565a4a36d30f39033d25b03620c28c07224eef097487d1ba2208",
    ),
    (
        *("GET", "/v1/BCE-BEARER/token", [("expireInSeconds", "43200")]),
        {"content-type": JSON_TYPE, "host": "iam.bj.baidubce.com"},
        "52d05abe74740f043988f6616ecfa3e3be417b0ac72d9d9af2726135410c8a7f",
    ),
    (
        *("POST", "/v2/service", [("Action", "DescribeServices")]),
        {
            "content-type": JSON_TYPE,
            "host": "qianfan.baidubce.com",
            "request-source": "qianfan_py_sdk_v0.4.12.3",
        },
        "8d6bc74f206af4da7611f86fa6224f6fee651ab34c6ce6a07afbdbc7a95c6f35",
    ),
    (
        *("POST", CHAT, [], {"host": "127.0.0.1:8866"}),
        "3f627f54c79185aed481af73ad1847848d26edfc0b9431ac8d0615cec2099f33",
    ),
]


@pytest.mark.parametrize(("method", "path", "query", "headers", "signature"), VECTORS)
def test_signatures_agree_with_the_official_signer(method, path, query, headers, signature):
    headers = {**headers, "x-bce-date": format_date(NOW)}

    authorization = sign(KEY, method, path, query, headers)

    prefix = f"bce-auth-v1/{KEY.access_key}/{DATE}/300"
    assert authorization == f"{prefix}/{';'.join(sorted(headers))}/{signature}"


def test_the_query_is_encoded_and_sorted():
    parameters = [("b", "2 /中"), ("a", ""), ("Authorization", "x")]

    assert canonical_query(parameters) == "a=&b=2%20%2F%E4%B8%AD"


def test_a_signed_request_names_what_it_signs():
    request = httpx.Request(
        "POST",
        f"http://127.0.0.1:8866{CHAT}",
        headers={"Content-Type": JSON_TYPE, "Request_id": "r", "User-Agent": "u"},
        content=b"{}",
    )

    sign_request(request, KEY, NOW)

    expected = {"content-type": JSON_TYPE, "host": "127.0.0.1:8866", "x-bce-date": DATE}
    assert request.headers["x-bce-date"] == DATE
    assert request.headers["Authorization"] == sign(KEY, "POST", CHAT, [], expected)


def test_the_secret_is_not_part_of_the_header():
    request = httpx.Request("GET", "https://qianfan.baidubce.com/")

    sign_request(request, KEY, NOW)

    assert KEY.secret_key not in request.headers["Authorization"]


@pytest.mark.parametrize("access_key", ["", "ALTAK\r\nX-Evil: 1", "ALTAK 1", "ALTAK密"])
def test_a_key_that_cannot_stand_in_a_header_is_refused(access_key):
    request = httpx.Request("GET", "https://qianfan.baidubce.com/")

    with pytest.raises(AuthenticationError):
        sign_request(request, IamKey(access_key, "secret"), NOW)


def test_the_first_vector_is_the_published_one():
    # The canonical request written out, so that a change of the signer is seen for what it is.
    canonical = (
        f"POST\n{CHAT}\n\ncontent-type:application%2Fjson\nhost:aip.baidubce.com\n"
        "request_id:sdk-py-0.0.0-AAAAAAAAAAAAAAAA\nx-bce-date:2024-01-02T03%3A04%3A05Z"
    )

    digest = hashlib.sha256(canonical.encode()).hexdigest()

    assert digest == "1b95502ac5a254d05985d8bfad7ff39509997c72d4fb7d104177922f482d0fea"
